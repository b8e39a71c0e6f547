"""Results as applicants know them, and their answers (REC-15 to REC-17)."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.utils import timezone

from tests.domains.recruitment.desk import Desk, admitted, applicant, released
from tests.engines.test_notices_pages import client_of
from tests.factories.applying import applied
from tests.factories.country import Country
from tests.factories.recruitment import batch, places
from xinglin.domains.recruitment.actions.admitting import admit, cancel, release
from xinglin.domains.recruitment.actions.answering import ELSEWHERE, accept, decline
from xinglin.domains.recruitment.actions.screening import pass_preferences
from xinglin.domains.recruitment.models import Application, Offer, Place
from xinglin.domains.recruitment.queries.answering import own_results, released_offers, states_of, wishes_of
from xinglin.domains.recruitment.queries.applying import preferences_of
from xinglin.domains.recruitment.windows import ACCEPTANCE, SCREENING
from xinglin.engines.actions import Outcome, Refused
from xinglin.kit.calendar import shown

pytestmark = pytest.mark.django_db
SECOND, HOURS = timedelta(seconds=1), timedelta(hours=12)


def why(outcome: Outcome) -> str:
    assert (outcome.done, outcome.unchanged) == ([], [])
    return next(iter(outcome.refused.values()))


def one(country: Country, number: int = 1, **columns: Any) -> tuple[Desk, Application, Any, datetime]:
    """Somebody with a released offer: desk, application, his offers as a set, and when it was released."""
    desk = Desk(country, number, **columns)
    (application,) = desk.applied(1, desk.place())
    offers = released(desk, [application])
    return desk, application, offers, offers.get().released_at


@pytest.mark.spec("REC-16")
@pytest.mark.parametrize("answer", [accept, decline])
def test_the_hours_after_the_release_to_the_second(country: Country, answer: Callable[..., Outcome]) -> None:
    _, application, offers, at = one(country)
    by = applicant(application)
    with time_machine.travel(at + HOURS - SECOND, tick=False):
        told = f"录取结果于 {shown(at)} 发送，12 小时内可能更改，{shown(at + HOURS)} 之后才能接受或放弃。"
        assert why(answer(offers, by=by)) == told
    with time_machine.travel(at + HOURS, tick=False):
        assert answer(offers, by=by).done == [offers.get().pk]


@pytest.mark.spec("REC-16", "PLT-22")
@pytest.mark.parametrize("answer", [accept, decline])
def test_the_confirmation_window_to_the_second(country: Country, answer: Callable[..., Outcome]) -> None:
    desk, application, offers, at = one(country)
    by, start = applicant(application), at.replace(microsecond=0) + timedelta(days=2)
    end = start + timedelta(days=1)
    desk.move(ACCEPTANCE, start, end)
    with time_machine.travel(start - SECOND, tick=False):
        assert "“志愿确认”尚未开始" in why(answer(offers, by=by))
    with time_machine.travel(end, tick=False):
        assert why(answer(offers, by=by)) == f"志愿确认已于 {shown(end)} 结束，您没有在此之前接受，录取结果已失效。"
        (result,) = own_results(by)
        assert result.answer == ("逾期", "red")
        assert result.why
    with time_machine.travel(end - SECOND, tick=False):
        assert own_results(by)[0].answer == ("未接受", "blue")
        assert answer(offers, by=by).done == [offers.get().pk]
    with time_machine.travel(end, tick=False):
        assert own_results(by)[0].answer[0] == {accept: "接受", decline: "放弃"}[answer]


@pytest.mark.spec("REC-17")
def test_an_answer_is_given_once_and_a_declined_place_is_free(country: Country) -> None:
    _, application, offers, at = one(country)
    by, key = applicant(application), offers.get().pk
    with time_machine.travel(at + HOURS, tick=False):
        assert accept(offers, by=by).done == [key]
        assert accept(offers, by=by).unchanged == [key]  # a double click
        assert why(decline(offers, by=by)) == f"您已于 {shown(at + HOURS)} 接受该录取结果，不能再更改。"
    assert Place.objects.get().taken == 1
    desk, application, offers, at = one(country, 2)
    by, key, place = applicant(application), offers.get().pk, offers.get().place_id
    with time_machine.travel(at + HOURS, tick=False):
        assert decline(offers, by=by).done == [key]
        assert decline(offers, by=by).unchanged == [key]
        assert why(accept(offers, by=by)) == f"您已于 {shown(at + HOURS)} 放弃该录取结果，不能再更改。"
        assert Place.objects.get(pk=place).taken == 0
        assert admitted(desk, desk.applied(1, Place.objects.get(pk=place))).get().place_id == place


@pytest.mark.spec("REC-16", "REC-21", "PLT-04")
def test_only_ones_own_released_and_standing_results_exist(country: Country) -> None:
    desk = Desk(country)
    place = desk.place(approved=3)
    hidden, gone, known = desk.applied(3, place)
    admitted(desk, [hidden])
    assert cancel(released(desk, [gone]), by=country.base).done
    offers = released(desk, [known])
    later = timezone.now() + HOURS
    for application in (hidden, gone):
        mine = Offer.objects.filter(application=application)
        assert not own_results(applicant(application))
        with time_machine.travel(later, tick=False):
            for outcome in (accept(mine, by=applicant(application)), decline(mine, by=applicant(application))):
                assert (outcome.done, outcome.refused, outcome.unchanged) == ([], {}, [])
    with time_machine.travel(later, tick=False):
        for stranger in (applicant(hidden), country.base, country.reviewer):
            assert not released_offers(stranger)
            assert accept(offers, by=stranger).done == []
            assert decline(offers, by=stranger).done == []
    assert offers.get().answer == ""


@pytest.mark.spec("PLT-102", "REC-21")
def test_my_data_has_what_was_released_and_nothing_of_the_rest(country: Country) -> None:
    new = batch(country)
    by, sent = applied(3, new, places(country, new, {"0100": 2}))
    rows = sent.preferences.all()
    assert pass_preferences(rows, by=country.base).done
    assert admit(rows, by=country.base).done
    browser = client_of(by)

    def told() -> str:
        pages = [browser.get(page) for page in ("/my-data/", "/applicant/applications/", "/", "/my-data/my-data.json")]
        return b"".join(part for page in pages for part in page).decode()

    assert sent.number in told()
    assert "基地录取" not in told()
    assert release(Offer.objects.all(), by=country.base).done
    assert "第一批：示范医院 内科" in browser.get("/my-data/").content.decode()
    assert "基地录取" in told()


def two(country: Country, **second: Any) -> tuple[Any, list[Offer]]:
    """Somebody with released offers of two recruitments of a year: the actor, and both."""
    first, other = Desk(country, 1, name="广东招收"), Desk(country, 2, name="深圳招收", **second)
    (application,) = first.applied(1, first.place())
    too = other.apply(application.person, other.place("0900"))
    offers = [released(first, [application]).get(), released(other, [too]).get()]
    return applicant(application), offers


@pytest.mark.spec("REC-16")
def test_accepting_one_declines_the_other_after_a_warning_that_names_both(country: Country) -> None:
    by, (mine, other) = two(country)
    rows = Offer.objects.filter(pk=mine.pk)
    with time_machine.travel(timezone.now() + HOURS, tick=False):
        warned = why(accept(rows, by=by))
        assert warned == (
            "您还持有“深圳招收：示范医院 外科”的录取。接受“广东招收：示范医院 内科”即放弃“深圳招收：示范医院 外科”，"
            "放弃后不能恢复，请核对并确认后再接受。"
        )
        assert why(accept(rows, declining=[other.pk + 999], by=by)) == warned
        assert set(Offer.objects.values_list("answer", flat=True)) == {""}
        assert accept(rows, declining=[other.pk], by=by).done == [mine.pk]
        mine.refresh_from_db()
        other.refresh_from_db()
        assert (mine.answer, other.answer) == ("accepted", "declined")
        assert [Place.objects.get(pk=offer.place_id).taken for offer in (mine, other)] == [1, 0]
        assert accept(Offer.objects.filter(pk=other.pk), declining=[mine.pk], by=by).refused


@pytest.mark.spec("REC-16")
def test_a_lapsed_a_declined_and_a_trial_offer_bind_nobody(country: Country) -> None:
    by, (mine, trial) = two(country, is_trial=True)
    with time_machine.travel(timezone.now() + HOURS, tick=False):
        for offer in (mine, trial):
            assert accept(Offer.objects.filter(pk=offer.pk), by=by).done == [offer.pk]
    first, other = Desk(country, 3), Desk(country, 4)
    (application,) = first.applied(1, first.place())
    too = other.apply(application.person, other.place("0900"))
    by, offers, lapsed = applicant(application), released(first, [application]), released(other, [too]).get()
    other.move(ACCEPTANCE, timezone.now() - timedelta(2), timezone.now())
    with time_machine.travel(timezone.now() + HOURS, tick=False):
        assert accept(offers, by=by).done == [offers.get().pk]
    lapsed.refresh_from_db()
    assert lapsed.answer == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("REC-16")
def test_two_tabs_accept_two_offers_at_once_and_one_stands(country: Country) -> None:
    by, offers = two(country)
    Offer.objects.update(released_at=timezone.now() - HOURS)
    gate, outcomes = threading.Barrier(2), []

    def send(mine: Offer, other: Offer) -> None:
        gate.wait()
        try:
            outcomes.append(accept(Offer.objects.filter(pk=mine.pk), declining=[other.pk], by=by))
        finally:
            connection.close()

    tabs = [threading.Thread(target=send, args=each) for each in (offers, offers[::-1])]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    done = [outcome for outcome in outcomes if outcome.done]
    (refused,) = [outcome for outcome in outcomes if not outcome.done]
    assert len(done) == 1
    assert "您已接受“" in why(refused)
    assert sorted(Offer.objects.values_list("answer", flat=True)) == ["accepted", "declined"]


@pytest.mark.spec("REC-16")
def test_the_database_itself_keeps_a_second_acceptance_out(country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    by, (mine, other) = two(country)
    Offer.objects.update(released_at=timezone.now() - HOURS)
    Offer.objects.filter(pk=other.pk).update(answer="accepted", answered_at=timezone.now())
    page = client_of(by).get(f"/applicant/applications/{mine.application_id}/").content.decode()
    assert "您已接受“深圳招收：示范医院 外科”的录取，一年只能接受一个" in page
    assert f"offers/{mine.pk}/accept/" not in page
    assert f"offers/{mine.pk}/decline/" in page
    unsure = {"why": "study", "note": "已被录取为博士研究生"}
    asked = client_of(by).post(f"/applicant/applications/offers/{mine.pk}/decline/", unsure)
    assert asked.status_code == 422
    assert all(words in asked.content.decode() for words in ("请先勾选确认，再放弃。", unsure["note"]))
    assert "已接受其他招收" in client_of(country.base).get("/admission/results/").content.decode()
    assert "已接受其他招收" in client_of(country.base).get("/admission/").content.decode()
    monkeypatch.setattr("xinglin.domains.recruitment.rules.answering.binds", lambda *_: False)
    with pytest.raises(Refused) as refused:
        accept(Offer.objects.filter(pk=mine.pk), by=by)
    assert refused.value.why == ELSEWHERE
    mine.refresh_from_db()
    assert mine.answer == ""
    with pytest.raises(IntegrityError):
        Offer.objects.filter(pk=mine.pk).update(answer="accepted")


@pytest.mark.spec("REC-15")
def test_what_the_bases_think_shows_when_their_window_is_over(country: Country) -> None:
    desk = Desk(country)
    place = desk.place(approved=2)
    good, bad, waiting = desk.applied(3, place)
    desk_rows = [good, bad, waiting]
    for application, screening, reason in ((good, "passed", ""), (bad, "failed", "学历不符")):
        application.preferences.update(screening=screening, screening_reason=reason)

    def states() -> list[str]:
        found = states_of(desk_rows, preferences_of(desk_rows))
        return [found[row.pk][0] for row in desk_rows]

    def told(application: Application) -> list[Any]:
        return [(wish.screened, wish.reason) for wish in wishes_of(application, application.preferences.all())]

    assert states() == ["已提交"] * 3
    end = timezone.now() + timedelta(hours=1)
    desk.move(SCREENING, end - timedelta(2), end)
    with time_machine.travel(end - SECOND, tick=False):
        assert states() == ["已提交"] * 3
        assert told(bad) == [(None, "")]
    with time_machine.travel(end, tick=False):
        assert states() == ["审核通过", "审核不通过", "已提交"]
        assert told(bad) == [(("审核不通过", "red"), "学历不符")]
        assert "学历不符" in client_of(applicant(bad)).get(f"/applicant/applications/{bad.pk}/").content.decode()
        assert told(waiting) == [(None, "")]
