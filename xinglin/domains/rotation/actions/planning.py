"""Drafts of plans, who stands in them, and publishing (ROT-02)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from xinglin.domains.reference.public import RotationStandard
from xinglin.domains.training.public import BOUND, Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.visible import claim, visible
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.kit.half_months import overlap, slot_of

from .. import rules
from ..enums import Source
from ..models import Edit, PlannedResident, RotationPlan, Stint
from ..queries.electives import electives_of
from ..queries.plans import Needs, approved_years, extensions, lock_plans, standards_for, term_of
from ..queries.standards import base_of, needed, served_at
from ..rules.filling import Block, Load, blocks_of, lay

COPIED = ("department_id", "line_id", "first", "half_months", "is_locked", "source")


@action("rotation.plans_drafted", "新建轮转计划")
def draft_plans(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> Outcome:
    """Plans of the actor's base: «name», «first_month» (a day), «months», «based_on» (key of a plan whose residents
    and stints it takes over, as far as they lie in its time), or nothing. Keys are indexes of `rows`.
    """
    if not by.may(rules.PLAN) or not base_of(by):
        raise Refused("当前身份不能编制轮转计划，请切换为教学部身份。")
    base = Unit.objects.select_for_update(no_key=True).get(pk=base_of(by))
    standing = visible(RotationPlan, by, rules.PLAN)
    taken = set(standing.values_list("name", flat=True))
    known = set(standing.filter(pk__in=[row.get("based_on") for row in rows]).values_list("pk", flat=True))
    outcome, fresh = Outcome(), []
    for index, row in enumerate(rows):
        why = rules.may_draft(row["name"], row["months"], taken)
        if row.get("based_on") and row["based_on"] not in known:
            why = "没有找到所依据的计划，请重新选择。"
        if why:
            outcome.refused[index] = why
            continue
        taken.add(row["name"].strip())
        fresh.append(_plan(row, base, by))
        outcome.done.append(index)
    made = RotationPlan._base_manager.bulk_create(fresh)
    outcome.records = {index: plan.pk for index, plan in zip(outcome.done, made, strict=True)}
    _copy([plan for plan in made if plan.based_on_id])
    return outcome


def _plan(row: Mapping[str, Any], base: Unit, by: Actor) -> RotationPlan:
    return RotationPlan(
        institution=base,
        name=row["name"].strip(),
        first=slot_of(row["first_month"].replace(day=1)),
        half_months=row["months"] * 2,
        based_on_id=row.get("based_on"),
        created_by=by.name,
    )


def _copy(plans: Sequence[RotationPlan]) -> None:
    """Residents and stints of the plans they are based on; what has begun is locked."""
    sources = defaultdict(list)
    rows = PlannedResident._base_manager.filter(plan__in=[plan.based_on_id for plan in plans])
    for resident in rows.prefetch_related("stints__stay").order_by("pk"):
        sources[resident.plan_id].append(resident)
    pairs = [(plan, resident) for plan in plans for resident in sources[plan.based_on_id or 0]]
    names = ("training_id", "standard_id", "years", "first", "half_months")
    made = PlannedResident._base_manager.bulk_create(
        PlannedResident(plan=plan, **{name: getattr(resident, name) for name in names}) for plan, resident in pairs
    )
    Stint._base_manager.bulk_create(
        Stint(
            resident=new,
            **{name: getattr(stint, name) for name in COPIED}
            | {"is_locked": stint.is_locked or rules.stay_of(stint) is not None},
        )
        for new, (plan, resident) in zip(made, pairs, strict=True)
        for stint in resident.stints.all()
        if plan.first <= stint.first and stint.first + stint.half_months <= plan.first + plan.half_months
    )


@action("rotation.residents_planned", "加入学员并编排")
def plan_residents(trainings: "QuerySet[Training]", *, plan: int, by: Actor) -> Outcome:
    """Take residents into a draft and lay out their departments by standard and approved length; keys are theirs.

    Lines that no department of the base serves are left out, which the plan then tells. Raises Refused.
    """
    drafts = claim(RotationPlan._base_manager.filter(pk=plan), by, rules.PLAN)
    if not drafts:
        raise Refused("没有找到该轮转计划，可能已被删除，请刷新后再试。")
    if why := rules.may_edit(drafts[0]):
        raise Refused(why)
    claimed = claim(trainings.filter(status__in=BOUND), by, rules.PLAN, "person", "specialty")
    years, standards, over = approved_years(claimed), standards_for(claimed), extensions(claimed)
    there = set(drafts[0].residents.values_list("training", flat=True))
    outcome = Outcome.judged((t.pk, _unfit(t, there, years[t.pk], standards.get(t.pk), drafts[0])) for t in claimed)
    outcome.labels = {t.pk: t.person.name for t in claimed}
    fit = [t for t in claimed if t.pk not in outcome.refused]
    planned = [_planned(t, drafts[0], standards[t.pk], years[t.pk], over[t.pk]) for t in fit]
    PlannedResident._base_manager.bulk_create(planned)
    _fill(drafts[0], planned, standards)
    Edit.objects.filter(plan=plan).delete()  # what was changed before cannot be taken back alone any more
    return outcome


def _unfit(
    training: Training, there: Collection[int], years: int, standard: RotationStandard | None, plan: RotationPlan
) -> str | None:
    if training.pk in there:
        return "已在本计划中。"
    if not years:
        return "没有填写核定培训年限，请先在“培训年限管理”中填写。"
    if standard is None:
        return "培训专业没有适用的轮转专业规范，请核对培训专业和培训开始日期。"
    first, end = term_of(training, years)
    if end <= plan.first or first >= plan.first + plan.half_months:
        return "培训时间不在计划周期内，请核对培训开始和结束日期。"
    return None


def _planned(
    training: Training, plan: RotationPlan, standard: RotationStandard, years: int, extended: int
) -> PlannedResident:
    first, end = term_of(training, years, extended)
    return PlannedResident(
        plan=plan, training=training, standard=standard, years=years, first=first, half_months=end - first
    )


def _fill(plan: RotationPlan, planned: Sequence[PlannedResident], standards: Mapping[int, RotationStandard]) -> None:
    """Lay out each one's departments where they are least crowded by those before him."""
    needs = Needs(plan.institution_id)
    forbidden = needs.forbidden([each.training_id for each in planned])
    load = Load(needs.capacities().most)
    for department, first, number in Stint._base_manager.filter(resident__plan=plan).values_list(
        "department", "first", "half_months"
    ):
        load.put(department, first, number)
    served = defaultdict(list)
    for row in served_at(plan.institution_id):
        served[row.line_id].append((row.department_id, row.half_months))
    stints, chosen = [], electives_of([each.training_id for each in planned])
    for each in planned:
        lines = [
            (line.pk, line.stage or 1, half_months)
            for line, half_months in needed(standards[each.training_id], each.years)
        ]
        blocks, _ = blocks_of(lines, {**served, **chosen[each.training_id]})
        stints += _laid(plan, each, blocks, load, forbidden[each.training_id])
    Stint._base_manager.bulk_create(stints)


