"""The base's pages of recruitment: lists, an applicant's whole form, reassignment (REC-20 to REC-23)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.domains.recruitment.desk import Desk, accepted, admitted, applicant, confirmed, passed, preferences
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.walk import upload_for
from xinglin.domains.people.files import may_see
from xinglin.domains.recruitment import windows
from xinglin.domains.recruitment.enums import ReportIn, Screening
from xinglin.domains.recruitment.models import Application, ApplicationFile, Offer, Preference
from xinglin.domains.training.models import Training
from xinglin.engines.files.models import Upload

pytestmark = pytest.mark.django_db
FORM = {
    "sections": [
        {
            "key": "basic",
            "title": "基本信息",
            "fields": [
                {"key": "basic.name", "title": "姓名", "value": "甲", "shown": "甲"},
                {
                    "key": "basic.mobile",
                    "title": "手机",
                    "value": "19900000000",
                    "shown": "199****0000",
                    "sensitive": True,
                },
            ],
        }
    ]
}


@pytest.fixture
def desk(country: Country) -> Desk:
    return Desk(country)


@pytest.fixture
def clerk(country: Country) -> Client:
    return client_of(country.base)


def body(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.spec("REC-20")
def test_one_reads_the_form_decides_and_comes_to_the_next(desk: Desk, clerk: Client) -> None:
    applications = desk.applied(3, desk.place(approved=3))
    Application.objects.update(form=json.dumps(FORM))
    first, second, third = preferences(applications).order_by("pk")
    at = reverse("admission:applicant", args=[second.pk])
    page = body(clerk.get(at))
    assert "199****0000" in page
    assert "19900000000" not in page
    assert "第 2 / 3 人" in page
    for key, shown in (("k", first), ("j", third)):
        assert f'href="{reverse("admission:applicant", args=[shown.pk])}" data-key="{key}"' in page
    refused = body(clerk.post(at, {"do": "fail", "comment": ""}), 422)
    assert "请填写不录取原因" in refused
    answer = clerk.post(at, {"do": "pass"})
    assert answer["Location"] == reverse("admission:applicant", args=[third.pk])
    answer = clerk.post(reverse("admission:applicant", args=[third.pk]), {"do": "fail", "comment": "专业不符"})
    assert answer["Location"] == reverse("admission:applicant", args=[first.pk])  # past the end it goes round
    answer = clerk.post(at, {"do": "take_back"})
    assert answer["Location"] == at
    states = Preference.objects.order_by("pk").values_list("screening", "screening_reason")
    assert list(states) == [(Screening.WAITING, ""), (Screening.WAITING, ""), (Screening.FAILED, "专业不符")]
    assert clerk.post(at, {"do": "nothing"}).status_code == 400


@pytest.mark.spec("REC-20", "PLT-04")
def test_a_foreign_applicant_is_absent(desk: Desk) -> None:
    [one] = desk.applied(1, desk.place())
    offer = admitted(desk, [one]).get()
    neighbour = client_of(desk.country.base_next_door)
    for name, pk in (
        ("applicant", preferences([one]).get().pk),
        ("offer", offer.pk),
        ("reassign", preferences([one]).get().pk),
    ):
        assert neighbour.get(reverse(f"admission:{name}", args=[pk])).status_code == 404
        assert neighbour.post(reverse(f"admission:{name}", args=[pk]), {"do": "pass"}).status_code in (404, 405)


@pytest.mark.spec("REC-20", "PLT-50")
@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("intake_year=2026", True),
        ("batch={batch}", True),
        ("number={number}", True),
        ("name={name}", True),
        ("document_number={tail}", True),
        ("category=SOCIAL", True),
        ("category=GRADUATE", False),
        ("specialty={specialty}", True),
        ("sender=示范县", True),
        ("sender=别处", False),
        ("rank=1", True),
        ("rank=2", False),
        ("screening=passed", True),
        ("screening=waiting", False),
    ],
)
def test_applicants_are_found_by_all_that_the_office_looks_for(
    desk: Desk, clerk: Client, query: str, is_found: bool
) -> None:
    [one] = desk.applied(1, desk.place(), sender_name="示范县医院")
    chosen = passed(desk, [one]).get()
    asked = query.format(
        batch=desk.batch.pk,
        number=one.number,
        name=one.person.name,
        tail=one.person.document_number[-4:],
        specialty=chosen.place.specialty_id,
    )
    for name in ("screening", "admission"):
        if name == "admission" and "screening" in query:
            continue
        page = body(clerk.get(f"{reverse(f'admission:{name}')}?{asked}"))
        assert (str(one.number) in page) is is_found


@pytest.mark.spec("REC-21")
def test_admission_release_and_change_from_the_one_list(desk: Desk, clerk: Client) -> None:
    first, second = desk.applied(2, desk.place(approved=1))
    rows = passed(desk, [first, second])
    at, mine = reverse("admission:admission"), rows.get(application=first)
    assert "1 / 1" in body(clerk.get(at))
    assert clerk.post(at, {"do": "recruitment.admitted", "ids": [mine.pk]}).status_code == 302
    page = body(clerk.get(at))
    assert "0 / 1" in page
    assert "1 个招收计划已全部录取，没有剩余名额" in page  # the other one's button says so
    answer = clerk.post(at, {"do": "recruitment.released", "ids": [row.pk for row in rows]}, follow=True)
    assert "已办理 1 条" in body(answer)
    assert "该学员还没有被本基地录取" in body(answer)
    offer = Offer.objects.get()
    assert offer.released_at
    assert str(first.number) in body(clerk.get(f"{at}?sent=1"))
    assert str(first.number) not in body(clerk.get(f"{at}?sent=0"))
    assert "data-deadline" in body(clerk.get(at))
    clerk.post(at, {"do": "recruitment.admission_cancelled", "ids": [mine.pk]})
    assert Offer.objects.get().cancelled_at
    assert "已取消" in body(clerk.get(reverse("admission:offers")))


@pytest.mark.spec("REC-22")
def test_reassignment_offers_the_places_left_to_a_base_its_own_to_the_organiser_all(desk: Desk, clerk: Client) -> None:
    country = desk.country
    left, theirs = desk.place("0700", approved=2), desk.place("1900", at=country.next_door)
    rows = passed(desk, desk.applied(2, desk.place(approved=1)))
    admitted_one, other = rows.order_by("pk")
    clerk.post(reverse("admission:admission"), {"do": "recruitment.admitted", "ids": [admitted_one.pk]})
    page = body(clerk.get(reverse("admission:reassignment")))
    assert other.application.person.name in page
    assert reverse("admission:reassign", args=[admitted_one.pk]) not in page
    at = reverse("admission:reassign", args=[other.pk])
    page = body(clerk.get(at))
    assert "全科：剩余 2 个，共 2 个" in page
    assert "麻醉科" not in page
    assert "内科：剩余" not in page
    assert clerk.post(at, {"place": theirs.pk}).status_code == 422
    assert "请选择要调配到的专业。" in body(clerk.post(at, {"place": ""}), 422)
    organiser = client_of(country.reviewer)
    assert f'<option value="{theirs.pk}">邻院 麻醉科：剩余 1 个' in body(organiser.get(at))
    elsewhere = Desk(country, 2)
    accepted(elsewhere, [elsewhere.apply(other.application.person, elsewhere.place())])
    assert clerk.get(at).status_code == 404  # who accepted another recruitment cannot be admitted any more
    Offer.objects.filter(batch=elsewhere.batch).update(answer="declined")
    assert clerk.post(at, {"place": left.pk}).status_code == 302
    assert Offer.objects.get(application=other.application).place == left
    assert clerk.get(at).status_code == 404
    Offer.objects.filter(application=other.application).update(answer="declined", released_at=timezone.now())
    page = body(clerk.get(reverse("admission:reassignment")))
    assert '<span class="tag red">放弃</span>' in page
    for kind in windows.SECOND_ROUND:
        desk.move(kind, timezone.now() - timedelta(2), timezone.now())
    page = body(clerk.get(reverse("admission:reassignment")))
    assert "“学员录取”已于" in page


@pytest.mark.spec("REC-23")
def test_report_in_from_its_list(desk: Desk, clerk: Client) -> None:
    offers = confirmed(desk, desk.applied(2, desk.place(approved=2)))
    first, second = offers.order_by("pk")
    at = reverse("admission:report_in")
    asked = {"do": "recruitment.reported_in", "ids": [first.pk]}
    assert 'name="starts_on"' in body(clerk.post(at, asked), 200)
    assert clerk.post(at, {**asked, "answered": "1", "starts_on": "2026-09-01"}).status_code == 302
    clerk.post(at, {"do": "recruitment.absence_noted", "ids": [second.pk], "opinion:recruitment.absence_noted": "出国"})
    states = Offer.objects.order_by("pk").values_list("report_state", "report_reason")
    assert list(states) == [(ReportIn.PRESENT, ""), (ReportIn.ABSENT, "出国")]
    assert Training.objects.get().starts_on.isoformat() == "2026-09-01"
    page = body(clerk.get(at))
    assert "出国" in page
    assert "已建立" in page


@pytest.mark.spec("REC-21", "PLT-04")
def test_an_unreleased_result_is_nowhere_for_the_applicant(desk: Desk) -> None:

    [one] = desk.applied(1, desk.place())
    admitted(desk, [one])
    client = client_of(applicant(one))
    for name in ("screening", "admission", "offers", "reassignment", "report_in"):
        assert client.get(reverse(f"admission:{name}")).status_code == 403


@pytest.mark.spec("REC-20", "PLT-90")
def test_scans_of_the_form_are_seen_by_the_bases_concerned_alone(desk: Desk) -> None:
    [one] = desk.applied(1, desk.place())
    scan = upload_for(applicant(one), "certificate-scan")
    ApplicationFile.objects.create(application=one, upload=scan)
    rows = Upload.objects.filter(pk=scan.pk)
    assert may_see(desk.country.base, rows).exists()
    for by in (desk.country.base_next_door, desk.country.base_far, desk.country.other_reviewer):
        assert not may_see(by, rows).exists()
