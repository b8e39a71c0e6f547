"""Writes to the organisation tree and to memberships."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.copying import copy_in, draw_keys
from xinglin.engines.actions.sets import listed
from xinglin.engines.history.author import Author
from xinglin.kit import pinyin

from . import rules
from .actor import Actor
from .models import Membership, Unit, UnitKind
from .operators import operators_visible_to
from .roles import SEPARATED


@dataclass(frozen=True)
class NewUnit:
    """A unit to be founded under a parent that stands already."""

    kind: UnitKind
    parent: Unit | None
    name: str
    short_name: str = ""
    code: str = ""


class NewMembership(NamedTuple):
    """A role to be given."""

    account_id: int
    unit_id: int
    role: str


@action("access.units_founded", "新增单位")
def found_units(units: Iterable[NewUnit], *, by: Author) -> Outcome:
    """Add units of one level at a time; keys are the new primary keys, in the order given. Raises Refused."""
    units = list(units)
    if why := rules.may_found(units, by):
        raise Refused(why)
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
    if any(new.role in SEPARATED for new in wanted):
        list(get_user_model()._base_manager.filter(pk__in=accounts).order_by("pk").select_for_update())
    rows = Membership.objects.filter(account__in=accounts, lent_by=None)
    held = {(row.account_id, row.unit_id, row.role): row for row in rows}
    outcome, fresh, ended = Outcome(refused=rules.may_grant(wanted, by)), {}, []
    for index, new in enumerate(wanted):
        key = (new.account_id, new.unit_id, str(new.role))
        if index in outcome.refused:
            continue
        if key in fresh or (key in held and not rules.has_ended(held[key])):
            outcome.unchanged.append(index)
            continue
        outcome.done.append(index)
        if key in held:
            ended.append(held[key].pk)
        else:
            fresh[key] = key
    if ended:
        Membership.objects.filter(pk__in=ended).update(
            rights=None, starts_at=timezone.now(), ends_at=None, suspended_at=None
        )
    copy_in(Membership, ("account_id", "unit_id", "role"), fresh)
    return outcome


@dataclass(frozen=True)
class Loan:
    """One's own role at one's own unit, lent to an account for a time."""

    account_id: int
    rights: Sequence[str]
    starts_at: datetime
    ends_at: datetime


@action("access.roles_lent", "出借身份")
def lend(loans: Sequence[Loan], *, by: Actor, reason: str = "") -> Outcome:
    """Lend the current role; it ends by itself; keys are indexes of the list given (PLT-05). Raises Refused."""
    if not by.may(rules.OPERATORS):
        raise Refused("您当前的身份不能出借身份，请由单位账号办理。")
    refused = rules.may_lend(loans, by)
    outcome = Outcome(refused=refused, done=[index for index in range(len(loans)) if index not in refused])
    Membership.objects.bulk_create(
        (_lent(loans[index], by) for index in outcome.done),
        update_conflicts=True,
        unique_fields=["account", "unit", "role", "lent_by"],
        update_fields=["rights", "starts_at", "ends_at", "suspended_at"],
    )
    return outcome


def _lent(loan: Loan, by: Actor) -> Membership:
    return Membership(
        account_id=loan.account_id,
        unit=by.unit,
        role=by.role,
        rights=sorted(set(loan.rights)),
        lent_by_id=by.account_id,
        starts_at=loan.starts_at,
        ends_at=loan.ends_at,
    )


@action("access.operators_changed", "修改操作员权限")
def change_operators(
    memberships: "QuerySet[Membership]", *, by: Actor, rights: Sequence[str], ends_at: datetime | None
) -> Outcome:
    """Other rights and another end for operators and borrowers of one's own unit (PLT-05)."""
    found = _claimed(memberships, by)
    why = rules.why_not_rights(rights, by)
    outcome = _judged(found, lambda row: why or rules.why_not_change(row, ends_at))
    Membership.objects.filter(pk__in=outcome.done).update(rights=sorted(set(rights)), ends_at=ends_at)
    return outcome


@action("access.operators_suspended", "停用操作员")
def suspend(memberships: "QuerySet[Membership]", *, by: Actor) -> Outcome:
    """From the next click on nothing can be done under these identities, until they are resumed."""
    outcome = _judged(_claimed(memberships, by), rules.may_suspend)
    Membership.objects.filter(pk__in=outcome.done).update(suspended_at=timezone.now())
    return outcome


@action("access.operators_resumed", "启用操作员")
def resume(memberships: "QuerySet[Membership]", *, by: Actor) -> Outcome:
    """Undo a suspension."""
    outcome = _judged(_claimed(memberships, by), rules.may_resume)
    Membership.objects.filter(pk__in=outcome.done).update(suspended_at=None)
    return outcome


@action("access.operators_ended", "终止操作员")
def end(memberships: "QuerySet[Membership]", *, by: Actor) -> Outcome:
    """End these identities now, before their term."""
    outcome = _judged(_claimed(memberships, by), rules.may_end)
    Membership.objects.filter(pk__in=outcome.done).update(ends_at=timezone.now())
    return outcome


def _claimed(memberships: "QuerySet[Membership]", by: Actor) -> list[Membership]:
    asked = operators_visible_to(by).filter(pk__in=memberships.order_by().values("pk"))
    return list(asked.select_for_update(of=("self",)).select_related("account").order_by("pk"))


def _judged(found: list[Membership], rule: Callable[[Membership], str | None]) -> Outcome:
    outcome = Outcome.judged((row.pk, rule(row)) for row in found)
    outcome.labels = {row.pk: row.account.get_full_name() for row in found}
    return outcome
