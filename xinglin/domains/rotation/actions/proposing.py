"""Asking the planner, stopping it, keeping what it found and putting it into a draft (ROT-20, ROT-21)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim, visible
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.jobs.queue import enqueue

from .. import rules
from ..enums import ProposalState, Source
from ..models import Capacity, Edit, PlannedResident, Proposal, RotationPlan, Stint
from ..queries.planner import problem_of
from ..queries.plans import lock_plans
from ..rules import proposing

TASK = "rotation.search"
NOT_BEGUN = "还没有轮到计算就停止了，没有方案。需要的话请重新自动排班。"
BUSY = Q(proposals__state__in=(ProposalState.WAITING, ProposalState.RUNNING))


@dataclass(frozen=True)
class Asked:
    """So many searches, of seeds one after another, for so many seconds each."""

    goal: str
    number: int = 1
    seconds: int = 60
    seed: int = 1


@action("rotation.proposals_started", "自动排班")
def start_proposals(plans: "QuerySet[RotationPlan]", *, asked: Asked, by: Actor) -> Outcome:
    """Search in the background, one after another. Keys are those of the plans; `records`: plan → first search."""
    claimed = claim(plans, by, rules.PLAN)
    counted = _counted(claimed)
    outcome = Outcome.judged(
        (plan.pk, proposing.may_propose(plan, asked.goal, *counted[plan.pk][:2])) for plan in claimed
    )
    outcome.labels = {plan.pk: plan.name for plan in claimed}
    fresh = [
        Proposal(
            plan_id=pk,
            number=counted[pk][2] + n + 1,
            goal=asked.goal,
            seed=asked.seed + n,
            seconds=asked.seconds,
            account_id=by.account_id,
            created_by=by.name,
        )
        for pk in outcome.done
        for n in range(asked.number)
    ]
    _search_soon(fresh, by)
    for proposal in reversed(fresh):
        outcome.records[proposal.plan_id] = proposal.pk
    return outcome


def _counted(plans: Iterable[RotationPlan]) -> dict[int, tuple[int, bool, int]]:
    """Plan → residents, is a search going on, the highest number so far; one statement."""
    rows = RotationPlan._base_manager.filter(pk__in=[plan.pk for plan in plans])
    told = rows.annotate(
        people=Count("residents", distinct=True), busy=Count("proposals", filter=BUSY), last=Max("proposals__number")
    )
    return {plan.pk: (plan.people, plan.busy > 0, plan.last or 0) for plan in told}


def _search_soon(fresh: Sequence[Proposal], by: Actor) -> None:
    """One job for all, so that those of one base follow each other."""
    made = Proposal._base_manager.bulk_create(fresh)
    if made:
        enqueue(TASK, lock=f"{TASK}.{by.unit.pk}", proposals=[proposal.pk for proposal in made])


@action("rotation.proposals_stopped", "停止自动排班")
def stop_proposals(proposals: "QuerySet[Proposal]", *, by: Actor) -> Outcome:
    """The search ends within a second and keeps the best it has found; one that waits for others is over at once.
    Keys are primary keys.
    """
    claimed = claim(proposals, by, rules.PLAN)
    outcome = Outcome.judged((each.pk, proposing.may_stop(each)) for each in claimed)
    rows = Proposal._base_manager.filter(pk__in=outcome.done)
    rows.update(is_stopping=True)
    rows.filter(state=ProposalState.WAITING).update(
        state=ProposalState.STOPPED, message=NOT_BEGUN, finished_at=timezone.now()
    )
    return outcome


@dataclass(frozen=True)
class Finished:
    """What came of a search. `facts`: columns of the proposal."""

    state: ProposalState
    message: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@action("rotation.proposals_finished", "完成自动排班")
def finish_proposals(proposals: "QuerySet[Proposal]", *, result: Finished, by: Actor) -> Outcome:
    """Keep what a search has found, which was checked, and what became of it. Called by the job alone."""
    if not by.is_system:
        raise Refused("排班结果只由后台任务写入。")
    claimed = [each for each in claim(proposals, by, rules.PLAN) if not each.is_over]
    keys = [each.pk for each in claimed]
    Proposal._base_manager.filter(pk__in=keys).update(
        state=result.state, message=result.message[:1000], finished_at=timezone.now(), **result.facts
    )
    return Outcome(done=keys)


@action("rotation.proposal_adopted", "采用排班方案")
def adopt_stints(residents: "QuerySet[PlannedResident]", *, proposal: int, by: Actor) -> Outcome:
    """These residents of a draft get the stints that a proposal has for them; it can be undone. Keys are theirs.

    The proposal is of the same plan, or of the one that the draft is based on. Raises Refused.
    """
    lock_plans(RotationPlan._base_manager.filter(residents__in=residents.order_by().values("pk")))
    chosen = claim(Proposal._base_manager.filter(pk=proposal), by, rules.PLAN, "plan")
    if not chosen:
        raise Refused("没有找到该排班方案，请刷新后再试。")
    problem = problem_of(chosen[0].plan, chosen[0].goal, localdate())
    if why := proposing.may_adopt(chosen[0], problem.digest):
        raise Refused(why)
    claimed = claim(residents, by, rules.PLAN, "plan", "training__person")
    outcome = Outcome.judged((each.pk, _unfit(each, chosen[0])) for each in claimed)
    outcome.labels = {each.pk: each.training.person.name for each in claimed}
    plans = {each.plan_id for each in claimed if each.pk in outcome.done}
    fit = {each.pk: each for each in claimed if each.pk in outcome.done}
    _replace(fit, _rows_of(chosen[0], fit.values()), f"采用排班方案 {chosen[0].number}", by)
    Proposal._base_manager.filter(pk=chosen[0].pk, plan__in=[*plans, chosen[0].plan_id]).update(
        adopted_at=timezone.now()
    )
    return outcome


def _unfit(resident: PlannedResident, proposal: Proposal) -> str | None:
    if proposal.plan_id not in (resident.plan_id, resident.plan.based_on_id):
        return "该方案不是为本计划编排的。"
    return rules.may_edit(resident.plan)


def _rows_of(proposal: Proposal, residents: Iterable[PlannedResident]) -> dict[int, list[tuple[int, ...]]]:
    """Resident → (department, line, first, half months), found by the training."""
    trainings = dict(PlannedResident._base_manager.filter(plan=proposal.plan_id).values_list("pk", "training"))
    found = defaultdict(list)
    for resident, *row in proposal.stints or ():
        found[trainings.get(resident)].append(tuple(row))
    return {each.pk: found[each.training_id] for each in residents if each.training_id in found}


def _replace(fit: Mapping[int, PlannedResident], wanted: Mapping[int, list[Any]], title: str, by: Actor) -> None:
    """Stints that stay the same stay; the others go, and what the proposal has comes, as one change for the undo."""
    old = list(Stint._base_manager.filter(resident__in=wanted).order_by("pk"))
    kept = {(s.resident_id, s.department_id, s.line_id, s.first, s.half_months) for s in old}
    gone = [s for s in old if (s.department_id, s.line_id, s.first, s.half_months) not in wanted[s.resident_id]]
    locked = {(s.resident_id, s.department_id, s.first) for s in gone if s.is_locked}
    Stint._base_manager.filter(pk__in=[stint.pk for stint in gone]).delete()
    made = Stint._base_manager.bulk_create(
        Stint(
            resident_id=resident,
            department_id=department,
            line_id=line,
            first=first,
            half_months=half_months,
            is_locked=(resident, department, first) in locked,
            source=Source.FILLED,
        )
        for resident, rows in wanted.items()
        for department, line, first, half_months in rows
        if (resident, department, line, first, half_months) not in kept
    )
    before, fresh = defaultdict(list), defaultdict(list)
    for stint in gone:
        before[fit[stint.resident_id].plan_id].append(stint.kept)
    for stint in made:
        fresh[fit[stint.resident_id].plan_id].append(stint.pk)
    Edit.objects.bulk_create(
        Edit(plan_id=plan, title=title, before=before[plan], made=fresh[plan], by=by.name)
        for plan in sorted(before.keys() | fresh.keys())
    )


@action("rotation.proposals_relaxed", "按排班建议放宽容量")
def relax_capacities(proposals: "QuerySet[Proposal]", *, by: Actor) -> Outcome:
    """Change the capacities of the departments that each proposal proves impossible by the least that is enough for
    each alone, and search again with the same seed. Keys are primary keys; `records`: proposal → the new one.
    """
    if not by.may(rules.MAP):
        raise Refused("当前身份不能设置科室容量，请由教学部办理。")
    lock_plans(RotationPlan._base_manager.filter(proposals__in=proposals.order_by().values("pk")))
    claimed = claim(proposals, by, rules.PLAN, "plan")
    counted = _counted(each.plan for each in claimed)
    changes = {each.pk: _changes(each) for each in claimed}
    outcome = Outcome.judged(
        (each.pk, proposing.may_relax(each, changes[each.pk], *counted[each.plan_id][:2])) for each in claimed
    )
    done = [each for each in claimed if each.pk in outcome.done]
    wanted: dict[int, tuple[int, int]] = {}
    for each in done:
        wanted |= {clash["department"]: (clash["raise_by"], clash["cut_by"]) for clash in changes[each.pk]}
    rows = list(visible(Capacity, by, rules.MAP).filter(department__in=wanted).select_for_update().order_by("pk"))
    for row in rows:
        raise_by, cut_by = wanted[row.department_id]
        row.most = None if row.most is None else row.most + raise_by
        row.least = max(0, row.least - cut_by)
    Capacity._base_manager.bulk_update(rows, ["most", "least"])
    fresh = [
        Proposal(
            plan_id=each.plan_id,
            number=counted[each.plan_id][2] + n,
            goal=each.goal,
            seed=each.seed,
            seconds=each.seconds,
            relaxed=each,
            relaxation=[[clash["name"], clash["raise_by"], clash["cut_by"]] for clash in changes[each.pk]],
            account_id=by.account_id,
            created_by=by.name,
        )
        for plan in {each.plan_id for each in done}
        for n, each in enumerate((each for each in done if each.plan_id == plan), start=1)
    ]
    _search_soon(fresh, by)
    outcome.records = {proposal.relaxed_id or 0: proposal.pk for proposal in fresh}
    return outcome


def _changes(proposal: Proposal) -> list[dict[str, Any]]:
    clashes = proposal.figures.get("clashes", [])
    return [clash for clash in clashes if clash["raise_by"] or clash["cut_by"]]
