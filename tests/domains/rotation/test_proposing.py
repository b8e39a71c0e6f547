"""The planner at a base: asked, checked, adopted into a draft, relaxed, and after a leave (ROT-20, ROT-21)."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.factories.rotation import Ward, departments_of, slot, ward
from xinglin.domains.rotation.actions.editing import lock_stints, reassign_stints, undo_edits
from xinglin.domains.rotation.actions.proposing import (
    Asked,
    adopt_stints,
    relax_capacities,
    start_proposals,
    stop_proposals,
)
from xinglin.domains.rotation.actions.publishing import publish_plans
from xinglin.domains.rotation.actions.setup import keep_capacities
from xinglin.domains.rotation.actions.staying import confirm_entries, record_leaves
from xinglin.domains.rotation.models import Capacity, Elective, LineDepartment, Proposal, RotationPlan, Stint
from xinglin.domains.rotation.queries.conflicts import conflicts_of
from xinglin.domains.rotation.queries.proposals import moves
from xinglin.engines.access.models import Unit
from xinglin.engines.actions import Refused
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.notices.models import Notice
from xinglin.kit.half_months import last_day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(f"{YEAR}-11-21", tick=True):
        yield


def plans(made: Ward) -> Any:
    return RotationPlan.objects.filter(pk=made.plan.pk)


def searched(made: Ward, goal: str = "anew", **facts: Any) -> Proposal:
    """What one search finds."""
    outcome = start_proposals(plans(made), asked=Asked(goal, **facts), by=made.base)
    assert not outcome.refused, outcome.refused
    run_pending()
    return Proposal.objects.get(pk=outcome.records[made.plan.pk])


def shape(plan: int) -> list[tuple[Any, ...]]:
    return sorted(Stint.objects.filter(resident__plan=plan).values_list("resident", *SHAPE))


SHAPE = ("department", "line", "first", "half_months", "is_locked")


def limit(made: Ward, most: int, *units: Unit) -> None:
    keep_capacities(Unit.objects.filter(pk__in=[unit.pk for unit in units]), least=0, most=most, by=made.base)


@pytest.mark.spec("ROT-20", "ROT-21")
def test_a_base_is_planned_and_the_draft_takes_the_plan(country: Country) -> None:
    made = ward(country, 8, publish=False)
    limit(made, 2, *made.departments)
    line = LineDepartment.objects.get(department=made.departments[4])
    (clinic,) = departments_of(made.base, ["全科门诊"])
    limit(made, 2, clinic)
    LineDepartment.objects.create(  # the base offers it instead
        institution=country.hospital, line=line.line, department=clinic, half_months=0, place=1
    )
    own = made.stints(made.trainings[1])
    chosen = {"line": line.line, "department": made.departments[6], "half_months": line.half_months}
    Elective.objects.create(training=made.trainings[1], **chosen)
    locked = made.stints(made.trainings[0])[3]
    lock_stints(Stint.objects.filter(pk=locked.pk), by=made.base)
    before = shape(made.plan.pk)
    one = searched(made, number=2, seed=7)
    two = Proposal.objects.get(number=2)
    assert [(each.state, each.violation, each.seed) for each in (one, two)] == [("done", 0, 7), ("done", 0, 8)]
    assert one.stints != two.stints
    assert searched(made, seed=7).stints == one.stints  # same input and seed, same plan
    assert shape(made.plan.pk) == before  # nothing but a proposal so far
    told = Notice.objects.filter(account_id=made.base.account_id, title__startswith=f"{made.plan.name}：方案 1")
    assert told.exists()
    outcome = adopt_stints(made.plan.residents.all(), proposal=one.pk, by=made.base)
    assert len(outcome.done) == 8
    assert conflicts_of(made.plan) == []
    kept = Stint.objects.get(resident=locked.resident_id, line=locked.line_id)
    assert (kept.pk, kept.first, kept.is_locked) == (locked.pk, locked.first, True)
    of_line = Stint.objects.filter(resident__plan=made.plan, line=line.line).values_list("resident", "department")
    assert dict(of_line)[own[0].resident_id] == made.departments[6].pk  # as chosen
    counted = Counter(at for _, at in of_line)  # shared between those offered
    assert sorted((counted[made.departments[4].pk], counted[clinic.pk])) == [3, 4]
    assert undo_edits(plans(made), by=made.base).done
    assert shape(made.plan.pk) == before
    reassign_stints(Stint.objects.filter(pk=own[2].pk), department=made.departments[9], by=made.base)
    lock_stints(Stint.objects.filter(pk=own[2].pk), by=made.base)
    with pytest.raises(Refused, match="有了变动，请重新自动排班"):
        adopt_stints(made.plan.residents.all(), proposal=two.pk, by=made.base)
    with pytest.raises(Refused, match="没有找到该排班方案"):
        adopt_stints(made.plan.residents.all(), proposal=two.pk, by=country.base_next_door)
    assert not start_proposals(plans(made), asked=Asked("anew"), by=country.base_next_door).done


@pytest.mark.spec("ROT-20")
def test_what_does_not_fit_is_explained_relaxed_and_tried_again(country: Country) -> None:
    made = ward(country, 4, publish=False)
    limit(made, 4, *made.departments)
    limit(made, 0, made.departments[2])
    found = searched(made, seconds=5)
    need = made.departments[2]
    months = sum(s.half_months for s in made.stints() if s.department_id == need.pk) // 2
    assert (found.state, found.violation, found.bound) == ("done", months, months)
    (clash,) = found.figures["clashes"]
    assert (clash["department"], clash["raise_by"], clash["cut_by"]) == (need.pk, 1, 0)
    page = client_of(made.base).get(f"/rotation/proposals/{found.pk}/").content.decode()
    assert f"{need.name}：任何排法至少{months}人月越界（总需求大于总容量" in page
    assert "已证明不能更少" in page
    assert made.trainings[0].person.name in page.partition("超出容量的月份")[2]
    outcome = relax_capacities(Proposal.objects.filter(pk=found.pk), by=made.base)
    assert Capacity.objects.get(department=need).most == 1
    run_pending()
    again = Proposal.objects.get(pk=outcome.records[found.pk])
    assert (again.violation, again.relaxed_id) == (0, found.pk)
    page = client_of(made.base).get(f"/rotation/proposals/{again.pk}/").content.decode()
    assert "放宽已经够了" in page
    refused = relax_capacities(Proposal.objects.filter(pk=again.pk), by=made.base).refused
    assert refused == {again.pk: "没有可以直接放宽的容量，请按说明调整后重新自动排班。"}


@pytest.mark.spec("ROT-20")
def test_after_a_leave_few_move_and_what_has_begun_stays(country: Country) -> None:
    made = ward(country, 6)
    limit(made, 3, *made.departments)
    first, _, third, *_ = sorted(made.stints(made.trainings[0]), key=lambda stint: stint.first)
    confirm_entries(Stint.objects.filter(pk=first.pk), by=made.base)
    days = {"starts_on": third.starts_on, "ends_on": last_day(third.first + 1)}
    assert record_leaves(Stint.objects.filter(pk=third.pk), kind="sick", **days, by=made.base).done
    refused = start_proposals(plans(made), asked=Asked("anew"), by=made.base).refused
    assert refused[made.plan.pk].startswith("该计划已发布，不能全部重新编排")
    before = shape(made.plan.pk)
    found = searched(made, "few_changes")
    assert (found.state, found.violation) == ("done", 0), found.message
    assert (found.phase, found.figures["others"]) == ("alone", [])  # told of while it was searched
    assert found.elapsed > 0
    (move,) = moves(found)
    assert (move.name, move.note) == (made.trainings[0].person.name, "请假")
    base = client_of(made.base)
    answer = base.post(f"/rotation/proposals/{found.pk}/", {"do": "adopt"}, follow=True)
    newer = RotationPlan.objects.get(based_on=made.plan)
    assert answer.redirect_chain == [(f"/rotation/plans/{newer.pk}/", 302)]
    assert shape(made.plan.pk) == before  # the plan in force is as it was
    assert [c for c in conflicts_of(newer) if c.kind in ("请假", "缺少轮转", "超出容量")] == []
    own = Stint.objects.filter(resident__plan=newer, resident__training=made.trainings[0]).order_by("first")
    assert (own[0].department_id, own[0].first, own[0].is_locked) == (first.department_id, first.first, True)
    assert publish_plans(RotationPlan.objects.filter(pk=newer.pk), by=made.base).done == [newer.pk]
    late = base.post(f"/rotation/proposals/{found.pk}/", {"do": "adopt"}, follow=True).content.decode()
    assert "该计划已被新版本替代，方案不能再采用。" in late
    assert RotationPlan.objects.count() == 2
    again = start_proposals(RotationPlan.objects.filter(pk=newer.pk), asked=Asked("few_changes"), by=made.base)
    run_pending()
    assert Proposal.objects.get(pk=again.records[newer.pk]).message.startswith("没有登记影响今后轮转的请假")


@pytest.mark.spec("ROT-20")
def test_stopping_keeps_the_best_and_a_lost_worker_is_told_of(country: Country) -> None:
    made = ward(country, 4, publish=False)
    outcome = start_proposals(plans(made), asked=Asked("anew", number=2, seconds=600), by=made.base)
    rows, behind = Proposal.objects.filter(pk=outcome.records[made.plan.pk]), Proposal.objects.get(number=2)
    page = client_of(made.base)
    assert "排队，前面的计算完成后自动开始" in page.get(f"/rotation/proposals/{behind.pk}/").content.decode()
    told = page.post(f"/rotation/proposals/{behind.pk}/", {"do": "stop"}, follow=True).content.decode()
    assert "还没有轮到计算就停止了" in told  # at once: it does not wait for the one before it
    refused = start_proposals(plans(made), asked=Asked("anew"), by=made.base).refused[made.plan.pk]
    assert refused == "该计划正在计算，请等它完成，或先停止。"
    assert stop_proposals(rows, by=made.base).done
    rows.update(state="running", starts=1)  # a worker had begun, and died
    run_pending()
    found = rows.get()
    assert (found.state, found.starts, found.violation) == ("stopped", 2, 0)
    behind.refresh_from_db()
    assert (behind.state, behind.starts) == ("stopped", 0)
    assert found.message.startswith("上次计算被中断，已从头重新计算")
    assert found.finished_at - found.created_at < timedelta(minutes=1)
    assert stop_proposals(rows, by=made.base).refused == {found.pk: "计算已经结束。"}
    assert adopt_stints(made.plan.residents.all(), proposal=found.pk, by=made.base).done
    assert slot(9) == min(stint.first for stint in made.stints())
