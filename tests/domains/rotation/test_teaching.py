"""分配带教老师: by hand, automatically, within limits and terms, and where a newer plan puts it (ROT-05, ROT-06)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localdate
from icalendar import Calendar

from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.factories.faculty import person_of
from tests.factories.rotation import Ward, crowd, draft, slot, supervisors_in
from tests.walk import resident
from xinglin.domains.faculty.actions.appointing import dismiss
from xinglin.domains.faculty.models import Appointment, Supervisor
from xinglin.domains.rotation.actions import editing, teaching
from xinglin.domains.rotation.actions.publishing import publish_plans
from xinglin.domains.rotation.actions.staying import confirm_entries, confirm_exits
from xinglin.domains.rotation.models import Avoidance, RotationPlan, Stint, Teaching
from xinglin.domains.rotation.queries.teaching import taught_by, taught_now, without_supervisor
from xinglin.domains.rotation.tasks import tell_of_changes
from xinglin.engines.access.roles import Role
from xinglin.engines.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def early_in_the_first_month() -> Iterator[None]:
    """Of everybody's first stint."""
    with time_machine.travel(f"{YEAR}-09-10T08:00:00+08:00", tick=False):
        yield


def rows(*stints: Stint) -> Any:
    return Stint.objects.filter(pk__in=[stint.pk for stint in stints])


def there(made: Ward) -> list[Stint]:
    """Everybody's first stint."""
    return sorted((min(made.stints(t), key=lambda s: s.first) for t in made.trainings), key=lambda s: s.pk)


def taught() -> dict[int, int]:
    return dict(Teaching.objects.values_list("stint", "supervisor"))


@pytest.mark.spec("ROT-05")
def test_the_limit_the_term_and_who_avoids_whom_are_kept_by_hand_and_automatically(country: Country) -> None:
    made = crowd(country, 6)
    head = country.actor(made.departments[0], Role.DEPARTMENT_HEAD)
    one, two = supervisors_in(country, made.departments[0])
    first, *rest = there(made)
    month = slot(localdate().month) // 2
    done = teaching.assign_supervisors(rows(first, *rest), supervisor=one.pk, by=head)
    assert len(done.done) == 3  # by the standard of 2014
    assert all("已带教 3 人，到了同时带教的上限" in why for why in done.refused.values())
    teaching.keep_teaching_limits([(2, localdate())], by=country.base)
    shared = teaching.share_supervisors(rows(first, *rest), month=month, by=head)
    assert (len(shared.done), len(shared.unchanged), len(shared.refused)) == (2, 3, 1)
    assert set(shared.refused.values()) == {"科室 2 名带教老师都不能带教：同时带教人数已到上限 2 人。"}
    assert sorted(taught().values()) == sorted([one.pk] * 3 + [two.pk] * 2)  # whom one has already, he keeps
    assert teaching.withdraw_teachings(rows(first, *rest), by=head).done == sorted(shared.done + done.done)
    assert taught() == {}
    teaching.record_avoidances(rows(first), supervisor=one.pk, reason="学员曾投诉", by=head)
    again = teaching.share_supervisors(rows(first, *rest), month=month, by=head)
    assert len(again.done) == 4
    assert taught().get(first.pk) in (None, two.pk)
    refused = teaching.assign_supervisors(rows(first), supervisor=one.pk, by=head).refused
    assert refused == {first.pk: "与该学员回避，不能由其带教。"}
    Appointment.objects.filter(supervisor=two).update(last_on=first.ends_on - timedelta(days=1))
    teaching.withdraw_teachings(rows(first), by=head)
    refused = teaching.assign_supervisors(rows(first), supervisor=two.pk, by=head).refused
    assert refused == {first.pk: "聘期不包含余下的轮转时间，不能由其带教。"}


