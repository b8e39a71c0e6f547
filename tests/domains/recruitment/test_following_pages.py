"""The base's pages of terms and applications, and the authority's: what was and what shall be, and nobody next door."""

import pytest
from django.utils.timezone import localdate

from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.walk import opened, resident, upload_for, walk
from xinglin.domains.institutions.actions import affiliate
from xinglin.domains.recruitment.models import InformationChange, StatusRequest
from xinglin.domains.training.models import Training
from xinglin.engines.access.roles import Role

pytestmark = pytest.mark.django_db
FACTS = {"resident_category": "COMPANY", "employer_name": "示范医院", "reason": "签订聘用合同", "do": "submit"}


@pytest.fixture
def training(country: Country) -> Training:
    return walk(country, opened(country), "approved")[0]


@pytest.mark.spec("REC-42", "PLT-31")
def test_facts_are_applied_for_on_a_page_and_decided_on_another(country: Country, training: Training) -> None:
    base, address = client_of(country.base), f"/following/changes/residents/{training.pk}/"
    affiliate([{"base": country.hospital.name, "site": "邻院"}], by=country.actor(country.nation, Role.NATION_ADMIN))
    page = base.get(address).content.decode()
    assert "面向社会招收住院医师" in page
    assert '<option value="邻院">邻院</option>' in page
    refused = base.post(address, {**FACTS, "resident_category": "SOCIAL"})
    assert (refused.status_code, "变更后的人员类型与现在相同" in refused.content.decode()) == (422, True)
    assert base.post(address, FACTS)["Location"] == "/following/changes/"
    change = InformationChange.objects.get()
    assert "该申请已提交，正在审核" in base.get(address).content.decode()
    for client in (base, client_of(country.reviewer)):
        shown = client.get(f"/following/changes/{change.pk}/").content.decode()
        assert "面向社会招收住院医师 → 本单位住院医师" in shown
        assert training.person.name in client.get("/following/changes/").content.decode()
    stranger = client_of(country.base_next_door)
    assert {stranger.get(url).status_code for url in (address, f"/following/changes/{change.pk}/")} == {404}
    assert training.person.name not in client_of(country.other_reviewer).get("/following/changes/").content.decode()


@pytest.mark.spec("REC-44")
def test_a_step_that_is_not_legal_is_saved_and_told_and_not_sent(country: Country, training: Training) -> None:
    base, address = client_of(country.base), f"/following/statuses/residents/{training.pk}/"
    day = localdate().isoformat()
    asked = {
        "status": "suspended",
        "reason": "failed",
        "starts_on": day,
        "ends_on": f"{YEAR + 1}-12-31",
        "do": "submit",
    }
    answer = base.post(address, asked, follow=True)
    assert "已保存，没有提交：从“在培”改为“暂停”的原因应为" in answer.content.decode()
    assert StatusRequest.objects.get().case is None
    proof = upload_for(country.base, "change-proof").pk
    assert base.post(address, {**asked, "reason": "sick", "proof": proof})["Location"] == "/following/statuses/"
    shown = client_of(country.reviewer).get(f"/following/statuses/{StatusRequest.objects.get().pk}/").content.decode()
    assert "在培 → 暂停" in shown


@pytest.mark.spec("REC-40")
def test_terms_are_filled_in_by_base_and_resident(country: Country) -> None:
    (training,) = walk(country, opened(country), "complete")
    base, himself = client_of(country.base), client_of(resident(training))
    assert (
        base.post(f"/following/terms/{training.pk}/", {"training_years": "3", "starts_on": "2023-07-01"}).status_code
        == 302
    )
    assert "2026-06-30" in base.get("/following/terms/").content.decode()
    assert "2026-06-30" in himself.get("/following/own/").content.decode()
    assert himself.post("/following/own/", {"training_years": "2", "starts_on": "2023-07-01"}).status_code == 422
    assert client_of(country.base_next_door).get(f"/following/terms/{training.pk}/").status_code == 404
