"""Writes to the organisation tree and to memberships."""

from collections.abc import Iterable
from dataclasses import dataclass

from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.copying import copy_in, draw_keys
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
    """Add units of one level at a time; keys are the new primary keys, in the order given. Raises Refused."""
    if why := rules.may_found(by):
        raise Refused(why)
    units = list(units)
    keys = draw_keys(Unit, len(units))
    Unit.objects.bulk_create(_unit(new, key) for new, key in zip(units, keys, strict=True))
    return Outcome(done=keys)


def _unit(new: NewUnit, key: int) -> Unit:
    return Unit(
        pk=key,
        kind=new.kind,
        parent=new.parent,
        name=new.name,
        short_name=new.short_name or new.name,
        code=new.code,
        pinyin=" ".join(pinyin.of_text(new.name)),
        path=f"{new.parent.path if new.parent else '/'}{key}/",
        province_id=_level(new, key, UnitKind.PROVINCE, "province_id"),
        institution_id=_level(new, key, UnitKind.INSTITUTION, "institution_id"),
    )


def _level(new: NewUnit, key: int, kind: UnitKind, attribute: str) -> int | None:
    """The parent's province or institution; a province or institution is its own."""
    if new.kind == kind:
        return key
    if new.parent is None:
        return None
    return new.parent.pk if new.parent.kind == kind else getattr(new.parent, attribute)


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
