"""The page 培训状态: its form, its history, taking back, and who may not (REP-08, REP-33)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.domains.moments import fresh, rows_of
from tests.domains.training.test_status import in_status, step
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from xinglin.domains.training.actions import change_status
from xinglin.domains.training.forms import OneStatusForm, StatusForm
from xinglin.domains.training.models import StatusChange, Training
from xinglin.domains.training.queries.status import bases_to_go_to
from xinglin.engines.access.roles import Role


def page_of(training: Training) -> str:
    return reverse("status:show", args=[training.pk])


@pytest.mark.spec("REP-33", "REP-08")
def test_a_base_changes_the_status_on_its_page_and_takes_it_back(country: Country) -> None:
    (training,) = in_status(country, "training")
    client, today = client_of(country.base), localdate()
    typed = {
        "status": "suspended",
        "reason": "maternity",
        "starts_on": str(today),
        "ends_on": str(today + timedelta(days=98)),
        "note": "产假 98 天",
    }
    assert client.post(page_of(training), typed).status_code == 302
    assert fresh(training).status == "suspended"
    text = client.get(page_of(training)).content.decode()
    for shown in ("暂停", "产假", "产假 98 天", "未审核通过", country.base.name, "撤销变更"):
        assert shown in text, shown
    assert client.post(reverse("status:take_back", args=[training.pk])).status_code == 302
    assert fresh(training).status == "training"
    assert "已撤销最近一次培训状态变更" in client.get(page_of(training)).content.decode()


@pytest.mark.spec("REP-33", "PLT-131")
def test_what_is_wrong_is_said_and_what_was_typed_stays(country: Country) -> None:
    (training,) = in_status(country, "training")
    client = client_of(country.base)
    typed = {"status": "suspended", "reason": "sick", "starts_on": str(localdate()), "note": "住院治疗"}
    answer = client.post(page_of(training), typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "预计结束日期" in text
    assert "住院治疗" in text
    crossed = {**typed, "reason": "resigned", "ends_on": str(localdate() + timedelta(days=5))}
    answer = client.post(page_of(training), crossed)
    assert (answer.status_code, "从“在培”改为“暂停”的原因应为：" in answer.content.decode()) == (422, True)
    assert not StatusChange.objects.exists()


@pytest.mark.spec("REP-33", "PLT-04")
def test_others_read_it_or_do_not_know_it(country: Country) -> None:
    (training,) = in_status(country, "training")
    change_status(rows_of(training), by=country.base, **step("ended"))
    head = country.actor(country.hospital, Role.TEACHING_SECRETARY)
    for by in (country.reviewer, country.actor(country.nation, Role.NATION_ADMIN)):
        text = client_of(by).get(page_of(training)).content.decode()
        assert ("培训期满尚未结业" in text, "撤销变更" in text, 'name="status"' in text) == (True, False, False)
        assert client_of(by).post(reverse("status:take_back", args=[training.pk])).status_code == 403
    for stranger in (country.base_next_door, country.base_far, country.other_reviewer):
        assert client_of(stranger).get(page_of(training)).status_code == 404
        assert client_of(stranger).post(page_of(training), {"status": "training"}).status_code == 404
    assert client_of(country.base_far).post(reverse("status:take_back", args=[training.pk])).status_code == 404
    assert client_of(head).post(reverse("status:take_back", args=[training.pk])).status_code == 403
    assert fresh(training).status == "ended"


@pytest.mark.spec("REP-33")
def test_the_form_offers_what_may_follow(country: Country) -> None:
    (training,) = in_status(country, "suspended")
    form = OneStatusForm(training=training, bases=bases_to_go_to(training))
    assert [code for code, _ in form.fields["status"].widget.choices] == ["", "training", "withdrawn"]
    assert country.hospital not in form.fields["target"].queryset
    assert country.far in form.fields["target"].queryset
    whole = StatusForm()
    statuses = [code for code, _ in whole.fields["status"].widget.choices]
    assert statuses == ["", "extended", "suspended", "ended", "training", "withdrawn"]
    assert "completed" not in str(whole)


@pytest.mark.spec("REP-33", "PLT-130")
def test_an_end_of_status_is_told_where_nothing_may_follow(country: Country) -> None:
    (training,) = in_status(country, "withdrawn")
    text = client_of(country.base).get(page_of(training)).content.decode()
    assert "培训状态为“退培”，不能再变更" in text
    assert 'name="status"' not in text


@pytest.mark.spec("REP-33", "PLT-130")
def test_a_last_day_is_asked_for_only_where_there_is_one(country: Country) -> None:
    (training,) = in_status(country, "training")
    client = client_of(country.base)
    assert 'id="field_ends_on" data-when="status=extended|suspended"' in client.get(page_of(training)).content.decode()
    edit = client.get(reverse("training:edit", args=[training.pk])).content.decode()
    assert 'data-when="resident_category=COMPANY|ENTRUST"' in edit
