"""Reminders before a window closes, that a stopped worker only delays (REC-14, REC-17)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.domains.recruitment.desk import Desk, applicant, released
from tests.factories.applying import complete, registered
from tests.factories.country import Country
from tests.factories.recruitment import batch, move
from xinglin.domains.recruitment.actions.answering import decline
from xinglin.domains.recruitment.actions.applying import start_applications
from xinglin.domains.recruitment.models import Batch, ClosingReminder, Offer
from xinglin.domains.recruitment.tasks.applying import tell_of_closing
from xinglin.domains.recruitment.windows import ACCEPTANCE, REGISTRATION
from xinglin.engines.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REC-17", "PLT-71")]
NOON = datetime.fromisoformat("2026-12-10T12:00:00+08:00")


def said(account: int | None) -> list[str]:
    """Titles in an inbox about what closes."""
    found = Notice.objects.filter(account=account, title__contains="不足").order_by("pk")
    return list(found.values_list("title", flat=True))


def run(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        tell_of_closing()


def test_each_is_told_once_three_days_and_one_day_before_the_end(country: Country) -> None:
    desk = Desk(country)
    waiting, answered, hidden = desk.applied(3, desk.place(approved=3))
    released(desk, [waiting, answered])
    Offer.objects.update(released_at=timezone.now() - timedelta(days=1))
    desk.move(ACCEPTANCE, timezone.now() - timedelta(1), NOON)
    assert decline(Offer.objects.filter(application=answered), by=applicant(answered)).done
    account = waiting.person.account_id
    run(NOON - timedelta(days=3, seconds=1))
    assert said(account) == []
    for _ in range(2):
        run(NOON - timedelta(days=3))
    assert said(account) == ["志愿确认时间不足 3 天"]
    run(NOON - timedelta(hours=13))  # 23:00
    run(NOON - timedelta(hours=2))
    assert said(account) == ["志愿确认时间不足 3 天", "志愿确认时间不足 1 天"]
    run(NOON)
    assert len(said(account)) == 2
    assert said(answered.person.account_id) == said(hidden.person.account_id) == []


def test_what_a_stopped_worker_missed_is_said_when_it_runs_again(country: Country) -> None:
    desk = Desk(country)
    (waiting,) = desk.applied(1, desk.place())
    released(desk, [waiting]).update(released_at=timezone.now() - timedelta(days=1))
    desk.move(ACCEPTANCE, timezone.now() - timedelta(1), NOON)
    run(NOON - timedelta(hours=1))
    assert said(waiting.person.account_id) == ["志愿确认时间不足 1 天"]
    desk.move(ACCEPTANCE, timezone.now() - timedelta(1), NOON + timedelta(days=9))  # more time: reminded anew
    run(NOON + timedelta(days=6))
    assert said(waiting.person.account_id) == ["志愿确认时间不足 1 天", "志愿确认时间不足 3 天"]


@pytest.mark.spec("REC-14")
def test_a_draft_is_reminded_of_too(country: Country) -> None:
    new = batch(country)
    actor = complete(registered(3), 3)
    start_applications(Batch.objects.filter(pk=new.pk), by=actor)
    move(country, new, REGISTRATION, timezone.now() - timedelta(1), NOON)
    for _ in range(2):
        run(NOON - timedelta(days=2))
    assert said(actor.account_id) == ["学员报名时间不足 3 天"]
    assert ClosingReminder.objects.count() == 1