@pytest.mark.spec("ROT-05")
def test_other_departments_and_the_hospital_next_door_reach_nothing(country: Country) -> None:
    made = crowd(country, 2)
    (mine,) = supervisors_in(country, made.departments[0], 1)
    (other,) = supervisors_in(country, made.departments[1], 1, start=520)
    stints = there(made)
    strangers = (country.base_next_door, country.actor(made.departments[1], Role.DEPARTMENT_HEAD))
    for stranger in strangers:
        assert not teaching.assign_supervisors(rows(*stints), supervisor=mine.pk, by=stranger).done
        assert client_of(stranger).get(f"/rotation/teaching/?department={made.departments[0].pk}").status_code == 200
        page = client_of(stranger).get(f"/rotation/teaching/?department={made.departments[0].pk}").content.decode()
        assert made.trainings[0].person.name not in page
    refused = teaching.assign_supervisors(rows(*stints), supervisor=other.pk, by=country.base).refused
    assert set(refused.values()) == {"不是本科室这段时间聘期内的带教老师，请重新选择。"}
    assert teaching.assign_supervisors(rows(stints[0]), supervisor=mine.pk, by=country.base).done
    later = max(made.stints(made.trainings[1]), key=lambda stint: stint.first)
    draft(country.base, "新版", on=made.plan.pk)
    copied = Stint.objects.get(resident__plan__name="新版", resident__training=made.trainings[1], first=later.first)
    assert (
        "没有发布" in teaching.assign_supervisors(rows(copied), supervisor=mine.pk, by=country.base).refused[copied.pk]
    )
    own = person_of(mine)
    assert [each.stint_id for each in taught_now(own)] == [stints[0].pk]
    assert not taught_by(person_of(other)).exists()
    assert made.trainings[0].person.name in client_of(own).get("/rotation/taught/").content.decode()
    waiting = set(without_supervisor(country.base).values_list("pk", flat=True))
    assert stints[0].pk not in waiting
    (next_one,) = supervisors_in(country, made.departments[0], 1, start=540)
    assert dismiss(Supervisor.objects.filter(pk=mine.pk), comment="调离", by=country.base).done
    assert not taught_by(own).exists()
    assert set(without_supervisor(country.base).values_list("pk", flat=True)) == {*waiting, stints[0].pk}
    head = client_of(country.actor(made.departments[0], Role.DEPARTMENT_HEAD))
    assert "不在聘期内" in head.get("/rotation/teaching/").content.decode()
    assert "已自动分配 2 人" in _post(head, do="share")
    assert set(taught().values()) == {next_one.pk}