def _laid(
    plan: RotationPlan, planned: PlannedResident, blocks: Sequence[Block], load: Load, forbidden: Sequence[Any]
) -> list[Stint]:
    def is_free(department: int, slot: int) -> bool:
        return not any(
            row.department_id in (None, department) and overlap(slot, 1, (row.starts_on, row.ends_on))
            for row in forbidden
        )

    first = max(planned.first, plan.first)
    end = min(planned.first + planned.half_months, plan.first + plan.half_months)
    return [
        Stint(
            resident=planned,
            department_id=block.department,
            line_id=block.line,
            first=begin,
            half_months=block.half_months,
            source=Source.FILLED,
        )
        for block, begin in lay(blocks, first, end, load, is_free)
    ]


@action("rotation.residents_unplanned", "移出轮转计划")
def unplan_residents(residents: "QuerySet[PlannedResident]", *, by: Actor) -> Outcome:
    """Take residents out of a draft, with their stints. Keys are primary keys."""
    lock_plans(RotationPlan._base_manager.filter(residents__in=residents.order_by().values("pk")))
    claimed = claim(residents, by, rules.PLAN, "plan", "training__person")
    outcome = Outcome.judged((each.pk, rules.may_edit(each.plan)) for each in claimed)
    outcome.labels = {each.pk: each.training.person.name for each in claimed}
    Edit.objects.filter(plan__residents__in=outcome.done).delete()
    PlannedResident._base_manager.filter(pk__in=outcome.done).delete()
    return outcome


@action("rotation.plans_discarded", "删除轮转计划草稿")
def discard_plans(plans: "QuerySet[RotationPlan]", *, by: Actor) -> Outcome:
    """Drafts alone; what was once published stays. Keys are primary keys."""
    claimed = claim(plans, by, rules.PLAN)
    outcome = Outcome.judged((each.pk, rules.may_edit(each)) for each in claimed)
    outcome.labels = {each.pk: each.name for each in claimed}
    RotationPlan._base_manager.filter(pk__in=outcome.done).delete()
    return outcome
