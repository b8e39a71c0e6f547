"""The pages of the five steps, the printed form, and the answers to results (REC-14 to REC-16)."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.engines.test_notices_pages import client_of
from tests.factories.applying import SUPPLEMENT, applied, complete, drafted, registered
from tests.factories.country import Country
from tests.factories.recruitment import batch, places
from xinglin.domains.recruitment.actions.admitting import admit, release
from xinglin.domains.recruitment.actions.screening import pass_preferences
from xinglin.domains.recruitment.models import Application, Batch, Offer, Preference
from xinglin.domains.recruitment.views.printing import application_pdf

pytestmark = pytest.mark.django_db
HOME = "/applicant/applications/"


def text(browser: Client, address: str) -> str:
    """What a page says, without its tags."""
    answer = browser.get(address, follow=True)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


@pytest.mark.spec("REC-14", "REC-15")
def test_five_steps_through_the_pages(country: Country) -> None:
    new = batch(country, preferences=2, instructions="请携带身份证原件。")
    inner, outer = places(country, new, {"0100": 4, ("0900", None): 2})
    (next_door,) = places(country, new, {"0100": 1}, base=country.next_door)
    applied(9, new, [inner])
    browser = client_of(complete(registered(3), 3))
    assert "请携带身份证原件。" in text(browser, f"{HOME}new/")
    answer = browser.post(f"{HOME}new/", {"batch": new.pk})
    draft = Application.objects.get(state="draft")
    at = f"{HOME}{draft.pk}/"
    assert answer.headers["Location"] == f"{at}category/"
    assert "“本单位住院医师”须有当前所在单位" in text(browser, f"{at}category/")
    assert browser.post(f"{at}category/", {"category": "SOCIAL"}).headers["Location"] == f"{at}confirm/"
    assert draft.person.name in text(browser, f"{at}confirm/")
    assert browser.post(f"{at}confirm/").headers["Location"] == f"{at}supplement/"
    assert browser.post(f"{at}supplement/", {}).status_code == 422
    sent = {key: {True: "1", False: "0"}.get(value, value) for key, value in SUPPLEMENT.items()}  # type: ignore[call-overload]  # -- values of many kinds
    assert browser.post(f"{at}supplement/", sent).headers["Location"] == f"{at}preferences/"
    page = text(browser, f"{at}preferences/?specialty=0100")
    assert "内科 · 招收计划数 4 · 已报名人数 1" in page
    assert "外科 · 招收" not in page

    def press(do: str, *keys: int, **more: str) -> list[int]:
        browser.post(f"{at}preferences/", {"do": do, "place": list(keys), **more})
        return list(Preference.objects.filter(application=draft).order_by("rank").values_list("place", flat=True))

    assert press(f"add:{inner.pk}") == [inner.pk]
    assert press(f"add:{outer.pk}", inner.pk) == [inner.pk]  # another specialty
    assert "只能填报一个专业" in text(browser, f"{at}preferences/")
    assert press(f"add:{next_door.pk}", inner.pk) == [inner.pk, next_door.pk]
    assert press(f"up:{next_door.pk}", inner.pk, next_door.pk) == [next_door.pk, inner.pk]
    assert press("keep", inner.pk, next_door.pk) == [inner.pk, next_door.pk]  # dragged
    assert press("keep", inner.pk) == [inner.pk, next_door.pk]  # an older page
    press("keep", inner.pk, next_door.pk, specialty="0900", accepts_reassignment="0")  # looks at another specialty
    draft.refresh_from_db()
    assert draft.accepts_reassignment is False
    assert press(f"remove:{inner.pk}", inner.pk, next_door.pk) == [next_door.pk]
    assert "请选择是否接受专业调剂。" in text(browser, at)
    answer = browser.post(f"{at}preferences/", {"do": "confirm", "place": next_door.pk, "accepts_reassignment": "1"})
    assert answer.headers["Location"] == at
    assert "未提交" in text(browser, HOME)
    browser.post(f"{at}submit/", {})
    draft.refresh_from_db()
    assert draft.state == "draft"  # nobody has said that he is sure
    for _ in range(2):
        browser.post(f"{at}submit/", {"sure": "on"})
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert draft.number in text(browser, at)
    for step in ("category", "confirm", "supplement", "preferences"):
        assert browser.get(f"{at}{step}/").status_code == 404
    assert browser.post(f"{at}discard/").status_code == 302
    assert Application.objects.filter(pk=draft.pk).exists()


@pytest.mark.spec("REC-14")
def test_who_is_not_complete_or_too_late_is_told_so(country: Country) -> None:
    new = batch(country)
    browser = client_of(registered(3))
    assert "基本信息还缺：" in text(browser, HOME)
    browser.post(f"{HOME}new/", {"batch": new.pk})
    browser.post(f"{HOME}new/", {"batch": "无"})
    assert not Application.objects.exists()
    ready = client_of(complete(registered(4), 4))
    with time_machine.travel(timezone.now() + timedelta(30)):
        ready = client_of(complete(registered(5), 5))
        ready.post(f"{HOME}new/", {"batch": new.pk})
        assert not Application.objects.exists()


@pytest.mark.spec("REC-15", "PLT-04")
def test_the_printed_form_is_the_frozen_one_with_its_barcode(country: Country) -> None:
    new = batch(country)
    actor, sent = applied(3, new, places(country, new, {"0100": 2}))
    answer = client_of(actor).get(f"{HOME}{sent.pk}/form/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert client_of(registered(4)).get(f"{HOME}{sent.pk}/form/").status_code == 404
    first = application_pdf(sent)
    type(sent.person).objects.filter(pk=sent.person_id).update(address="搬家之后")
    assert len(application_pdf(Application.objects.get(pk=sent.pk))) == len(first)
    other = complete(registered(5), 5)
    draft = drafted(other, new, list(sent.preferences.all()[0].batch.places.all()))
    assert client_of(other).get(f"{HOME}{draft.pk}/form/").status_code == 404


def offered(country: Country, new: Batch, sent: Application) -> Offer:
    """Pre-screened, admitted, released."""
    rows = Preference.objects.filter(application=sent)
    for step in (pass_preferences, admit):
        assert step(rows, by=country.base).done
    offers = Offer.objects.filter(application=sent)
    assert release(offers, by=country.base).done
    return offers.get()


@pytest.mark.spec("REC-16", "REC-17")
def test_accepting_through_the_pages(country: Country) -> None:
    new, other = batch(country), batch(country, name="第二批")
    actor, sent = applied(3, new, places(country, new, {"0100": 2}))
    too = drafted(actor, other, places(country, other, {"0900": 2}))
    client_of(actor).post(f"{HOME}{too.pk}/submit/", {"sure": "on"})
    offer, second = offered(country, new, sent), offered(country, other, Application.objects.get(pk=too.pk))
    browser = client_of(actor)
    assert "12 小时内可能更改" in text(browser, f"{HOME}{sent.pk}/")
    assert "等待您的答复" not in text(browser, HOME)
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        browser = client_of(actor)
        assert text(browser, HOME).count("等待您的答复") == 2
        assert "第 1 志愿录取结果" in text(browser, f"{HOME}{sent.pk}/")
        address = f"{HOME}offers/{offer.pk}/accept/"
        assert "即同时放弃“第二批：示范医院 外科”" in text(browser, address)
        browser.post(address, {"declining": second.pk})
        browser.post(address, {"sure": "on"})
        assert set(Offer.objects.values_list("answer", flat=True)) == {""}
        browser.post(address, {"sure": "on", "declining": second.pk})
        assert "接受" in text(browser, f"{HOME}{sent.pk}/")
        offer.refresh_from_db()
        second.refresh_from_db()
        assert (offer.answer, second.answer) == ("accepted", "declined")
        stranger: Any = client_of(registered(7))
        for verb in ("accept", "decline"):
            assert stranger.get(f"{HOME}offers/{offer.pk}/{verb}/").status_code == 404
