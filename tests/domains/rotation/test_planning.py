"""A plan from the standard and the approved length, published, edited in a draft, replaced (ROT-01, 02, 04)."""

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from tests.factories.country import YEAR, Country
from tests.factories.rotation import draft, map_standard, slot, ward
from xinglin.domains.reference.models import RotationStandard
from xinglin.domains.rotation.actions import editing
from xinglin.domains.rotation.actions.planning import plan_residents
from xinglin.domains.rotation.actions.publishing import publish_plans
from xinglin.domains.rotation.actions.setup import forbid_times, keep_capacities
from xinglin.domains.rotation.actions.staying import confirm_entries
from xinglin.domains.rotation.models import Edit, PlannedResident, RotationPlan, Stay, Stint
from xinglin.domains.rotation.queries.conflicts import conflicts_of, marks_of
from xinglin.domains.training.models import Training
from xinglin.engines.access.models import Unit
from xinglin.engines.actions import Refused
from xinglin.engines.notices.models import Notice

pytestmark = pytest.mark.django_db


def rows(*stints: Stint) -> Any:
    return Stint.objects.filter(pk__in=[stint.pk for stint in stints])


def of(plan: int, training: Training) -> list[Stint]:
    found = Stint.objects.filter(resident__plan=plan, resident__training=training)
    return list(found.select_related("department", "resident").order_by("first"))


@pytest.mark.spec("ROT-01", "ROT-02")
def test_a_plan_has_every_line_of_the_standard_for_each(country: Country) -> None:
    made = ward(country, 3)
    for training in made.trainings:
        stints = of(made.plan.pk, training)
        assert sum(stint.half_months for stint in stints) == 66  # 33 of 36 months
        assert stints[0].first == slot(9)
        assert all(a.first + a.half_months == b.first for a, b in itertools.pairwise(stints))
        assert {(s.line_id, s.half_months) for s in stints} == {
            (line.pk, int(line.months * 2)) for line in RotationStandard.objects.get(specialty__code="0100").lines.all()
        }
    starts = {of(made.plan.pk, training)[0].department_id for training in made.trainings}
    assert len(starts) == 3  # each begins elsewhere
    assert conflicts_of(made.plan) == []
    told = Notice.objects.filter(title="您的轮转安排已发布").values_list("account_id", flat=True)
    assert set(told) == {t.person.account_id for t in made.trainings}


@pytest.mark.spec("ROT-02")
def test_a_shorter_training_has_its_lines_in_proportion(country: Country) -> None:
    made = ward(country, 1, publish=False)
    Training.objects.filter(pk=made.trainings[0].pk).update(training_years=2, ends_on=date(YEAR + 2, 8, 31))
    made.trainings[0].approved_facts.delete()
    PlannedResident.objects.all().delete()
    rows = Training.objects.filter(pk=made.trainings[0].pk)
    assert plan_residents(rows, plan=made.plan.pk, by=made.base).done == [made.trainings[0].pk]
    assert sum(stint.half_months for stint in made.stints()) == 44  # 22 months
    again = plan_residents(rows, plan=made.plan.pk, by=made.base)
    assert again.refused == {made.trainings[0].pk: "已在本计划中。"}


@pytest.mark.spec("ROT-04")
def test_a_draft_is_changed_and_every_step_is_taken_back(country: Country) -> None:
    made = ward(country, 2, publish=False)
    (one, two), (mine, his) = made.trainings, [of(made.plan.pk, t) for t in made.trainings]
    before = [(s.pk, s.department_id, s.first, s.half_months) for s in made.stints()]
    free = slot(9, year=YEAR + 3) - mine[-1].half_months  # three months of 36 are free
    moved = editing.move_stints(rows(mine[-1]), first=free, by=made.base)
    assert moved.done == [mine[-1].pk]
    refused = editing.move_stints(rows(mine[0]), first=mine[1].first, by=made.base).refused[mine[0].pk]
    assert f"已排在{mine[1].department.name}，同一时间不能在两个科室" in refused
    outside = editing.move_stints(rows(mine[0]), first=slot(8), by=made.base).refused[mine[0].pk]
    assert outside == "计划周期为 2026-09-01 至 2029-08-31，不能排在周期之外。"
    assert editing.swap_stints(rows(mine[0]), other=mine[2].pk, by=made.base).done == [mine[0].pk]
    order = [s.pk for s in of(made.plan.pk, one)][:3]
    assert order == [mine[2].pk, mine[1].pk, mine[0].pk]
    assert of(made.plan.pk, one)[0].first == slot(9)
    assert editing.split_stints(rows(his[0]), after=1, by=made.base).done == [his[0].pk]
    parts = of(made.plan.pk, two)[:2]
    assert [(s.first, s.half_months) for s in parts] == [(slot(9), 1), (slot(9, 1), his[0].half_months - 1)]
    assert editing.lock_stints(rows(his[1]), by=made.base).done
    locked = editing.remove_stints(rows(his[1]), by=made.base).refused[his[1].pk]
    assert "已锁定，请先解除锁定" in locked
    assert editing.reassign_stints(rows(parts[0]), department=made.departments[-1], by=made.base).done
    assert editing.remove_stints(rows(parts[1]), by=made.base).done
    titles = [edit.title for edit in Edit.objects.order_by("pk")]
    assert len(titles) == 6
    assert titles[-1].endswith("：移除")
    assert titles[2].endswith(f"：拆分为 0.5 和 {parts[1].half_months / 2:g} 个月")
    plans = RotationPlan.objects.filter(pk=made.plan.pk)
    for _ in range(6):
        assert editing.undo_edits(plans, by=made.base).done == [made.plan.pk]
    assert [(s.pk, s.department_id, s.first, s.half_months) for s in made.stints()] == before
    assert editing.undo_edits(plans, by=made.base).refused == {made.plan.pk: "没有可以撤销的调整。"}


