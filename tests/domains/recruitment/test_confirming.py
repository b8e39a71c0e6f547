"""录取结果确认 by the authorities that a batch names, in its window; refused results free the place (REC-30)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.factories.recruitment import applicant, batch, move, offer, places, submitted
from xinglin.domains.institutions.public import NewHospital, found_hospitals, open_specialty_bases
from xinglin.domains.recruitment.actions.confirming import confirm_results, refuse_results
from xinglin.domains.recruitment.models import Batch, Offer, Place
from xinglin.domains.recruitment.queries.confirming import results_visible_to, waiting_results
from xinglin.domains.recruitment.windows import CONFIRMATION
from xinglin.domains.reference.models import Specialty
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.notices.models import Notice
from xinglin.engines.windows.actions import extend
from xinglin.engines.windows.models import Window

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REC-30")]


def accepted(country: Country, confirming: str, *, base: Unit | None = None) -> Offer:
    """Somebody who accepted a place, in a batch confirmed so."""
    made = Batch.objects.filter(confirming=confirming).first() or batch(country, confirming=confirming, name=confirming)
    (place,) = places(country, made, {"0100": 1}, base=base)
    return offer(submitted(made, [place], start=Offer._base_manager.count()))


def city(country: Country) -> Actor:
    return country.actor(country.city, Role.CITY_REVIEWER)


def state(row: Offer) -> tuple[bool, bool, bool]:
    """(confirmed by the city, confirmed for good, refused)."""
    row.refresh_from_db()
    return bool(row.city_confirmed_at), bool(row.confirmed_at), bool(row.cancelled_at)


def rows(*offers: Offer):
    return Offer._base_manager.filter(pk__in=[each.pk for each in offers])


def test_city_first_then_the_province(country: Country) -> None:
    row = accepted(country, "city_then_province")
    assert [list(waiting_results(actor)) for actor in (city(country), country.reviewer)] == [[row], []]
    early = confirm_results(rows(row), by=country.reviewer)
    assert early.refused == {row.pk: "该录取结果还没有经市级确认，请待市级确认后办理。"}
    assert confirm_results(rows(row), by=city(country)).done == [row.pk]
    assert state(row) == (True, False, False)
    assert [list(waiting_results(actor)) for actor in (city(country), country.reviewer)] == [[], [row]]
    again = confirm_results(rows(row), by=city(country))
    assert again.refused[row.pk].startswith(f"已由 {city(country).name} 于 ")
    assert confirm_results(rows(row), by=country.reviewer).done == [row.pk]
    assert state(row) == (True, True, False)
    assert row.confirmed_by == country.reviewer.name
    told = Notice.objects.filter(title="录取结果已确认").values_list("account_id", flat=True)
    assert set(told) == {row.person.account_id, country.base.account_id}


@pytest.mark.parametrize(("confirming", "who", "other"), [("province", "省级", "city"), ("city", "地市", "province")])
def test_one_level_alone(country: Country, confirming: str, who: str, other: str) -> None:
    row = accepted(country, confirming)
    by = {"city": city(country), "province": country.reviewer}
    refused = confirm_results(rows(row), by=by[other]).refused
    assert refused == {row.pk: f"招收批次“{confirming}”的录取结果由{who}确认，不由本单位办理。"}
    assert list(waiting_results(by[other])) == []
    assert confirm_results(rows(row), by=by[confirming]).done == [row.pk]
    assert state(row)[1:] == (True, False)


def test_base_right_under_the_province_has_no_city(country: Country) -> None:
    new = NewHospital(country.province, "省直医院", base_level="national", base_code="009")
    direct = Unit.objects.get(pk=found_hospitals([new], by=system_actor()).only())
    open_specialty_bases([(direct, Specialty.objects.get(code="0100"))], by=system_actor())
    row = accepted(country, "city", base=direct)
    assert list(waiting_results(country.reviewer)) == [row]
    assert confirm_results(rows(row), by=country.reviewer).done == [row.pk]


def test_refused_result_frees_the_place_and_is_told(country: Country) -> None:
    row = accepted(country, "city_then_province")
    with pytest.raises(Refused, match="请填写不予确认的原因"):
        refuse_results(rows(row), comment=" ", by=city(country))
    confirm_results(rows(row), by=city(country))
    assert Place.objects.get(pk=row.place_id).taken == 1
    assert refuse_results(rows(row), comment="学历不符", by=country.reviewer).done == [row.pk]
    assert state(row) == (True, False, True)
    assert (Place.objects.get(pk=row.place_id).taken, row.cancelled_reason) == (0, "学历不符")
    told = {n.account_id: n.body for n in Notice.objects.filter(title="录取结果不予确认")}
    body = f"{country.reviewer.unit_name}：学历不符"
    assert told == {row.person.account_id: body, country.base.account_id: body}
    held = Membership.objects.select_related("unit", "account").get(account=row.person.account_id)
    page = client_of(actor_of(held)).get(f"/applicant/applications/{row.application_id}/").content.decode()
    assert "不予确认的原因" in page
    assert "学历不符" in page
    late = confirm_results(rows(row), by=country.reviewer)
    assert late.refused[row.pk].startswith("该录取已于 ")
    listed = client_of(country.reviewer).get("/recruitment/results/?state=refused").content.decode()
    assert "学历不符" in listed


def test_confirmed_for_good(country: Country) -> None:
    row = accepted(country, "province")
    confirm_results(rows(row), by=country.reviewer)
    outcome = refuse_results(rows(row), comment="学历不符", by=country.reviewer)
    assert outcome.refused[row.pk].startswith(f"该录取结果已由 {country.reviewer.name} 于 ")
    assert state(row) == (False, True, False)


@pytest.mark.parametrize("answer", ["", "declined"])
def test_only_what_was_accepted(country: Country, answer: str) -> None:
    row = accepted(country, "province")
    rows(row).update(answer=answer)
    outcome = confirm_results(rows(row), by=country.reviewer)
    sentence = "学员已放弃该录取，不需要确认。" if answer else "学员还没有接受该录取，接受后才能确认。"
    assert outcome.refused == {row.pk: sentence}
    assert state(row) == (False, False, False)


@pytest.mark.spec("PLT-20", "PLT-22")
def test_only_inside_the_window_or_with_more_time(country: Country) -> None:
    row = accepted(country, "city_then_province")
    window = Window.objects.get(kind=CONFIRMATION.key, batch=row.batch.number)
    move(country, row.batch, CONFIRMATION, window.starts_at, timezone.now() - timedelta(seconds=1))
    assert "录取结果确认”已于" in confirm_results(rows(row), by=city(country)).refused[row.pk]
    assert "录取结果确认”已于" in refuse_results(rows(row), comment="材料不实", by=city(country)).refused[row.pk]
    assert state(row) == (False, False, False)
    window.refresh_from_db()
    one = Unit.objects.filter(pk=country.city.pk)
    until = timezone.now() + timedelta(1)
    administrator = country.actor(country.province, Role.PROVINCE_ADMIN)
    assert extend(one, window=window, ends_at=until, reason="补办", by=administrator).done
    assert confirm_results(rows(row), by=city(country)).done == [row.pk]


@pytest.mark.spec("PLT-04")
def test_each_sees_what_lies_under_him(country: Country) -> None:
    row = accepted(country, "province")
    assert list(results_visible_to(country.reviewer)) == [row]
    at = f"/recruitment/results/{row.pk}/"
    assert f'href="{at}"' in client_of(country.reviewer).get("/recruitment/results/").content.decode()
    seen = {by: client_of(by).get(at).status_code for by in (country.reviewer, city(country), country.other_reviewer)}
    assert list(seen.values()) == [200, 200, 404]
    assert not results_visible_to(country.other_reviewer)
    assert not results_visible_to(country.base)
    assert confirm_results(rows(row), by=country.other_reviewer).done == []
    assert confirm_results(rows(row), by=applicant(90)[1]).done == []
    assert state(row) == (False, False, False)


@pytest.mark.spec("PLT-31", "PLT-34")
def test_page_confirms_in_bulk_and_says_why_not(country: Country) -> None:
    first, second = accepted(country, "province"), accepted(country, "city")
    browser = client_of(country.reviewer)
    sent = {"do": "recruitment.results_confirmed", "ids": [first.pk, second.pk]}
    answer = browser.post("/recruitment/results/", sent, follow=True)
    assert "不由本单位办理" in answer.content.decode()
    assert (state(first)[1], state(second)[1]) == (True, False)
