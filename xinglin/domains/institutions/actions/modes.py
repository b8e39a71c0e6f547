"""How provinces report, and which of them maintain their own bases (REP-43)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.queries import members_of

from .. import rules
from ..enums import Mode, Module, SwitchState
from ..models import BaseCharge, ModeSwitch
from ..queries import modes_in_force

ASKED = ("module", "mode", "starts_on", "contact", "contact_mobile", "company", "company_contact", "company_mobile")


@action("institutions.modes_applied", "申请切换报送方式")
def apply_modes(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> Outcome:
    """«报送方式切换申请» for provinces («province», a unit key); keys are indexes of `rows`. Raises Refused."""
    if not by.may(rules.APPLY_MODE):
        raise Refused("当前身份不能申请切换报送方式，请由省级管理员办理。")
    provinces = {row["province"] for row in rows}
    standing = list(ModeSwitch._base_manager.filter(province__in=provinces).select_for_update().order_by("pk"))
    now = {module: modes_in_force(module, list(provinces)) for module in Module}
    outcome = Outcome()
    fresh: list[ModeSwitch] = []
    for index, row in enumerate(rows):
        mine = [
            each for each in [*standing, *fresh] if (each.province_id, each.module) == (row["province"], row["module"])
        ]
        held = now[Module(row["module"])].get(row["province"])
        if why := _not_below(row["province"], by) or rules.may_apply(
            row, mine, held.mode if held else Mode.DIRECT, localdate()
        ):
            outcome.refused[index] = why
            continue
        given = {name: "" if row.get(name) is None else row[name] for name in ASKED}
        new = ModeSwitch(province_id=row["province"], applied_by=by.name, **given | {"company_mobile": None})
        new.company_mobile = row.get("company_mobile")
        fresh.append(new)
        outcome.done.append(index)
    ModeSwitch._base_manager.bulk_create(fresh)
    return outcome


def _not_below(province: int, by: Actor) -> str | None:
    if by.unit.kind == UnitKind.NATION or by.unit_id == province:
        return None
    return rules.ELSEWHERE


@action("institutions.modes_approved", "同意切换报送方式")
def approve_modes(switches: "QuerySet[ModeSwitch]", *, by: Actor) -> Outcome:
    """Let provinces report the other way from the day they asked for; they are told. Keys are primary keys."""
    return _decided(switches, SwitchState.APPROVED, "", by)


@action("institutions.modes_rejected", "不同意切换报送方式")
def reject_modes(switches: "QuerySet[ModeSwitch]", *, by: Actor, comment: str) -> Outcome:
    """Leave it as it is, and say why; they are told. Keys are primary keys."""
    return _decided(switches, SwitchState.REJECTED, comment.strip(), by)


def _decided(switches: "QuerySet[ModeSwitch]", state: SwitchState, opinion: str, by: Actor) -> Outcome:
    found = claim(switches, by, rules.DECIDE_MODE, "province")
    too_long = len(opinion) > rules.LONGEST_REASON
    outcome = Outcome.judged(
        (each.pk, rules.why_not_reason(opinion) if too_long else rules.may_decide(each)) for each in found
    )
    outcome.labels = {each.pk: f"{each.province.name} {each.get_module_display()}" for each in found}
    ModeSwitch._base_manager.filter(pk__in=outcome.done).update(
        state=state, opinion=opinion, decided_at=timezone.now(), decided_by=by.name
    )
    provinces = {each.province_id for each in found if each.pk in set(outcome.done)}
    told = [account for _, account in members_of(sorted(provinces), [Role.PROVINCE_ADMIN])]
    notify(told, f"报送方式切换申请：{state.label}", opinion, "/institutions/modes/", by=by)
    return outcome


@action("institutions.provinces_charged", "授权各省维护培训基地")
def charge_provinces(provinces: "QuerySet[Unit]", *, by: Actor) -> Outcome:
    """Let provinces register and maintain their own bases. Keys are unit keys."""
    found = _provinces(provinces, by)
    held = {charge.province_id for charge in BaseCharge.objects.filter(province__in=found)}
    fresh = [pk for pk in found if pk not in held]
    BaseCharge.objects.bulk_create(BaseCharge(province_id=pk, granted_by=by.name) for pk in fresh)
    return Outcome(done=fresh, unchanged=sorted(held))


@action("institutions.provinces_uncharged", "收回各省维护培训基地的授权")
def uncharge_provinces(provinces: "QuerySet[Unit]", *, by: Actor) -> Outcome:
    """Only the nation maintains the bases of these provinces from now on. Keys are unit keys."""
    found = _provinces(provinces, by)
    gone = sorted(each.province_id for each in BaseCharge.objects.filter(province__in=found).select_for_update())
    BaseCharge.objects.filter(province__in=gone).delete()
    return Outcome(done=gone, unchanged=[pk for pk in found if pk not in set(gone)])


def _provinces(provinces: "QuerySet[Unit]", by: Actor) -> list[int]:
    if not by.may(rules.CHARGE):
        return []
    asked = Unit.objects.filter(pk__in=provinces.order_by().values("pk"), kind=UnitKind.PROVINCE)
    return list(asked.order_by("pk").values_list("pk", flat=True))
