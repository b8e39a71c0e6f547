"""Calls of rotation's actions: fifty residents of the hospital in a draft, or in the plan in force."""

from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate

from tests.contracts import faculty
from tests.contracts.calls import Crowd, Verb, base, call, far, supervisor
from tests.factories.country import YEAR
from tests.factories.rotation import departments_of, map_standard, slot
from xinglin.domains.faculty.models import Appointment
from xinglin.domains.reference.models import RotationLine
from xinglin.domains.rotation.actions import (
    announcing,
    editing,
    placing,
    planning,
    publishing,
    setup,
    staying,
    teaching,
)
from xinglin.domains.rotation.models import Avoidance, Forbidden, Leave, PlannedResident, RotationPlan, Stint
from xinglin.domains.training.models import Training
from xinglin.engines.access.models import Unit
from xinglin.kit.half_months import slot_of

FIRST = date(YEAR, 9, 1)


def new(number: int, **facts: Any) -> list[dict[str, Any]]:
    """Plans of a month each, one after the other, so that all can be in force."""
    rows = []
    for n in range(number):
        month = date(YEAR + 10 + n // 12, n % 12 + 1, 1)
        rows.append({"name": f"第 {n} 份", "first_month": month, "months": 1, "based_on": None, **facts})
    return rows


def planned(crowd: Crowd, number: int, *, publish: bool = False) -> RotationPlan:
    """So many residents in a plan of three years."""
    map_standard(base(crowd))
    row = {"name": "五十人", "first_month": FIRST, "months": 36, "based_on": None}
    plan = planning.draft_plans([row], by=base(crowd)).records[0]
    assert len(planning.plan_residents(crowd.rows(number), plan=plan, by=base(crowd)).done) == number
    found = RotationPlan.objects.filter(pk=plan)
    if publish:
        RotationPlan.objects.filter(state="published").update(state="superseded")
        assert publishing.publish_plans(found, by=base(crowd)).done
    return found.get()


def stints(crowd: Crowd, number: int, *, publish: bool = False, at: int = 0) -> Any:
    """One stint of each, the first of all (or the one `at` a half month)."""
    plan = planned(crowd, number, publish=publish)
    rows = Stint.objects.filter(resident__plan=plan)
    wanted: dict[int, int] = {}
    for stint in rows.order_by("-first"):
        if not at or stint.first <= at < stint.first + stint.half_months:
            wanted[stint.resident_id] = stint.pk
    return Stint.objects.filter(pk__in=wanted.values())


def today(crowd: Crowd, number: int) -> Any:
    """The stint of each in which he is today, by the plan in force."""
    day = localdate()
    return stints(crowd, number, publish=True, at=slot(day.month, day.day > 15, day.year))


@call("rotation.lines_mapped", stranger=supervisor)
def _(crowd: Crowd, number: int) -> Verb:
    (unit, *_), lines = departments_of(base(crowd)), RotationLine.objects.order_by("-pk")[:number]
    wanted = {line.pk: [(unit.pk, 2)] for line in lines}
    return lambda by: setup.map_lines(wanted, by=by)


@call("rotation.capacities_kept")
def _(crowd: Crowd, number: int) -> Verb:
    units = departments_of(base(crowd), [f"第 {n} 科" for n in range(number)])
    rows = Unit.objects.filter(pk__in=[unit.pk for unit in units])
    return lambda by: setup.keep_capacities(rows, least=1, most=9, by=by)


@call("rotation.times_forbidden")
def _(crowd: Crowd, number: int) -> Verb:
    days = {"starts_on": FIRST, "ends_on": FIRST + timedelta(2)}
    return lambda by: setup.forbid_times(crowd.rows(number), **days, reason="考试", by=by)


@call("rotation.forbidden_lifted")
def _(crowd: Crowd, number: int) -> Verb:
    days = {"starts_on": FIRST, "ends_on": FIRST + timedelta(2)}
    setup.forbid_times(crowd.rows(number), **days, reason="考试", by=base(crowd))
    rows = Forbidden.objects.filter(training__in=crowd.rows(number))
    return lambda by: setup.lift_forbidden(rows, by=by)


@call("rotation.plans_drafted", stranger=supervisor)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: planning.draft_plans(new(number), by=by)


@call("rotation.residents_planned")
def _(crowd: Crowd, number: int) -> Verb:
    map_standard(base(crowd))
    row = {"name": "五十人", "first_month": FIRST, "months": 36, "based_on": None}
    plan = planning.draft_plans([row], by=base(crowd)).records[0]
    return lambda by: planning.plan_residents(crowd.rows(number), plan=plan, by=by)


@call("rotation.residents_unplanned")
def _(crowd: Crowd, number: int) -> Verb:
    rows = PlannedResident.objects.filter(plan=planned(crowd, number))
    return lambda by: planning.unplan_residents(rows, by=by)


@call("rotation.plans_discarded")
def _(crowd: Crowd, number: int) -> Verb:
    made = planning.draft_plans(new(number), by=base(crowd)).records.values()
    return lambda by: planning.discard_plans(RotationPlan.objects.filter(pk__in=made), by=by)


@call("rotation.plans_published")
def _(crowd: Crowd, number: int) -> Verb:
    source = planned(crowd, 1)
    resident = source.residents.get()
    unit = departments_of(base(crowd))[0]
    made = planning.draft_plans(new(number), by=base(crowd)).records.values()
    plans = RotationPlan.objects.filter(pk__in=made)
    for plan in plans:
        there = PlannedResident.objects.create(
            plan=plan,
            training_id=resident.training_id,
            standard_id=resident.standard_id,
            years=3,
            first=plan.first,
            half_months=2,
        )
        Stint.objects.create(resident=there, department=unit, first=plan.first, half_months=2)
    return lambda by: publishing.publish_plans(plans, by=by)


@call("rotation.stints_moved")
def _(crowd: Crowd, number: int) -> Verb:
    rows = stints(crowd, number, at=slot(1, year=YEAR + 1))
    Stint.objects.exclude(pk__in=rows.values("pk")).filter(resident__stints__in=rows).delete()
    return lambda by: editing.move_stints(rows, first=slot(1, year=YEAR + 2), by=by)


@call("rotation.stints_swapped")
def _(crowd: Crowd, number: int) -> Verb:
    rows = stints(crowd, number)
    plan = RotationPlan.objects.get(residents__stints__in=rows[:1])
    extra = Training.objects.filter(pk=crowd.world.records["approved"].pk)
    assert planning.plan_residents(extra, plan=plan.pk, by=base(crowd)).done
    partner = Stint.objects.filter(resident__plan=plan, resident__training__in=extra).order_by("first")[0]
    Stint.objects.filter(resident__plan=plan).exclude(pk__in=[partner.pk, *rows.values_list("pk", flat=True)]).delete()
    Stint.objects.filter(resident__plan=plan).update(half_months=2)
    return lambda by: editing.swap_stints(rows, other=partner.pk, by=by)


@call("rotation.stints_split")
def _(crowd: Crowd, number: int) -> Verb:
    rows = stints(crowd, number)
    return lambda by: editing.split_stints(rows, after=1, by=by)


@call("rotation.stints_reassigned")
def _(crowd: Crowd, number: int) -> Verb:
    rows, unit = stints(crowd, number), departments_of(base(crowd), ["老年科"])[0]
    return lambda by: editing.reassign_stints(rows, department=unit, by=by)


@call("rotation.stints_locked")
def _(crowd: Crowd, number: int) -> Verb:
    rows = stints(crowd, number)
    return lambda by: editing.lock_stints(rows, by=by)


@call("rotation.stints_unlocked")
def _(crowd: Crowd, number: int) -> Verb:
    rows = stints(crowd, number)
    rows.update(is_locked=True)
    return lambda by: editing.unlock_stints(rows, by=by)


@call("rotation.stints_removed")
def _(crowd: Crowd, number: int) -> Verb:
    keys = list(stints(crowd, number).values_list("pk", flat=True))
    return lambda by: editing.remove_stints(Stint.objects.filter(pk__in=keys), by=by)


@call("rotation.edits_undone")
def _(crowd: Crowd, number: int) -> Verb:
    source = planned(crowd, 1)
    made = planning.draft_plans(new(number, based_on=source.pk, months=36), by=base(crowd)).records.values()
    unit = departments_of(base(crowd))[0]
    for plan in RotationPlan.objects.filter(pk__in=made):
        stint = Stint.objects.create(
            resident=plan.residents.get_or_create(
                training=crowd.trainings[0],
                defaults={
                    "standard_id": source.residents.get().standard_id,
                    "years": 3,
                    "first": plan.first,
                    "half_months": 2,
                },
            )[0],
            department=unit,
            first=plan.first,
            half_months=2,
        )
        editing.lock_stints(Stint.objects.filter(pk=stint.pk), by=base(crowd))
    return lambda by: editing.undo_edits(RotationPlan.objects.filter(pk__in=made), by=by)


@call("rotation.entries_confirmed", stranger=far)
def _(crowd: Crowd, number: int) -> Verb:
    rows = today(crowd, number)
    return lambda by: staying.confirm_entries(rows, by=by)


@call("rotation.entries_undone")
def _(crowd: Crowd, number: int) -> Verb:
    rows = today(crowd, number)
    staying.confirm_entries(rows, by=base(crowd))
    return lambda by: staying.undo_entries(rows, by=by)


@call("rotation.exits_confirmed")
def _(crowd: Crowd, number: int) -> Verb:
    rows = today(crowd, number)
    staying.confirm_entries(rows, by=base(crowd))
    return lambda by: staying.confirm_exits(rows, left_on=localdate(), by=by)


@call("rotation.leaves_recorded")
def _(crowd: Crowd, number: int) -> Verb:
    rows, day = today(crowd, number), localdate()
    return lambda by: staying.record_leaves(rows, kind="sick", starts_on=day, ends_on=day, by=by)


@call("rotation.leaves_removed")
def _(crowd: Crowd, number: int) -> Verb:
    staying.record_leaves(today(crowd, number), kind="sick", starts_on=localdate(), ends_on=localdate(), by=base(crowd))
    rows = Leave.objects.filter(training__in=crowd.rows(number))
    return lambda by: staying.remove_leaves(rows, by=by)


@call("rotation.leave_limits_kept", stranger=supervisor)
def _(crowd: Crowd, number: int) -> Verb:
    rows = [(n, FIRST + timedelta(n)) for n in range(number)]
    return lambda by: staying.keep_leave_limits(rows, by=by)


@call("rotation.changes_announced")
def _(crowd: Crowd, number: int) -> Verb:
    made = planning.draft_plans(new(number), by=base(crowd)).records.values()
    plans = RotationPlan.objects.filter(pk__in=made)
    plans.update(state="published")
    return lambda by: announcing.announce_changes(plans, slot=slot(9), by=by)


def one_after_the_other(crowd: Crowd, number: int) -> tuple[Any, int]:
    """A stint of half a month for each, three at a time, in a department with one supervisor; and his key."""
    plan, (unit, *_) = planned(crowd, number, publish=True), departments_of(base(crowd))
    Stint.objects.filter(resident__plan=plan).delete()
    begin = slot_of(localdate()) + 1
    Stint.objects.bulk_create(
        Stint(resident=each, department=unit, first=begin + n // 3, half_months=1)
        for n, each in enumerate(plan.residents.order_by("pk"))
    )
    own = faculty.own(crowd.world.country)
    term = {"starts_on": localdate(), "ends_on": date(YEAR + 5, 1, 1), "last_on": date(YEAR + 5, 1, 1)}
    place = {"institution": base(crowd).unit, "province": base(crowd).unit.province, "department": unit}
    Appointment.objects.filter(supervisor=own).delete()  # in another department
    Appointment.objects.create(supervisor=own, **place, **term)
    return Stint.objects.filter(resident__plan=plan), own.pk


@call("rotation.stints_placed")
def _(crowd: Crowd, number: int) -> Verb:
    plan, (unit, *_) = planned(crowd, number), departments_of(base(crowd))
    Stint.objects.filter(resident__plan=plan).delete()
    facts = {"first": plan.first, "half_months": 2, "department": unit}
    rows = PlannedResident.objects.filter(plan=plan)
    return lambda by: placing.place_stints(rows, **facts, by=by)


@call("rotation.electives_chosen")
def _(crowd: Crowd, number: int) -> Verb:
    unit, *_ = map_standard(base(crowd))
    line = RotationLine.objects.filter(standard__specialty__code="0100").order_by("order")[0]
    wanted = [(unit.pk, int(line.months * 2))]
    return lambda by: placing.choose_electives(crowd.rows(number), line=line.pk, departments=wanted, by=by)


@call("rotation.supervisors_assigned")
def _(crowd: Crowd, number: int) -> Verb:
    rows, supervisor = one_after_the_other(crowd, number)
    return lambda by: teaching.assign_supervisors(rows, supervisor=supervisor, by=by)


@call("rotation.supervisors_shared")
def _(crowd: Crowd, number: int) -> Verb:
    rows, _ = one_after_the_other(crowd, number)
    return lambda by: teaching.share_supervisors(rows, month=slot_of(localdate()) // 2, by=by)


@call("rotation.teachings_withdrawn")
def _(crowd: Crowd, number: int) -> Verb:
    rows, supervisor = one_after_the_other(crowd, number)
    teaching.assign_supervisors(rows, supervisor=supervisor, by=base(crowd))
    return lambda by: teaching.withdraw_teachings(rows, by=by)


@call("rotation.teaching_limits_kept", stranger=supervisor)
def _(crowd: Crowd, number: int) -> Verb:
    rows = [(1 + n % 3, FIRST + timedelta(n)) for n in range(number)]
    return lambda by: teaching.keep_teaching_limits(rows, by=by)


@call("rotation.avoidances_recorded")
def _(crowd: Crowd, number: int) -> Verb:
    rows, own = stints(crowd, number), faculty.own(crowd.world.country).pk
    return lambda by: teaching.record_avoidances(rows, supervisor=own, reason="曾有纠纷", by=by)


@call("rotation.avoidances_lifted")
def _(crowd: Crowd, number: int) -> Verb:
    own = faculty.own(crowd.world.country).pk
    teaching.record_avoidances(stints(crowd, number), supervisor=own, reason="曾有纠纷", by=base(crowd))
    rows = Avoidance.objects.filter(training__in=crowd.rows(number))
    return lambda by: teaching.lift_avoidances(rows, by=by)
