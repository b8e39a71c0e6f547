"""A department's month: who comes, who teaches whom by hand and automatically, entry, assessment and exit."""

from typing import Any

import pytest
from django.utils.timezone import localdate

from tests.factories.country import Country
from tests.factories.faculty import person_of
from tests.factories.rotation import crowd, slot, supervisors_in
from tests.journeys.conftest import PHONE, Person, activated
from xinglin.domains.rotation.models import Stay, Stint, Teaching
from xinglin.engines.access.roles import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.spec("ROT-05", "ROT-06", "ROT-07", "ROT-08")
def test_department(people: Any, country: Country) -> None:
    today = localdate()
    made = crowd(country, 4, at=slot(today.month, today.day > 15, today.year))
    unit = made.departments[0]
    one, two = supervisors_in(country, unit)
    names = [training.person.name for training in made.trainings]
    leaver = made.trainings[0].person.name
    head: Person = people("head")
    head.log_in(activated(country.actor(unit, Role.DEPARTMENT_HEAD).account_id))
    head.says("本月和下月学员还没有带教老师")
    _assign(head, leaver, one.pk, names)
    teaches = dict(Teaching.objects.values_list("stint__resident__training__person__name", "supervisor"))
    assert teaches[leaver] == one.pk
    assert sorted(teaches.values()) == sorted([one.pk, one.pk, two.pk, two.pk])
    _press_for(head, names, "入科确认")
    assert Stay.objects.count() == 4
    _score(head, leaver)
    teacher: Person = people("teacher")
    teacher.page.set_viewport_size(PHONE)
    activated(person_of(one).account_id)
    teacher.log_in(one.person.document_number)
    teacher.page.goto("/rotation/taught/")
    teacher.says(leaver)
    teacher.look("taught")
    _sign(teacher, leaver, "带教老师签字")
    _sign(head, leaver, "科室签字")
    _leave(head, leaver)
    assert Stay.objects.get(stint__resident__training=made.trainings[0]).left_on == today
    teacher.page.goto("/rotation/taught/")
    teacher.says("已出科")


def _assign(person: Person, leaver: str, supervisor: int, names: list[str]) -> None:
    page = person.page
    page.goto("/rotation/teaching/")
    page.get_by_role("row", name=leaver).get_by_role("checkbox").check()
    page.get_by_label("带教老师", exact=True).first.select_option(str(supervisor), force=True)
    page.get_by_role("button", name="分配", exact=True).click()
    person.says("已分配 1 人")
    page.get_by_role("button", name="自动分配", exact=True).click()
    person.says(f"已自动分配 {len(names) - 1} 人")
    person.look("assigned")


def _press_for(person: Person, names: list[str], title: str) -> None:
    page = person.page
    page.goto("/rotation/department/")
    for name in names:
        page.get_by_role("row", name=name).get_by_role("checkbox").check()
    page.get_by_role("button", name=title, exact=True).first.click()
    person.look("entry")
    page.get_by_role("button", name=title, exact=True).last.click()
    person.says(f"已办理 {len(names)} 条")


def _score(person: Person, name: str) -> None:
    page, ends = person.page, Stint.objects.get(stay__isnull=False, resident__training__person__name=name).ends_on
    page.goto(f"/logbook/scores/?month={ends:%Y-%m}")
    for title, figure in (("理论考核", "86"), ("技能考核", "90"), ("日常表现", "88")):
        page.get_by_label(f"{name} {title}").fill(figure)
    page.get_by_role("button", name="保存", exact=True).click()
    person.says("已保存")


def _sign(person: Person, name: str, title: str) -> None:
    page = person.page
    page.goto("/logbook/assessments/")
    page.get_by_role("row", name=name).get_by_role("checkbox").check()
    page.get_by_role("button", name=title, exact=True).first.click()
    page.get_by_role("dialog").get_by_role("button", name=title, exact=True).click()
    person.says("已办理 1 条")


def _leave(person: Person, name: str) -> None:
    page = person.page
    page.goto("/rotation/department/")
    person.look("assessed")
    page.get_by_role("row", name=name).get_by_role("checkbox").check()
    page.get_by_role("button", name="出科确认", exact=True).first.click()
    page.get_by_role("button", name="出科确认", exact=True).last.click()
    person.says("已办理 1 条")
