"""«数据体检» of a base's records: run, mended, confirmed, seen by the reviewer; nothing is found where all is right."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.walk import TRAINING, opened, resident, walk
from xinglin.demo.answers import cleaned, educations, training_information
from xinglin.demo.cohorts import cohorts
from xinglin.domains.people.public import BASIC, LICENCE, Person, save_basic, save_educations, save_licence
from xinglin.domains.training.actions import open_accounts, save_trainings
from xinglin.domains.training.actions.checking import confirm_findings, examine_trainings, revoke_confirmations
from xinglin.domains.training.fields import TRAINING as FIELDS
from xinglin.domains.training.models import CheckupFinding, Training
from xinglin.domains.training.queries.examining import examine
from xinglin.engines.access.actor import system_actor
from xinglin.engines.review.actions import submit

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REP-50")]
FOUND = CheckupFinding._base_manager


def rows(*trainings: Training) -> object:
    return Training.objects.filter(pk__in=[t.pk for t in trainings])


def kinds(training: Training) -> set[str]:
    return set(FOUND.filter(training=training.pk).values_list("kind", flat=True))


@pytest.fixture
def rural(country: Country) -> Training:
    """A complete record of a rural-order graduate in internal medicine."""
    training = walk(country, opened(country), "complete")[0]
    save_trainings(rows(training), {training.pk: {**TRAINING, "is_rural_order": True}}, by=country.base)
    examine_trainings(rows(training), by=country.base)
    return training


def test_what_is_mended_is_found_no_more(country: Country, rural: Training) -> None:
    assert "rural_order" in kinds(rural)
    save_trainings(rows(rural), {rural.pk: {**TRAINING, "specialty": "0700", "is_rural_order": True}}, by=country.base)
    page = client_of(country.base).get(reverse("checkup:home"))
    assert page.context["freshness"].waiting == 1
    assert client_of(country.base).post(reverse("checkup:home")).status_code == 302
    assert "rural_order" not in kinds(rural)


def test_a_confirmed_finding_stays_so_until_its_value_changes(country: Country, rural: Training) -> None:
    finding = FOUND.filter(training=rural.pk, kind="rural_order")
    assert confirm_findings(finding, comment=" ", by=country.base).refused
    assert confirm_findings(finding, comment="省厅批准转为内科，文件已存", by=country.base).done
    examine_trainings(rows(rural), by=country.base)
    assert finding.get().reason == "省厅批准转为内科，文件已存"
    submit(rows(rural), by=country.base)
    page = client_of(country.reviewer).get(reverse("training:review", args=[rural.pk])).content.decode()
    assert "省厅批准转为内科，文件已存" in page
    values = {**TRAINING, "specialty": "0900", "is_rural_order": True}
    save_trainings(rows(rural), {rural.pk: values}, by=country.base)
    examine_trainings(rows(rural), by=country.base)
    assert finding.get().confirmed_at is None


def test_a_confirmation_is_taken_back(country: Country, rural: Training) -> None:
    finding = FOUND.filter(training=rural.pk, kind="rural_order")
    assert list(revoke_confirmations(finding, by=country.base).refused)
    confirm_findings(finding, comment="已核实", by=country.base)
    assert revoke_confirmations(finding, by=country.base).done
    assert (finding.get().reason, finding.get().confirmed_at) == ("", None)


def test_the_pages_lead_to_where_it_is_mended(country: Country, rural: Training) -> None:
    base = client_of(country.base)
    page = base.get(reverse("checkup:home")).content.decode()
    assert "农村订单定向生专业" in page
    assert f"{reverse('checkup:findings')}?kind=rural_order" in page
    listed = base.get(reverse("checkup:findings"), {"kind": "rural_order"}).content.decode()
    assert f"{reverse('training:edit', args=[rural.pk])}#id_specialty" in listed
    assert "扣 10 分" in listed
    assert "数据体检：上报前须处理的问题" in base.get("/", follow=True).content.decode()


def test_others_find_and_confirm_nothing(country: Country, rural: Training) -> None:
    for by in (country.base_next_door, country.reviewer, resident(rural)):
        assert examine_trainings(rows(rural), by=by).done == []
        assert confirm_findings(FOUND.all(), comment="已核实", by=by).done == []
    listed = client_of(country.base_next_door).get(reverse("checkup:findings"))
    assert listed.context["table"].total == 0


def test_two_with_one_mobile_are_found_across_bases(country: Country) -> None:
    here, there = opened(country)[0], opened(country, by=country.base_far, start=1)[0]
    number = Person.objects.get(pk=here.person_id).mobile
    mine = Person.objects.filter(pk=there.person_id)
    save_basic(mine, {there.person_id: {"mobile": number}}, by=resident(there))
    examine_trainings(rows(here), by=country.base)
    finding = FOUND.get(training=here.pk, kind="mobile_shared")
    assert "其他基地或往年另有人" in finding.why
    assert number not in finding.found


def test_it_costs_as_many_statements_for_many_as_for_few(country: Country) -> None:
    trainings = opened(country, 30)
    counts = []
    for part in (trainings[:1], trainings):
        with CaptureQueriesContext(connection) as statements:
            examine_trainings(rows(*part), by=country.base)
        counts.append(len(statements))
    assert counts[0] == counts[1]


DEMONSTRATION = {"rural_order"}  # its rural-order graduates are spread over all specialties, which is rightly found


def test_nothing_is_found_in_the_demonstrations_records(country: Country) -> None:
    """No false alarm in 120 people with everything filled in, as the demonstration fills it in."""
    cohort = cohorts(2026)[0]
    residents = cohort.residents[:120]
    people = [each.person for each in residents]
    keys = ("name", "document_type", "document_number", "mobile")
    outcome = open_accounts([{key: p[key] for key in keys} | {"intake_year": 2026} for p in people], by=country.base)
    assert len(outcome.done) == 120
    trainings = list(Training.objects.order_by("pk").select_related("person"))
    system, owners = system_actor(), [t.person_id for t in trainings]
    everyone = Person.objects.filter(pk__in=owners)
    for save, answers in (
        (save_basic, cleaned(BASIC, people)),
        (save_educations, educations(people)),
        (save_licence, cleaned(LICENCE, [p["certificates"] for p in people])),
    ):
        save(everyone, dict(zip(owners, answers, strict=True)), by=system)
    planned = [training_information(each, cohort.hospital, 2026) | {"specialty": "0100"} for each in residents]
    values = dict(zip([t.pk for t in trainings], cleaned(FIELDS, planned), strict=True))
    assert len(save_trainings(Training.objects.all(), values, by=country.base).done) == 120
    again = list(Training.objects.select_related("person", "specialty"))
    found = [each for findings in examine(again, localdate()).values() for each in findings]
    assert [each for each in found if each.kind not in DEMONSTRATION] == []
    assert {each.kind for each in found} == DEMONSTRATION
