"""Cycles with their windows, and the dated rules of a province (ASM-02, ASM-21)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.windows.actions import Timing, schedule

from .. import rules
from ..models import Cycle, ProcedureReason, ProvinceRules
from ..queries.overseeing import objections_to
from ..rules.following import TO_ASK, until
from .institutions import include

NOT_PROVINCE = "考核周期和规则由省级管理员设置。"


@dataclass(frozen=True, kw_only=True)
class NewCycle:
    """A cycle of a province. `windows`: key of a kind of window → start and the first moment outside."""

    province: Unit
    year: int
    starts_on: date
    ends_on: date
    windows: Mapping[str, tuple[datetime, datetime]]


@action("assessment.cycles_set", "设置考核周期")
def set_cycles(cycles: Sequence[NewCycle], *, by: Actor) -> Outcome:
    """New cycles, or other times for those of the same year; the institutions of the province take part (ASM-02).

    Keys are indexes of the list. Raises Refused when a window cannot be scheduled.
    """
    provinces = {each.province.pk for each in cycles}
    list(Unit.objects.filter(pk__in=provinces).order_by("pk").select_for_update(no_key=True))
    standing = list(Cycle.objects.filter(province__in=provinces).order_by("pk").select_for_update(no_key=True))
    outcome, kept, timings = Outcome(), [], []
    for index, new in enumerate(cycles):
        mine = [each for each in standing if each.province_id == new.province.pk]
        if why := _not_mine(new.province, by) or rules.why_not_period(new, mine):
            outcome.refused[index] = why
            continue
        cycle = next((each for each in mine if each.year == new.year), Cycle(province=new.province, year=new.year))
        cycle.starts_on, cycle.ends_on = new.starts_on, new.ends_on
        kept.append(cycle)
        standing.append(cycle)
        timings += [
            Timing(kind=kind, year=new.year, unit=new.province, starts_at=start, ends_at=end)
            for kind, (start, end) in new.windows.items()
        ]
        outcome.done.append(index)
    rewrite([each for each in kept if each.pk], ["starts_on", "ends_on"])
    Cycle.objects.bulk_create([each for each in kept if not each.pk])
    if refused := schedule(timings, by=by).refused:
        raise Refused(next(iter(refused.values())))
    include(Cycle.objects.filter(province__in=[each.province_id for each in kept], closed_at=None), by=by)
    return outcome


def _not_mine(province: Unit, by: Actor) -> str | None:
    mine = by.is_system or (by.may(rules.SET_CYCLE) and province.pk == by.unit.province_id)
    return None if mine and province.kind == UnitKind.PROVINCE else NOT_PROVINCE


@action("assessment.cycles_closed", "结束考核周期")
def close_cycles(cycles: "QuerySet[Cycle]", *, by: Actor) -> Outcome:
    """Nothing is done in them any more; agencies no longer see the physicians. Keys are primary keys."""
    asked = Cycle.objects.filter(pk__in=cycles.order_by().values("pk"))
    mine = asked if by.is_system else asked.filter(province=by.unit.province_id)
    found = list(mine.select_for_update().order_by("pk")) if by.may(rules.SET_CYCLE) else []
    requests, published = objections_to([each.pk for each in found])
    ends = {key: until(moment, TO_ASK) for key, moment in published.items()}
    outcome = Outcome.judged(
        (each.pk, rules.may_close_cycle(each, requests.get(each.pk, 0), ends.get(each.pk))) for each in found
    )
    outcome.labels = {each.pk: str(each) for each in found}
    Cycle.objects.filter(pk__in=outcome.done).update(closed_at=timezone.now())
    return outcome


FIGURES = ("cycle_years", "commended_years", "clean_years", "resits", "is_connected")


@action("assessment.rules_set", "设置省级考核规则")
def set_rules(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> Outcome:
    """Figures that hold from a day on, for the actor's province; what held before stays on record. Keys are indexes."""
    if not by.may(rules.SET_CYCLE) or by.unit.kind != UnitKind.PROVINCE:
        return Outcome(refused=dict.fromkeys(range(len(rows)), NOT_PROVINCE))
    early = f"生效日期须为 {localdate()} 或以后：此前的考核按当时的规定办理。"
    outcome = Outcome.judged((i, early if row["starts_on"] < localdate() else None) for i, row in enumerate(rows))
    ProvinceRules.objects.bulk_create(
        (
            ProvinceRules(province=by.unit, starts_on=rows[i]["starts_on"], **{name: rows[i][name] for name in FIGURES})
            for i in outcome.done
        ),
        update_conflicts=True,
        unique_fields=["province", "starts_on"],
        update_fields=FIGURES,
    )
    return outcome


@action("assessment.reasons_added", "新增免考和简易程序情形")
def add_reasons(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> Outcome:
    """Cases of the actor's province in which a procedure is open, each with the proof it needs. Keys are indexes."""
    if not by.may(rules.SET_CYCLE) or by.unit.kind != UnitKind.PROVINCE:
        return Outcome(refused=dict.fromkeys(range(len(rows)), NOT_PROVINCE))
    outcome = Outcome()
    for index, row in enumerate(rows):
        if row.get("ends_on") and row["ends_on"] < row["starts_on"]:
            outcome.refused[index] = f"失效日期 {row['ends_on']} 早于生效日期 {row['starts_on']}，请修改。"
        else:
            outcome.done.append(index)
    ProcedureReason.objects.bulk_create(ProcedureReason(province=by.unit, **rows[index]) for index in outcome.done)
    return outcome


@action("assessment.reasons_ended", "停用免考和简易程序情形")
def end_reasons(reasons: "QuerySet[ProcedureReason]", *, by: Actor) -> Outcome:
    """They can be claimed until today; who has claimed one keeps it. Keys are primary keys."""
    asked = ProcedureReason.objects.filter(pk__in=reasons.order_by().values("pk"), province=by.unit.province_id)
    found = list(asked.select_for_update(of=("self",)).order_by("pk")) if by.may(rules.SET_CYCLE) else []
    today = localdate()
    outcome = Outcome.judged((each.pk, rules.may_end_reason(each, today)) for each in found)
    outcome.labels = {each.pk: each.title for each in found}
    ProcedureReason.objects.filter(pk__in=outcome.done).update(ends_on=today)
    return outcome
