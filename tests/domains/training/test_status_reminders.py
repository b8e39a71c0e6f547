"""Who is in 延期, 暂停 or 结束 is reminded in time, and so is the base (REP-33, PLT-70)."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.domains.moments import fresh, rows_of
from tests.domains.training.test_status import in_status, step
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.walk import resident
from xinglin.domains.training.actions import change_status
from xinglin.domains.training.tasks import tell_of_ending_statuses
from xinglin.engines.access.actor import Actor
from xinglin.engines.notices.models import Notice
from xinglin.engines.notices.todos import todos_for

TODAY = localdate()


def waiting(actor: Actor, key: str) -> int:
    return next((todo.count for todo in todos_for(actor) if todo.key == key), 0)


@pytest.mark.spec("REP-33", "PLT-70")
def test_base_and_resident_have_it_among_their_to_dos(country: Country) -> None:
    near, far_off = in_status(country, "training", 2)
    change_status(rows_of(near), by=country.base, **step("suspended", ends_on=TODAY + timedelta(days=29)))
    change_status(rows_of(far_off), by=country.base, **step("suspended", ends_on=TODAY + timedelta(days=60)))
    assert waiting(country.base, "training.to_put_back") == 1
    assert waiting(country.base_next_door, "training.to_put_back") == 0
    assert waiting(resident(near), "training.own_status") == 1
    assert waiting(resident(far_off), "training.own_status") == 0
    listed = client_of(country.base).get(reverse("status:to_put_back")).content.decode()
    assert near.person.name in listed
    assert far_off.person.name not in listed
    own = client_of(resident(near)).get("/resident/").content.decode()
    assert f"培训状态：暂停（至 {TODAY + timedelta(days=29)}）" in own
    assert "否则不能参加结业考核" in own
    assert "否则不能参加结业考核" not in client_of(resident(far_off)).get("/resident/").content.decode()


@pytest.mark.spec("REP-33", "PLT-31")
def test_several_are_put_back_at_once_from_the_list(country: Country) -> None:
    trainings = in_status(country, "ended", 2)
    client, page = client_of(country.base), reverse("status:to_put_back")
    ticked = {"do": "training.status_changed", "ids": [t.pk for t in trainings]}
    asked = client.post(page, ticked).content.decode()
    assert "已选 2 条" in asked
    assert "改为“在培”" in asked
    answers = {"answered": "1", "status": "training", "reason": "resumed", "starts_on": str(TODAY)}
    assert client.post(page, {**ticked, **answers}).status_code == 302
    assert {fresh(t).status for t in trainings} == {"training"}
    assert waiting(country.base, "training.to_put_back") == 0


@pytest.mark.spec("REP-33", "PLT-71")
@pytest.mark.parametrize(
    ("days", "title"), [(30, "培训状态还有 30 天到期"), (1, ""), (0, "培训状态今天到期"), (31, "")]
)
def test_the_clock_tells_them_on_two_days(country: Country, days: int, title: str) -> None:
    (training,) = in_status(country, "training")
    ends_on = TODAY + timedelta(days=days)
    starts_on = TODAY - timedelta(days=5)
    change_status(rows_of(training), by=country.base, **step("suspended", starts_on=starts_on, ends_on=ends_on))
    Notice.objects.all().delete()
    fault = patch("xinglin.domains.training.tasks.members_of", side_effect=ZeroDivisionError)
    with fault, pytest.raises(ZeroDivisionError):
        tell_of_ending_statuses()
    assert not Notice.objects.exists()  # it is tried again, and nobody is told twice
    tell_of_ending_statuses()
    told = set(Notice.objects.values_list("account_id", "title"))
    base = (country.base.account_id, f"有住院医师的{title}")
    assert told == ({(training.person.account_id, title), base} if title else set())
