"""Institutions registered, changed, renamed, closed to new residents, put out of use (REP-43)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.accounts.models import Account, AccountKind, login_key_of
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.kit import pinyin

from .. import events, rules
from ..models import FormerName, Hospital
from ..queries import accounts_of, is_charged
from ..queries.registering import Registry
from .founding import NewHospital, found_hospitals

Row = Mapping[str, Any]
PROFILE = ("credit_code", "level", "kind", "is_military", "base_level", "base_code")
NAMED = ("name", "short_name", "pinyin")


@dataclass
class Changes:
    """What a set of rows comes to."""

    founded: dict[int, NewHospital] = field(default_factory=dict)  # index → what is new
    mobiles: dict[int, str] = field(default_factory=dict)  # index → to which the code for activation goes
    profiles: dict[int, Hospital] = field(default_factory=dict)
    units: dict[int, Unit] = field(default_factory=dict)
    former: list[FormerName] = field(default_factory=list)


@action("institutions.hospitals_saved", "登记培训基地")
def save_hospitals(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Register institutions, or change those that stand («pk», by credit code, or by name); keys are indexes of `rows`.

    What is not in a row stays. Another name is a renaming: the old one is kept and still found. A new training base
    gets its own account, which is activated with a code to `mobile`.
    """
    registry, changes, outcome = Registry(rows, by), Changes(), Outcome()
    for index, row in enumerate(rows):
        verdict = registry.judge(index, row)
        if verdict.refused:
            outcome.refused[index] = verdict.refused[1]
        elif verdict.hospital is None:
            changes.founded[index] = _new(row, registry.parent_of(row))
            changes.mobiles[index] = row.get("mobile") or ""
            outcome.done.append(index)
        elif _change(verdict.hospital, row, changes):
            outcome.done.append(index)
        else:
            outcome.unchanged.append(index)
    _write(changes, by)
    return outcome


def _new(row: Row, parent: Unit) -> NewHospital:
    given = {name: row[name] for name in (*PROFILE, "short_name") if row.get(name) is not None}
    return NewHospital(parent=parent, name=row["name"], **given)


def _change(hospital: Hospital, row: Row, changes: Changes) -> bool:
    unit, changed = hospital.unit, False
    if row["name"] != unit.name:
        until = localdate() - timedelta(days=1)
        changes.former.append(FormerName(unit=unit, name=unit.name, pinyin=unit.pinyin, until=until))
        unit.name, unit.pinyin = row["name"], " ".join(pinyin.of_text(row["name"]))
        changed = True
    if row.get("short_name") and row["short_name"] != unit.short_name:
        unit.short_name, changed = row["short_name"], True
    if changed:
        changes.units[unit.pk] = unit
    before = [getattr(hospital, name) for name in PROFILE]
    for name in PROFILE:
        if name in row:
            empty: Any = False if name == "is_military" else ""
            setattr(hospital, name, empty if row[name] is None else row[name])
    if [getattr(hospital, name) for name in PROFILE] != before:
        changes.profiles[hospital.pk] = hospital
        changed = True
    return changed


def _write(changes: Changes, by: Actor) -> None:
    rewrite(list(changes.units.values()), NAMED)
    rewrite(list(changes.profiles.values()), PROFILE)
    FormerName.objects.bulk_create(changes.former)
    if not changes.founded:
        return
    made = found_hospitals(changes.founded.values(), by=by).done
    bases = [
        (pk, new.name, changes.mobiles[index])
        for pk, (index, new) in zip(made, changes.founded.items(), strict=True)
        if new.base_level
    ]
    _open_accounts(bases, by)


def _open_accounts(bases: Sequence[tuple[int, str, str]], by: Actor) -> None:
    """(unit key, name, mobile): the base logs in with its name, with the province where the name is taken (PLT-11).

    Only an account that is new gets the role: one that stood under this name is somebody else's.
    """
    if not bases:
        return
    logins = _logins([(unit, name) for unit, name, _ in bases])
    accounts = [
        NewAccount(login=login, masked=login, name=login, kind=AccountKind.ORGANISATION, mobile=mobile)
        for login, (_, _, mobile) in zip(logins, bases, strict=True)
    ]
    opened = open_accounts(accounts, by=by)
    grant([NewMembership(opened.ids[i], bases[i][0], Role.BASE_ADMIN) for i in opened.done], by=by)


def _logins(bases: Sequence[tuple[int, str]]) -> list[str]:
    keys = {login_key_of(name): name for _, name in bases}
    taken = {keys[key] for key in Account.objects.filter(login_key__in=keys).values_list("login_key", flat=True)}
    provinces = dict(Unit.objects.filter(pk__in=[unit for unit, _ in bases]).values_list("pk", "province__name"))
    logins = []
    for unit, name in bases:
        logins.append(f"{name}（{provinces[unit]}）" if name in taken else name)
        taken.add(name)
    return logins


