"""Offers that nobody accepted in time free their places to the second, and why some are declined (REC-16, REC-17)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from tests.domains.recruitment.desk import Desk, applicant, passed, released
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from xinglin.domains.recruitment.actions.admitting import admit, reassign
from xinglin.domains.recruitment.actions.answering import accept, decline
from xinglin.domains.recruitment.models import Application, Offer, Place
from xinglin.domains.recruitment.queries.admitting import places_left_to
from xinglin.domains.recruitment.queries.plans import places_visible_to
from xinglin.domains.recruitment.windows import ACCEPTANCE
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.windows.models import Window, WindowExtension

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
FULL = "“内科”的 1 个招收计划已全部录取，没有剩余名额。"


class Race:
    """One place: offered to the first, who does not answer; the second would take it; another base next door."""

    def __init__(self, country: Country) -> None:
        self.country, self.desk = country, Desk(country)
        self.place = self.desk.place()
        self.first, self.second = self.desk.applied(2, self.place)
        self.offers = released(self.desk, [self.first])
        self.wish = passed(self.desk, [self.second])
        self.end: datetime = self.offers.get().released_at.replace(microsecond=0) + timedelta(days=2)
        self.desk.move(ACCEPTANCE, self.end - timedelta(days=1), self.end)

    def admit_second(self) -> Any:
        return admit(self.wish, by=self.country.base).refused

    def accept_first(self) -> Any:
        return accept(self.offers, by=applicant(self.first)).refused

    def figures(self) -> tuple[int, int]:
        """What pages say of the place: left to reassign, and admitted in the plan."""
        base: Any = self.country.base
        return places_left_to(base, self.desk.batch.pk).count(), places_visible_to(base).get(pk=self.place.pk).held


@pytest.fixture
def race(country: Country) -> Race:
    return Race(country)


@pytest.mark.spec("REC-16", "REC-21", "REC-22")
def test_a_place_is_held_to_the_last_second_and_free_in_the_next(race: Race) -> None:
    with time_machine.travel(race.end - SECOND, tick=False):
        assert race.figures() == (0, 1)
        assert race.admit_second() == {race.wish.get().pk: FULL}
    with time_machine.travel(race.end, tick=False):
        assert race.figures() == (1, 0)
        assert race.admit_second() == {}
        assert (Offer.objects.get(pk=race.offers.get().pk).answer, Place.objects.get().taken) == ("lapsed", 1)
        why = "您没有在志愿确认时间内接受，录取结果已失效，名额已另行安排。"
        assert race.accept_first() == {race.offers.get().pk: why}
    with time_machine.travel(race.end - SECOND, tick=False):  # whatever another server's clock says
        assert list(race.accept_first().values()) == [why]


@pytest.mark.spec("REC-16")
def test_accepted_in_the_last_second_it_is_not_free_in_the_next(race: Race) -> None:
    with time_machine.travel(race.end - SECOND, tick=False):
        assert race.accept_first() == {}
    with time_machine.travel(race.end, tick=False):
        assert race.figures() == (0, 1)
        assert race.admit_second() == {race.wish.get().pk: FULL}
    assert Offer.objects.get().answer == "accepted"


@pytest.mark.spec("REC-16", "PLT-22")
def test_more_time_for_a_base_brings_back_what_nobody_else_was_given(race: Race) -> None:
    window = Window.objects.get(kind=ACCEPTANCE.key)
    with time_machine.travel(race.end, tick=False):
        assert race.figures() == (1, 0)
        WindowExtension.objects.create(
            window=window, unit=race.country.hospital, ends_at=race.end + timedelta(days=1), reason="系统故障"
        )
        assert race.figures() == (0, 1)
        assert race.admit_second() == {race.wish.get().pk: FULL}
        assert race.accept_first() == {}


@pytest.mark.spec("REC-22")
def test_whoever_let_it_lapse_may_be_offered_a_place_that_is_left(race: Race) -> None:
    other = race.desk.place("0900")
    with time_machine.travel(race.end, tick=False):
        mine = race.first.preferences.all()
        assert reassign(mine, place=other.pk, by=race.country.base).refused == {}
    kept = Offer.objects.filter(application=race.first).order_by("pk").values_list("place", "answer")
    assert list(kept) == [(race.place.pk, "lapsed"), (other.pk, "")]


def answered(application: Application, **sent: Any) -> Any:
    offer = Offer.objects.get(application=application)
    return client_of(applicant(application)).post(reverse("applications:decline", args=[offer.pk]), sent)


@pytest.mark.spec("REC-17", "REC-31")
def test_why_somebody_declines_is_seen_by_base_and_province(country: Country) -> None:
    desk = Desk(country, release_hours=0)
    first, second, third = desk.applied(3, desk.place(approved=3))
    offers = released(desk, [first, second, third])
    note = "已被录取为博士研究生"
    assert answered(first, sure="on", why="study", note=note).status_code == 302
    long = answered(second, sure="on", why="study", note="长" * 201)
    assert (long.status_code, offers.get(application=second).answer) == (422, "")
    assert answered(second, sure="on", why="", note="").status_code == 302  # nobody has to say
    with pytest.raises(Refused, match="放弃说明最多 200 个字，现有 201 个字，请精简。"):
        decline(offers.filter(application=third), note="长" * 201, by=applicant(third))
    said = {o.application_id: (o.answer, o.decline_reason, o.decline_note) for o in offers}
    assert said == {
        first.pk: ("declined", "study", note),
        second.pk: ("declined", "", ""),
        third.pk: ("", "", ""),
    }
    words, listed = f"升学：{note}", reverse("admission:offers")
    province = country.actor(country.province, Role.PROVINCE_ADMIN)
    assert words in client_of(country.base).get(listed).content.decode()
    page = client_of(country.base).get(reverse("admission:offer", args=[offers.get(application=first).pk]))
    assert words in page.content.decode()
    above = client_of(province).get(reverse("recruitment:admitted"), {"stage": "declined"}).content.decode()
    assert words in above
    assert words not in client_of(country.base_next_door).get(listed).content.decode()
    assert offers.get(application=first).events.latest("pgh_id").decline_note == note
