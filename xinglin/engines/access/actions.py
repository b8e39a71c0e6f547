"""Writes to the organisation tree and to memberships."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.actions.sets import listed
from xinglin.engines.history.author import Author
from xinglin.kit import pinyin

from . import rules
from .actor import Actor
from .models import Membership, Unit, UnitKind


@dataclass(frozen=True)
class NewUnit:
    """A unit to be founded under a parent that stands already."""

    kind: UnitKind
    parent: Unit | None
    name: str
    short_name: str = ""
    code: str = ""


@dataclass(frozen=True)
class NewMembership:
    """A role to be given."""

    account_id: int
    unit_id: int
    role: str


@action("access.units_founded", "新增单位")
def found_units(units: Iterable[NewUnit], *, by: Author) -> Outcome:
    """Add units of one level at a time; keys of the outcome are the new primary keys, in the order given."""
    units = list(units)
    rows = Unit.objects.bulk_create(
        Unit(
            kind=new.kind,
            parent=new.parent,
            name=new.name,
            short_name=new.short_name or new.name,
            code=new.code,
            pinyin=" ".join(pinyin.of_text(new.name)),
            province=_level(new, UnitKind.PROVINCE, "province"),
            institution=_level(new, UnitKind.INSTITUTION, "institution"),
        )
        for new in units
    )
    made = Unit.objects.filter(pk__in=[row.pk for row in rows])
    for kind, level in ((UnitKind.PROVINCE, "province"), (UnitKind.INSTITUTION, "institution")):
        made.filter(kind=kind).update(**{level: F("pk")})
    _write_paths(rows)
    return Outcome(done=[row.pk for row in rows])


def _level(new: NewUnit, kind: UnitKind, attribute: str) -> Unit | None:
    """The parent's province or institution; a province or institution is its own, set once it has a key."""
    if new.kind == kind or new.parent is None:
        return None
    return new.parent if new.parent.kind == kind else getattr(new.parent, attribute)


def _write_paths(rows: list[Unit]) -> None:
    for row in rows:
        row.path = f"{row.parent.path if row.parent else '/'}{row.pk}/"
    rewrite(rows, ["path"])


@action("access.memberships_granted", "授予身份")
def grant(memberships: Iterable[NewMembership], *, by: Actor) -> Outcome:
    """Give roles; a role held already stays; keys are indexes of the list given (PLT-02, PLT-03)."""
    wanted = list(memberships)
    accounts = listed({new.account_id for new in wanted}, "bigint")
    held = set(Membership.objects.filter(account__in=accounts).values_list("account", "unit", "role"))
    outcome, fresh = Outcome(refused=rules.may_grant(wanted, by)), []
    for index, new in enumerate(wanted):
        key = (new.account_id, new.unit_id, str(new.role))
        if index in outcome.refused:
            continue
        if key in held:
            outcome.unchanged.append(index)
        else:
            outcome.done.append(index)
            fresh.append(key)
            held.add(key)
    copy_in(Membership, ("account_id", "unit_id", "role"), fresh)
    return outcome
