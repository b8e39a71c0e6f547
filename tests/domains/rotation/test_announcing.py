"""Before a change of month residents and departments are told, once (ROT-10); a department in need stays in use."""

import pytest
import time_machine

from tests.domains.moments import close, rows_of
from tests.domains.training.test_status import step
from tests.factories.country import Country
from tests.factories.rotation import draft, ward
from xinglin.domains.institutions.public import OCCUPIED_BY
from xinglin.domains.rotation.actions.publishing import publish_plans
from xinglin.domains.rotation.models import RotationPlan
from xinglin.domains.rotation.tasks import tell_of_changes
from xinglin.domains.training import windows
from xinglin.domains.training.actions import change_status
from xinglin.engines.access.roles import Role
from xinglin.engines.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.mark.spec("ROT-10", "PLT-71")
def test_who_changes_department_is_told_a_week_before_and_only_once(country: Country) -> None:
    made = ward(country, 3)
    stints = made.stints(made.trainings[0])
    *staying, gone = made.trainings
    close(windows.INTAKE)
    assert change_status(rows_of(gone), by=country.base, **step("withdrawn")).done
    change = stints[1]
    head = country.actor(change.department, Role.DEPARTMENT_HEAD)
    country.actor(stints[0].department, Role.DEPARTMENT_HEAD)
    idle = country.actor(made.departments[-1], Role.TEACHING_SECRETARY)
    before = set(Notice.objects.values_list("pk", flat=True))
    time = {s.first: s for s in made.stints(gone)}[change.first]  # he was to go somewhere then, too
    with time_machine.travel(change.starts_on.replace(day=1), tick=False) as clock:
        for days in (20, 6, 5):  # too early, in time, again
            clock.move_to(f"{change.starts_on.fromordinal(change.starts_on.toordinal() - days)}T09:30:00+08:00")
            tell_of_changes()
        newer = RotationPlan.objects.filter(pk=draft(made.base, "新版", on=made.plan.pk))
        assert publish_plans(newer, by=made.base).done
        tell_of_changes()  # the newer version changes nothing of what people have been told
    told = Notice.objects.exclude(pk__in=before).filter(title__startswith=f"{change.starts_on} 起")
    goes = [t.person.account_id for t in staying if change.first in {s.first for s in made.stints(t)}]
    residents = told.filter(title__endswith="到新的科室轮转").values_list("account_id", flat=True)
    assert sorted(residents) == sorted(goes)
    assert told.get(account_id=head.account_id).url == "/rotation/department/"
    assert not told.filter(account_id=idle.account_id).exists()
    assert time.department != change.department
    assert not Notice.objects.exclude(pk__in=before).filter(account_id=gone.person.account_id).exists()
    leaving = f"{stints[0].ends_on} 有学员轮转结束，请办理出科"
    left = country.actor(stints[0].department, Role.DEPARTMENT_HEAD)
    assert Notice.objects.filter(account_id=left.account_id, title=leaving).count() == 1


@pytest.mark.spec("ROT-04")
def test_a_department_to_which_somebody_comes_is_not_put_out_of_use(country: Country) -> None:
    made = ward(country, 1)
    needed = {pk: why for ask in OCCUPIED_BY for pk, why in ask([unit.pk for unit in made.departments]).items()}
    with time_machine.travel("2029-12-01", tick=False):
        later = {pk: why for ask in OCCUPIED_BY for pk, why in ask([unit.pk for unit in made.departments]).items()}
    assert "轮转计划中还有安排到该科室的学员" in next(iter(needed.values()))
    assert later == {}
