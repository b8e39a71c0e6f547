"""Two of an office write the same thing, or undo each other's, at the same moment: the second is told (PLT-34)."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError
from typing import Any
from unittest.mock import patch

import pytest

from tests.engines.review.test_two_at_once import at_once
from tests.factories.country import Country
from tests.factories.logbook import department
from tests.factories.rotation import departments_of, draft, ward
from tests.faults.test_two_at_once import behind, colleague
from xinglin.domains.assessment import rules as assessment_rules
from xinglin.domains.assessment.actions import create_departments
from xinglin.domains.assessment.models import Department
from xinglin.domains.logbook.actions.assessing import save_scores, sign, sign_for_department
from xinglin.domains.logbook.actions.recording import confirm_records
from xinglin.domains.logbook.models import Entry
from xinglin.domains.rotation import rules as rotation_rules
from xinglin.domains.rotation.actions.planning import unplan_residents
from xinglin.domains.rotation.actions.publishing import publish_plans
from xinglin.domains.rotation.actions.setup import keep_capacities, map_lines
from xinglin.domains.rotation.actions.staying import confirm_entries, undo_entries
from xinglin.domains.rotation.models import Capacity, LineDepartment, PlannedResident, RotationPlan, Stay, Stint
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Outcome
from xinglin.engines.history.models import AuditEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("PLT-34")]


@contextmanager
def both_judge_first(module: Any, name: str) -> Iterator[None]:
    """Neither writes before the other has judged, too; who judges a second time waits for nobody."""
    original, meeting = getattr(module, name), Barrier(2)

    def judge(*args: Any, **facts: Any) -> Any:
        with suppress(BrokenBarrierError):
            meeting.wait(timeout=5)
            meeting.abort()
        return original(*args, **facts)

    with patch.object(module, name, judge):
        yield


@pytest.mark.spec("ASM-04", "ROT-01", "ROT-02", "ROT-20")
def test_what_two_write_at_once_stands_once_and_the_second_is_told(country: Country) -> None:
    base, department = country.base, departments_of(country.base)[0]
    clerks = base, colleague(country.hospital, Role.BASE_ADMIN, "教务二")
    admins = [colleague(country.hospital, Role.INSTITUTION_ADMIN, name) for name in ("考核办甲", "考核办乙")]
    row = {"name": "急诊科", "services": ["20"]}
    with both_judge_first(assessment_rules, "why_not_departments"):
        made = at_once(*(lambda by=by: create_departments([row], by=by) for by in admins))
    assert sorted((outcome.done, list(outcome.refused.values())) for outcome in made) == [
        ([], ["本机构已有名为“急诊科”的科室，请核对。"]),
        ([0], []),
    ]
    assert Department._base_manager.count() == 1
    one = Unit.objects.filter(pk=department.pk)
    with both_judge_first(rotation_rules, "may_limit"):
        limits = [lambda by=by, n=n: keep_capacities(one, least=1, most=n, by=by) for n, by in enumerate(clerks, 4)]
        kept = at_once(*limits)
    assert [outcome.done for outcome in kept] == [[department.pk]] * 2
    assert Capacity._base_manager.get().most in (4, 5)
    plan, told = ward(country, 2, publish=False).plan, list[Outcome]()
    line = plan.residents.earliest("pk").standard.lines.earliest("pk")
    LineDepartment._base_manager.filter(line=line).delete()
    with both_judge_first(rotation_rules, "may_map"):
        at_once(*(lambda by=by: map_lines({line.pk: [(department.pk, 2)]}, by=by) for by in clerks))
    assert LineDepartment._base_manager.filter(line=line).count() == 1
    entries = AuditEntry.objects.filter(action="assessment.departments_created").values_list("done", "refused")
    assert sorted(entries) == [(0, 1), (1, 0)]  # what did not come about is not in the log
    rows = PlannedResident._base_manager.filter(plan=plan)
    behind(
        lambda: publish_plans(RotationPlan.objects.filter(pk=plan.pk), by=country.base),
        lambda: told.append(unplan_residents(rows, by=country.base)),
    )
    assert (told[0].done, len(told[0].refused)) == ([], 2)
    assert rows.count() == 2


@pytest.mark.spec("ROT-02", "ROT-07", "ROT-08", "ROT-09")
def test_what_two_decide_of_one_rotation_at_once_is_judged_by_what_came_first(country: Country) -> None:
    made, told = department(country), list[Outcome]()
    scores: dict[str, Any] = {"theory": 85, "skill": 90, "daily": 80, "comment": "好"}
    waiting = Entry._base_manager.filter(pk=made.record(0))
    assert save_scores(made.rows(0), {made.stays[0].pk: scores}, by=made.head).done
    assert sign(made.rows(0), by=made.teacher).done
    behind(
        lambda: sign_for_department(made.rows(0), by=made.head),
        lambda: told.append(confirm_records(waiting, by=made.teacher)),
    )
    assert (told[0].done, waiting.get().state) == ([], "waiting")
    new = draft(made.ward.base, "第二版", on=made.ward.plan.pk)
    (undone,) = (stay.stint_id for stay in made.stays[1:])
    old = Stint._base_manager.filter(pk=undone)
    assert undo_entries(old, by=made.head).done == [undone]
    behind(
        lambda: publish_plans(RotationPlan.objects.filter(pk=new), by=made.ward.base),
        lambda: told.append(confirm_entries(old, by=made.head)),
    )
    assert told[1].refused == {undone: "该计划没有发布或已被替代，不能办理入科。"}
    assert Stay._base_manager.get().stint.resident.plan_id == new