@pytest.mark.spec("ROT-05", "ROT-04")
def test_a_newer_plan_takes_over_who_teaches_where_he_still_can(country: Country) -> None:
    made = crowd(country, 3)
    (one,) = supervisors_in(country, made.departments[0], 1)
    stints = there(made)
    assert confirm_entries(rows(stints[0]), by=made.base).done
    assert len(teaching.assign_supervisors(rows(*stints), supervisor=one.pk, by=made.base).done) == 3
    new = draft(made.base, "新版", on=made.plan.pk)
    copies = {s.resident.training_id: s for s in Stint.objects.filter(resident__plan=new, first=stints[0].first)}
    longer, gone = copies[stints[1].resident.training_id], copies[stints[2].resident.training_id]
    assert editing.split_stints(rows(longer), after=longer.half_months - 1, by=made.base).done
    assert editing.reassign_stints(rows(gone), department=made.departments[1], by=made.base).done
    assert publish_plans(RotationPlan.objects.filter(pk=new), by=made.base).done
    kept = copies[stints[0].resident.training_id]
    assert taught() == {kept.pk: one.pk, longer.pk: one.pk, stints[2].pk: one.pk}
    assert {each.stint_id for each in taught_by(person_of(one))} == {kept.pk, longer.pk}
    rest = Stint.objects.get(resident=longer.resident_id, first=longer.first + longer.half_months - 1)
    waiting = set(without_supervisor(country.base).values_list("pk", flat=True))
    assert gone.pk in waiting
    outcome = teaching.share_supervisors(rows(rest), month=rest.first // 2, by=made.base)
    assert (outcome.done, taught()[rest.pk]) == ([rest.pk], one.pk)  # one supervisor through one rotation


@pytest.mark.spec("ROT-05", "ROT-06", "ROT-10", "ROT-22")
def test_a_department_s_month_on_its_page(country: Country) -> None:
    made = crowd(country, 4)
    one, two = supervisors_in(country, made.departments[0])
    head = country.actor(made.departments[0], Role.DEPARTMENT_HEAD)
    browser, stints = client_of(head), there(made)
    names = [stint.resident.training.person.name for stint in stints]
    page = browser.get("/rotation/teaching/").content.decode()
    assert all(name in page for name in (*names, one.person.name, two.person.name, "未分配 4", "不超过 3 人"))
    again = _post(browser, do="assign", ids=[stints[0].pk])
    assert "请先选择带教老师。" in again
    assert f'value="{stints[0].pk}" data-pick checked' in again
    assert "还没有选择学员" in _post(browser, do="assign", supervisor=one.pk)
    assert "已分配 3 人" in _post(browser, do="assign", ids=[s.pk for s in stints[:3]], supervisor=one.pk)
    page = browser.get("/rotation/teaching/").content.decode()
    assert f"{one.person.name}带教 3 人、{two.person.name}带教 0 人，相差超过 1 人" in page
    assert "学员已分配，由同一位老师带教到出科" in page
    part = _post(browser, do="assign", ids=[s.pk for s in stints[2:]], supervisor=one.pk)
    assert f"{names[3]}：" in part
    assert [f'value="{s.pk}" data-pick checked' in part for s in stints] == [False, False, False, True]  # who was not
    assert "已取消分配 3 人" in _post(browser, do="withdraw", ids=[s.pk for s in stints[:3]])
    again = _post(browser, do="avoid", ids=[stints[0].pk], avoided=one.pk, reason=" ")
    assert "请填写回避原因" in again
    assert again.count(f'<option value="{one.pk}" selected>') == 1
    assert "已登记回避 1 人" in _post(browser, do="avoid", ids=[stints[0].pk], avoided=one.pk, reason="曾有纠纷")
    assert "已自动分配 4 人" in _post(browser, do="share")
    assert "本月的学员都已有带教老师" in _post(browser, do="share")
    assert sorted(taught().values()) == sorted([one.pk, one.pk, two.pk, two.pk])
    assert taught()[stints[0].pk] == two.pk
    assert "相差超过" not in browser.get("/rotation/teaching/").content.decode()
    told = Notice.objects.filter(title="您有新的学员").values_list("account_id", flat=True)
    assert set(told) == {one.person.account_id, two.person.account_id}
    assert two.person.name in client_of(resident(made.trainings[0])).get("/rotation/mine/").content.decode()
    assert "曾有纠纷" in client_of(country.base).get("/rotation/avoidances/").content.decode()
    teacher = client_of(person_of(two))
    assert teacher.get("/rotation/avoidances/").status_code == 403
    _subscribed(teacher, {f"带教：{name}（{made.departments[0].name}）" for name in _taught_by(two)})
    lifted = {"do": "rotation.avoidances_lifted", "ids": [Avoidance.objects.get().pk]}
    browser.post("/rotation/avoidances/", lifted)
    assert not Avoidance.objects.exists()
    _limits(country)


def _post(browser: Any, **facts: Any) -> str:
    return str(browser.post("/rotation/teaching/", facts, follow=True).content.decode())


def _taught_by(supervisor: Supervisor) -> list[str]:
    rows = Teaching.objects.filter(supervisor=supervisor)
    return list(rows.values_list("stint__resident__training__person__name", flat=True))


def _subscribed(browser: Any, titles: set[str]) -> None:
    """The supervisor's calendar has whom he teaches."""
    page = browser.post("/rotation/calendar/", {"do": "renew"}).content.decode()
    found = re.search(r"/rotation/calendar/[\w-]+\.ics", page)
    assert found
    answer = Client().get(found[0])
    assert {str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")} == titles
    assert len(titles) == 2


def _limits(country: Country) -> None:
    base = client_of(country.base)
    assert base.post("/rotation/teaching/limit/", {"most": "4", "valid_from": f"{YEAR}-09-01"}).status_code == 422
    assert base.post("/rotation/teaching/limit/", {"most": "2", "valid_from": f"{YEAR}-09-01"}).status_code == 302
    assert "本基地" in base.get("/rotation/teaching/limit/").content.decode()


@pytest.mark.spec("ROT-10")
def test_supervisors_are_told_of_those_who_come_and_departments_of_those_who_go(country: Country) -> None:
    made = crowd(country, 2)
    own = min((s for s in made.stints() if s.first > slot(localdate().month, 1)), key=lambda s: s.first)
    (teacher,) = supervisors_in(country, own.department, 1)
    left = next(s for s in made.stints(own.resident.training) if s.first + s.half_months == own.first)
    leaving = country.actor(left.department, Role.TEACHING_SECRETARY)
    assert teaching.assign_supervisors(rows(own), supervisor=teacher.pk, by=made.base).done
    assert not Notice.objects.filter(account_id=teacher.person.account_id, title__contains="学员").exists()
    with time_machine.travel(f"{own.starts_on - timedelta(days=5)}T09:30:00+08:00", tick=False):
        tell_of_changes()
    assert Notice.objects.get(account_id=teacher.person.account_id, title__contains="学员").url == "/rotation/taught/"
    assert "出科" in Notice.objects.get(account_id=leaving.account_id).title


@pytest.mark.spec("ROT-07")
def test_who_has_left_keeps_the_supervisor_he_had(country: Country) -> None:
    made = crowd(country, 1)
    one, two = supervisors_in(country, made.departments[0])
    (stint,) = there(made)
    confirm_entries(rows(stint), by=made.base)
    teaching.assign_supervisors(rows(stint), supervisor=one.pk, by=made.base)
    confirm_exits(rows(stint), left_on=localdate(), by=made.base)
    why = f"已于 {localdate()} 出科，不能再改带教老师。"
    assert teaching.assign_supervisors(rows(stint), supervisor=two.pk, by=made.base).refused == {stint.pk: why}
    assert teaching.withdraw_teachings(rows(stint), by=made.base).refused == {stint.pk: why}
    assert not taught_now(person_of(one)).exists()
    assert [each.stint_id for each in taught_by(person_of(one))] == [stint.pk]