@action("institutions.hospitals_imported", "培训基地导入")
def import_hospitals(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The sheet: as `save_hospitals`, and an empty cell changes nothing. Keys are indexes of `rows`."""
    return save_hospitals([{key: value for key, value in row.items() if value is not None} for row in rows], by=by)


@action("institutions.base_accounts_opened", "开通培训基地账号")
def open_base_accounts(hospitals: "QuerySet[Hospital]", *, by: Actor) -> Outcome:
    """Open the own account of training bases that have none; «重置密码» then gives its one-time password."""
    found = _claimed(hospitals, by)
    held, outcome = accounts_of(each.unit_id for each in found), _labelled(found)
    for each in found:
        if each.unit_id in held:
            outcome.unchanged.append(each.pk)
        elif why := _why_no_account(each):
            outcome.refused[each.pk] = why
        else:
            outcome.done.append(each.pk)
    fresh = set(outcome.done)
    _open_accounts([(each.unit_id, each.unit.name, "") for each in found if each.pk in fresh], by)
    return outcome


def _why_no_account(hospital: Hospital) -> str | None:
    if not hospital.base_level:
        return "不是培训基地，没有基地账号。请先在“编辑”中填写基地级别。"
    return None if hospital.unit.is_active else "该单位已停用，请先启用。"


@action("institutions.hospitals_closed", "暂停基地招收")
def close_hospitals(hospitals: "QuerySet[Hospital]", *, by: Actor, comment: str) -> Outcome:
    """Take no new residents from today; those in training go on. Keys are primary keys."""
    found = _claimed(hospitals, by)
    outcome = _judged(found, {each.pk: rules.may_close(each, comment) for each in found})
    Hospital.objects.filter(pk__in=outcome.done).update(closed_on=localdate(), closed_reason=comment.strip())
    return outcome


@action("institutions.hospitals_reopened", "恢复基地招收")
def reopen_hospitals(hospitals: "QuerySet[Hospital]", *, by: Actor) -> Outcome:
    """Take new residents again. Keys are primary keys."""
    found = _claimed(hospitals, by)
    outcome = _judged(found, {each.pk: rules.may_reopen(each) for each in found})
    Hospital.objects.filter(pk__in=outcome.done).update(closed_on=None, closed_reason="")
    return outcome


@action("institutions.hospitals_removed", "停用机构")
def remove_hospitals(hospitals: "QuerySet[Hospital]", *, by: Actor, comment: str) -> Outcome:
    """Put institutions that nobody needs out of use: nobody logs in for them or chooses them; all is kept."""
    found = _claimed(hospitals, by)
    units = [each.unit_id for each in found]
    residents, needed = rules.residents_of(units), rules.needed(units)
    reasons = {
        each.pk: rules.why_not_reason(comment)
        or rules.may_remove(each.unit, residents.get(each.unit_id, 0), needed.get(each.unit_id))
        for each in found
    }
    outcome = _judged(found, reasons)
    Unit.objects.filter(hospital__in=outcome.done).update(is_active=False)
    return outcome


@action("institutions.hospitals_restored", "启用机构")
def restore_hospitals(hospitals: "QuerySet[Hospital]", *, by: Actor) -> Outcome:
    """Put institutions into use again. Keys are primary keys."""
    found = _claimed(hospitals, by)
    outcome = _judged(found, {each.pk: rules.may_restore(each.unit) for each in found})
    Unit.objects.filter(hospital__in=outcome.done).update(is_active=True)
    done = set(outcome.done)
    events.IN_USE.announce([each.unit_id for each in found if each.pk in done], by=by)
    return outcome


def _claimed(hospitals: "QuerySet[Hospital]", by: Actor) -> list[Hospital]:
    """Locked; those that the actor may not maintain are left out, as if they did not exist."""
    asked = Hospital.objects.filter(pk__in=hospitals.order_by().values("pk"), unit__path__startswith=by.unit.path)
    charged = is_charged(by)
    found = asked.select_for_update(of=("self",)).select_related("unit").order_by("pk")
    return [each for each in found if rules.may_maintain(each.unit, by, charged) is None]


def _labelled(hospitals: Iterable[Hospital]) -> Outcome:
    return Outcome(labels={each.pk: each.unit.name for each in hospitals})


def _judged(hospitals: Sequence[Hospital], reasons: Mapping[int, str | None]) -> Outcome:
    outcome = Outcome.judged(reasons.items())
    outcome.labels = {each.pk: each.unit.name for each in hospitals}
    return outcome