@pytest.mark.spec("ROT-04")
def test_what_is_wrong_is_explained(country: Country) -> None:
    made = ward(country, 2, publish=False)
    mine, his = (of(made.plan.pk, training) for training in made.trainings)
    keep_capacities(Unit.objects.filter(pk=mine[0].department_id), least=1, most=1, by=made.base)
    editing.reassign_stints(rows(his[0]), department=mine[0].department, by=made.base)
    editing.remove_stints(rows(mine[1]), by=made.base)
    person = made.trainings[1].person.name
    outcome = forbid_times(
        Training.objects.filter(pk=made.trainings[1].pk),
        starts_on=date(YEAR, 9, 3),
        ends_on=date(YEAR, 9, 4),
        reason="执业医师资格考试",
        by=made.base,
    )
    assert outcome.done == [made.trainings[1].pk]
    with time_machine.travel(his[0].starts_on, tick=False):
        conflicts = conflicts_of(made.plan)
    found = {(each.kind, each.about): each.words for each in conflicts}
    over = found["超出容量", mine[0].department.name]
    assert over.startswith("2026年9月")
    assert over.endswith("安排 2 人，至多 1 人。")
    assert found["人数不足", mine[0].department.name].endswith("安排 0 人，至少 1 人。")
    assert f"应 {mine[1].half_months / 2:g} 个月，已排 0 个月" in found["缺少轮转", made.trainings[0].person.name]
    instead = mine[0].department.name
    assert found["科室不对应", person].startswith(
        f"{his[0].starts_on} 至 {his[0].ends_on} 安排在{instead}，不是标准科室"
    )
    marks = marks_of(conflicts)
    assert marks.stints[his[0].pk].kind == "轮转限制"
    assert marks.residents[mine[0].resident_id].kind == "缺少轮转"
    over_at = marks.at(mine[0], mine[0].first, mine[0].first + 1)
    assert over_at is not None
    assert over_at.kind == "超出容量"
    with time_machine.travel(his[0].ends_on + timedelta(days=1), tick=False):  # what is over cannot be mended
        assert not [each for each in conflicts_of(made.plan) if each.kind == "超出容量"]
    assert found["轮转限制", person] == "2026-09-03 至 2026-09-04 不能安排在任何科室（执业医师资格考试）。"


@pytest.mark.spec("ROT-02", "ROT-04")
def test_a_newer_version_replaces_the_plan_and_keeps_what_has_begun(country: Country) -> None:
    made = ward(country, 2)
    first = of(made.plan.pk, made.trainings[0])[0]
    assert confirm_entries(rows(first), by=made.base).done == [first.pk]
    closed = editing.move_stints(rows(first), first=slot(9), by=made.base).refused[first.pk]
    assert closed.startswith("该计划已发布，不能直接修改。")
    newer = RotationPlan.objects.get(pk=draft(made.base, "修订版", on=made.plan.pk))
    (copied, *_), other = of(newer.pk, made.trainings[0]), of(newer.pk, made.trainings[1])
    assert copied.is_locked
    assert copied.pk != first.pk
    PlannedResident.objects.filter(plan=newer, training=made.trainings[1]).delete()
    refused = publish_plans(RotationPlan.objects.filter(pk=newer.pk), by=made.base).refused[newer.pk]
    assert refused.startswith(f"现行计划中的 {made.trainings[1].person.name} 不在本计划中")
    assert plan_residents(Training.objects.filter(pk=made.trainings[1].pk), plan=newer.pk, by=made.base).done
    editing.unlock_stints(rows(copied), by=made.base)
    second = of(newer.pk, made.trainings[0])[1]
    assert editing.swap_stints(rows(copied), other=second.pk, by=made.base).done
    refused = publish_plans(RotationPlan.objects.filter(pk=newer.pk), by=made.base).refused[newer.pk]
    assert "已经入科的轮转在本计划中有变动" in refused
    assert RotationPlan.objects.get(pk=made.plan.pk).state == "published"
    editing.undo_edits(RotationPlan.objects.filter(pk=newer.pk), by=made.base)
    assert publish_plans(RotationPlan.objects.filter(pk=newer.pk), by=made.base).done == [newer.pk]
    states = dict(RotationPlan.objects.values_list("pk", "state"))
    assert states == {made.plan.pk: "superseded", newer.pk: "published"}
    assert Stay.objects.get().stint_id == copied.pk
    assert other


@pytest.mark.spec("ROT-02", "ROT-04")
def test_the_database_itself_refuses_what_must_never_be(country: Country) -> None:
    made = ward(country, 1)
    one, two, *_ = of(made.plan.pk, made.trainings[0])
    for wrong in ({"first": two.first}, {"first": slot(8)}, {"half_months": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows(one).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        RotationPlan.objects.create(
            institution=made.base.unit, name="重叠", first=slot(12), half_months=2, state="published", created_by="—"
        )


@pytest.mark.spec("ROT-01")
def test_only_departments_of_the_own_base_serve_a_line(country: Country) -> None:
    departments = map_standard(country.base)
    foreign = map_standard(country.base_next_door)
    assert {unit.pk for unit in departments}.isdisjoint({unit.pk for unit in foreign})
    made = ward(country, 1, publish=False)
    stint = of(made.plan.pk, made.trainings[0])[0]
    refused = editing.reassign_stints(rows(stint), department=foreign[0], by=made.base).refused
    assert refused == {stint.pk: "只能选择本基地启用的科室，请重新选择。"}
    with pytest.raises(Refused):
        plan_residents(Training.objects.all(), plan=made.plan.pk, by=country.base_next_door)
