"""Calls of what asks the planner, keeps and adopts what it found, and of calendars."""

from typing import Any

from tests.contracts.calls import Crowd, Verb, base, call, owner, somebody_else, system
from tests.contracts.calls_of_rotation import new, planned
from tests.factories.rotation import departments_of
from xinglin.domains.rotation.actions import feeds, planning, proposing
from xinglin.domains.rotation.enums import ProposalState
from xinglin.domains.rotation.models import Capacity, PlannedResident, Proposal, RotationPlan
from xinglin.engines.accounts.models import Account
from xinglin.engines.jobs.worker import run_pending

ANEW = proposing.Asked("anew", seconds=5)


def drafts(crowd: Crowd, number: int) -> Any:
    """So many drafts with somebody in each."""
    source = planned(crowd, 1).residents.get()
    made = planning.draft_plans(new(number), by=base(crowd)).records.values()
    PlannedResident.objects.bulk_create(
        PlannedResident(
            plan_id=plan,
            training_id=source.training_id,
            standard_id=source.standard_id,
            years=3,
            first=1,
            half_months=2,
        )
        for plan in made
    )
    return RotationPlan.objects.filter(pk__in=made)


def proposals(crowd: Crowd, number: int, **facts: Any) -> Any:
    """One for each of so many drafts."""
    made = Proposal.objects.bulk_create(
        Proposal(plan=plan, number=1, seed=1, seconds=5, created_by="—", **facts) for plan in drafts(crowd, number)
    )
    return Proposal.objects.filter(pk__in=[each.pk for each in made])


@call("rotation.proposals_started")
def _(crowd: Crowd, number: int) -> Verb:
    plans = drafts(crowd, number)
    return lambda by: proposing.start_proposals(plans, asked=ANEW, by=by)


@call("rotation.proposals_stopped")
def _(crowd: Crowd, number: int) -> Verb:
    rows = proposals(crowd, number)
    return lambda by: proposing.stop_proposals(rows, by=by)


@call("rotation.proposals_finished", by=system, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows, result = proposals(crowd, number), proposing.Finished(ProposalState.FAILED, "没有结果")
    return lambda by: proposing.finish_proposals(rows, result=result, by=by)


@call("rotation.proposal_adopted")
def _(crowd: Crowd, number: int) -> Verb:
    plan = planned(crowd, number)
    key = proposing.start_proposals(RotationPlan.objects.filter(pk=plan.pk), asked=ANEW, by=base(crowd)).records[
        plan.pk
    ]
    run_pending()
    rows = PlannedResident.objects.filter(plan=plan)
    return lambda by: proposing.adopt_stints(rows, proposal=key, by=by)


@call("rotation.proposals_relaxed")
def _(crowd: Crowd, number: int) -> Verb:
    units = departments_of(base(crowd), [f"第 {n} 科" for n in range(number)])
    Capacity.objects.bulk_create(Capacity(institution=base(crowd).unit, department=unit, most=1) for unit in units)
    rows = proposals(crowd, number, state=ProposalState.DONE)
    for row, unit in zip(rows, units, strict=True):
        row.figures = {"clashes": [{"department": unit.pk, "name": unit.name, "raise_by": 1, "cut_by": 0}]}
    Proposal.objects.bulk_update(rows, ["figures"])
    return lambda by: proposing.relax_capacities(rows, by=by)


@call("rotation.feeds_renewed", by=owner, stranger=somebody_else, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    rows = Account.objects.filter(pk__in=crowd.accounts(number))
    return lambda by: feeds.renew_feeds(rows, token_hash="0" * 64, by=by)


@call("rotation.feeds_closed", by=owner, stranger=somebody_else, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    rows = Account.objects.filter(pk__in=crowd.accounts(number))
    feeds.renew_feeds(rows, token_hash="0" * 64, by=owner(crowd))
    return lambda by: feeds.close_feeds(rows, by=by)
