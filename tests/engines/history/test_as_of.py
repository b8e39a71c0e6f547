"""«按日期查看»: a record as it stood on a day, also when it was deleted since (PLT-61)."""

from datetime import UTC, datetime, timedelta

import pgtrigger
import pytest
from django.utils.timezone import localdate

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.walk import opened, resident, walk
from xinglin.domains.people.models import Education, Licence, Person
from xinglin.domains.people.public import save_basic
from xinglin.domains.training.actions import delete_trainings
from xinglin.domains.training.models import Training
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.history.asof import as_of, events_of

pytestmark = pytest.mark.spec("PLT-61")
MARCH = datetime(2026, 3, 1, 4, tzinfo=UTC)


def backdate(moment: datetime) -> None:
    """All that happened until now happened then."""
    with pgtrigger.ignore():
        for model in (Training, Person, Education, Licence, Unit):
            events_of(model)._base_manager.filter(pgh_created_at__gt=moment).update(pgh_created_at=moment)


@pytest.fixture
def changed(country: Country) -> Training:
    """Filled in on 1 March 2026; the address was another until today."""
    training = walk(country, opened(country), "complete")[0]
    backdate(MARCH)
    mine = Person.objects.filter(pk=training.person_id)
    save_basic(mine, {training.person_id: {"address": "新址路 9 号"}}, by=resident(training))
    return training


def test_the_row_is_the_one_of_the_moment(changed: Training) -> None:
    before = as_of(Person, [changed.person_id], MARCH)[changed.person_id]
    now = Person.objects.get(pk=changed.person_id)
    assert (before.name, before.document_number, before.mobile) == (now.name, now.document_number, now.mobile)
    assert before.document_masked == now.document_masked
    assert before.address != "新址路 9 号" == now.address
    assert as_of(Person, [changed.person_id], MARCH - timedelta(seconds=1)) == {}


def test_the_page_shows_all_sections_of_the_day(country: Country, changed: Training) -> None:
    browser = client_of(country.base)
    assert f"/training/{changed.pk}/on-day/" in browser.get(f"/training/{changed.pk}/history/").content.decode()
    then = browser.get(f"/training/{changed.pk}/on-day/?day=2026-03-15").content.decode()
    today = browser.get(f"/training/{changed.pk}/on-day/").content.decode()
    for text in ("基本信息", "学习经历", "证书信息", "培训信息", "内科", "示范医院", changed.person.document_masked):
        assert text in then
    assert changed.person.document_number not in then
    assert "新址路 9 号" in today
    assert "新址路 9 号" not in then
    none = browser.get(f"/training/{changed.pk}/on-day/?day=2026-02-27").content.decode()
    assert "2026-02-27 没有这条记录" in none
    assert "内科" not in none


def test_a_wrong_day_is_told_and_the_future_is_today(country: Country, changed: Training) -> None:
    browser = client_of(country.base)
    answer = browser.get(f"/training/{changed.pk}/on-day/?day=15.3.2026")
    assert answer.status_code == 422
    assert "日期的格式不正确" in answer.content.decode()
    future = browser.get(f"/training/{changed.pk}/on-day/?day=2999-01-01")
    assert f'value="{localdate()}"' in future.content.decode()


def test_a_deleted_record_is_still_there_for_those_who_saw_it(country: Country) -> None:
    training = opened(country)[0]
    backdate(MARCH)
    assert delete_trainings(Training.objects.filter(pk=training.pk), by=country.base).done
    url = f"/training/{training.pk}/on-day/"
    then = client_of(country.base).get(f"{url}?day=2026-03-15").content.decode()
    assert training.person.name in then
    assert "删除" in then
    assert "没有这条记录" in client_of(country.base).get(url).content.decode()
    assert client_of(country.reviewer).get(url).status_code == 200
    for stranger in (country.base_next_door, country.other_reviewer):
        assert client_of(stranger).get(url).status_code == 404
    assert client_of(country.actor(country.hospital, Role.AUDITOR)).get(url).status_code == 403


def test_a_strangers_record_does_not_exist(country: Country, changed: Training) -> None:
    for stranger in (country.base_next_door, country.base_far, country.other_reviewer):
        assert client_of(stranger).get(f"/training/{changed.pk}/on-day/?day=2026-03-15").status_code == 404
    assert client_of(country.base).get("/training/999999999/on-day/").status_code == 404
