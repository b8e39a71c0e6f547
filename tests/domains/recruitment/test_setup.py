"""Batches with their seven windows: order, what is settled when, copies, examination (REC-01, REC-24)."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.factories.recruitment import (
    PARTS,
    administrator,
    applicant,
    at_stage,
    batch,
    offer,
    parts,
    places,
    submitted,
)
from xinglin.domains.recruitment.actions.batches import remove_batches, save_batches, save_dates, save_score_parts
from xinglin.domains.recruitment.models import Batch, Score
from xinglin.domains.recruitment.queries.batches import batches_visible_to, windows_of
from xinglin.domains.recruitment.queries.timing import opening_of
from xinglin.domains.recruitment.windows import ADMISSION, PLANNING, REGISTRATION, SCREENING, STAGES
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.windows.actions import extend
from xinglin.engines.windows.models import Window

pytestmark = pytest.mark.django_db


@pytest.mark.spec("REC-01")
def test_batch_has_seven_windows_of_its_own(country: Country) -> None:
    first, second = batch(country), batch(country, name="第二批")
    assert (first.number, second.number) == (1, 2)
    at_stage(country, first, ADMISSION)
    assert [opening_of(first, kind).state for kind in STAGES] == ["past"] * 3 + ["open"] + ["future"] * 3
    assert {opening_of(second, kind).state for kind in STAGES} == {"open"}


def refused(country: Country, **row: Any) -> str:
    """The sentence; nothing changed."""
    before = [list(model.objects.order_by("pk").values()) for model in (Batch, Window)]
    outcome = save_batches([row], by=administrator(country))
    assert [list(model.objects.order_by("pk").values()) for model in (Batch, Window)] == before
    return outcome.refused[0]


@pytest.mark.spec("REC-01", "PLT-20")
def test_stages_follow_each_other(country: Country) -> None:
    made, now = batch(country), timezone.now().replace(second=0, microsecond=0)
    early = refused(country, pk=made.pk, windows={SCREENING.key: (now - timedelta(30), now + timedelta(10))})
    assert early.startswith("“学员志愿预审核”不能早于“学员报名”开始（")
    short = refused(country, pk=made.pk, windows={SCREENING.key: (now, now + timedelta(1))})
    assert short.startswith("“学员志愿预审核”不能早于“学员报名”结束（")
    none = refused(country, pk=made.pk, windows={SCREENING.key: (now, now)})
    assert none.startswith("“学员志愿预审核”的结束时间 ")
    begun = refused(country, pk=made.pk, windows={REGISTRATION.key: None})
    assert begun.startswith("“学员报名”：该时间安排已于 ")


@pytest.mark.spec("REC-01")
def test_stage_that_has_not_begun_can_be_taken_away(country: Country) -> None:
    later = (timezone.now() + timedelta(20), timezone.now() + timedelta(30))
    made = batch(country, windows={kind.key: later for kind in STAGES})
    outcome = save_batches([{"pk": made.pk, "windows": {ADMISSION.key: None}}], by=administrator(country))
    assert outcome.done == [0]
    assert opening_of(made, ADMISSION).state == "none"
    assert opening_of(made, SCREENING).state == "future"


@pytest.mark.spec("REC-01")
def test_settings_on_which_somebody_relies_stay(country: Country) -> None:
    made = batch(country, confirming="province")
    (place,) = places(country, made, {"0100": 2})
    assert refused(country, pk=made.pk, is_trial=True) == "已有基地申报招生计划，“是否测试批次”不能再修改。"
    row = offer(submitted(made, [place]))
    assert refused(country, pk=made.pk, preferences=2) == "已有学员报名，“志愿数”不能再修改。"
    assert refused(country, pk=made.pk, release_hours=1) == "已发送录取结果，“录取结果可更改的小时数”不能再修改。"
    gone = refused(country, pk=made.pk, categories=["COMPANY"])
    assert gone == "已有“面向社会招收住院医师”的学员报名，不能从适用人员类型中去掉。"
    type(row)._base_manager.update(confirmed_at=timezone.now())
    assert refused(country, pk=made.pk, confirming="city") == "已有录取结果被确认，“录取结果由谁确认”不能再修改。"
    assert save_batches([{"pk": made.pk, "instructions": "另行通知"}], by=administrator(country)).done == [0]


@pytest.mark.spec("REC-01")
def test_names_and_organisers_of_a_year(country: Country) -> None:
    made = batch(country)
    again = refused(country, intake_year=YEAR, name=made.name, categories=["SOCIAL"])
    assert again == f"{YEAR} 年已有名为“{made.name}”的招收批次，请换一个名称。"
    elsewhere = refused(country, pk=made.pk, owner_id=country.other_province.pk)
    assert elsewhere == "组织单位应为本省或本省的地市，请重新选择。"
    assert batch(country, owner_id=country.city.pk, name="市批次").owner == country.city


@pytest.mark.spec("REC-01", "REC-16", "PLT-04")
def test_a_city_changes_the_dates_of_the_batches_it_runs_and_of_no_others(country: Country) -> None:
    own, other = batch(country, name="市批次", owner_id=country.city.pk), batch(country, name="省批次")
    city = country.actor(country.city, Role.CITY_ADMIN)
    both = Batch.objects.filter(pk__in=[own.pk, other.pk])
    spans = windows_of(both)
    last = spans[own.pk]["recruitment-report-in"].ends_at + timedelta(days=3)
    later = {"recruitment-report-in": (spans[own.pk]["recruitment-report-in"].starts_at, last)}
    asked = {own.pk: later, other.pk: later}
    for by in (country.base, country.actor(country.city, Role.CITY_REVIEWER), country.reviewer):
        assert save_dates(both, asked, by=by).done == []
    assert save_dates(both, asked, by=city).done == [own.pk]
    after = {pk: found["recruitment-report-in"].ends_at for pk, found in windows_of(both).items()}
    assert after == {own.pk: last, other.pk: spans[other.pk]["recruitment-report-in"].ends_at}
    early = {own.pk: {"recruitment-report-in": (last - timedelta(days=90), last)}}
    assert "请修改" in save_dates(both.filter(pk=own.pk), early, by=city).refused[own.pk]
    client = client_of(city)
    page = reverse("recruitment:batch_dates", args=[own.pk])
    sent = {field.html_name: field.value() or "" for field in client.get(page).context["form"]}
    sent |= {"recruitment-report-in_ends_on": "2099-12-31", "name": "改名"}
    assert client.post(page, sent).status_code == 302
    assert windows_of([own])[own.pk]["recruitment-report-in"].ends_at.year == 2099
    assert Batch.objects.get(pk=own.pk).name == "市批次"  # nothing but the dates
    assert client.get(reverse("recruitment:batch_dates", args=[other.pk])).status_code == 404
    assert client.get(reverse("recruitment:batch_edit", args=[own.pk])).status_code == 403


@pytest.mark.spec("REC-01", "PLT-04")
def test_only_the_province_keeps_its_batches(country: Country) -> None:
    made = batch(country)
    stranger = administrator(country, country.other_province)
    assert save_batches([{"pk": made.pk, "name": "改名"}], by=stranger).refused == {
        0: "没有找到该招收批次，可能已被删除，请刷新后重试。"
    }
    with pytest.raises(Refused, match="当前身份不能维护招收批次"):
        save_batches([{"pk": made.pk, "name": "改名"}], by=country.base)
    _, own = applicant()
    assert list(batches_visible_to(country.base)) == [made] == list(batches_visible_to(own))
    assert not batches_visible_to(country.base_far)


@pytest.mark.spec("REC-01")
def test_copy_brings_the_examination_along(country: Country) -> None:
    made = batch(country)
    parts(country, made)
    row = {"intake_year": YEAR + 1, "name": made.name, "categories": made.categories, "copy_of": made.pk}
    outcome = save_batches([row], by=administrator(country))
    copied = Batch.objects.get(pk=outcome.records[0])
    assert (copied.number, [part.title for part in copied.score_parts.all()]) == (1, ["理论", "面试", "体检"])
    foreign = save_batches([{**row, "intake_year": YEAR}], by=administrator(country, country.other_province))
    assert not Batch.objects.get(pk=foreign.records[0]).score_parts.exists()


@pytest.mark.spec("REC-24")
def test_parts_with_results_keep_their_range(country: Country) -> None:
    made, by = batch(country), administrator(country)
    theory, *_ = parts(country, made)
    (place,) = places(country, made, {"0100": 1})
    Score.objects.create(application=submitted(made, [place]), part=theory, province=made.province, points=71)
    rows = Batch.objects.filter(pk=made.pk)
    for lost in ([{**PARTS[1], "weight": 100}], [{**PARTS[0], "weight": 100, "most": 150}]):
        outcome = save_score_parts(rows, lost, by=by)
        assert outcome.refused == {made.pk: "“理论”已录入成绩，不能删除或更改计分方式和分值范围。"}
    light = [{**PARTS[0], "weight": 50}, {**PARTS[1], "weight": 40}]
    with pytest.raises(Refused, match="各计分项目的权重合计为 90%，应为 100%"):
        save_score_parts(rows, light, by=by)
    other = [{**PARTS[0], "weight": 100}]
    assert save_score_parts(rows, other, by=by).done == [made.pk]
    assert [(part.pk, part.weight) for part in made.score_parts.all()] == [(theory.pk, 100)]


@pytest.mark.spec("REC-01")
def test_batch_in_which_something_was_done_stays(country: Country) -> None:
    empty, full = batch(country, name="空"), batch(country)
    places(country, full, {"0100": 1})
    outcome = remove_batches(Batch.objects.all(), by=administrator(country))
    assert outcome.done == [empty.pk]
    assert outcome.refused == {full.pk: "已有基地在该批次申报招生计划，不能删除；如不再招收，请修改各环节时间。"}
    assert set(Window.objects.filter(kind=PLANNING.key).values_list("batch", flat=True)) == {full.number}


@pytest.mark.spec("REC-01", "PLT-22")
def test_page_saves_settings_and_windows_together(country: Country) -> None:
    browser = client_of(administrator(country))
    made = batch(country)
    page = browser.get(f"/recruitment/batches/{made.pk}/edit/")
    form = page.context["form"]
    sent = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    sent = {name: value if isinstance(value, list) else str(value) for name, value in sent.items()}
    sent |= {"several_specialties": "1", "is_trial": "0", "name": "夏季批次"}
    sent |= {f"{STAGES[-1].key}_ends_on": "2099-12-31", f"{STAGES[-1].key}_ends_time": ""}
    answer = browser.post(f"/recruitment/batches/{made.pk}/edit/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    made.refresh_from_db()
    assert (made.name, made.several_specialties) == ("夏季批次", True)
    assert opening_of(made, STAGES[-1]).ends_shown == "2099-12-31 24:00"
    wrong = browser.post(f"/recruitment/batches/{made.pk}/edit/", sent | {f"{ADMISSION.key}_starts_on": ""})
    assert wrong.status_code == 422
    assert "“学员录取”的开始和结束日期请一并填写，或都留空。" in wrong.content.decode()


@pytest.mark.spec("REC-02", "PLT-22")
def test_base_with_more_time_reads_so(country: Country) -> None:
    made = batch(country)
    window = Window.objects.get(kind=PLANNING.key, batch=made.number)
    until = timezone.now() + timedelta(40)
    one = Unit.objects.filter(pk=country.hospital.pk)
    assert extend(one, window=window, ends_at=until, reason="补报", by=administrator(country)).done
    for actor, is_extended in ((country.base, True), (country.base_next_door, False)):
        for address in ("/recruitment/times/", f"/recruitment/batches/{made.pk}/"):
            answer = client_of(actor).get(address)
            assert ("已延长" in answer.content.decode() or "已为本单位延长" in answer.content.decode()) is is_extended
    assert "补报" in client_of(administrator(country)).get(f"/recruitment/batches/{made.pk}/").content.decode()


@pytest.mark.spec("PLT-70")
def test_open_windows_on_the_home_page_say_which_batch(country: Country) -> None:
    batch(country, name="秋季招收")
    page = client_of(country.base).get("/").content.decode()
    assert "学员报名 · 秋季招收" in page
    assert "秋季招收" not in client_of(country.base_far).get("/").content.decode()


@pytest.mark.spec("REC-01")
def test_copy_of_last_year_moves_on_by_a_year(country: Country) -> None:
    made = batch(country, name=f"{YEAR}年夏季招收", preferences=4)
    form = client_of(administrator(country)).get(f"/recruitment/batches/{made.pk}/copy/").context["form"]
    window = Window.objects.get(kind=REGISTRATION.key, batch=made.number)
    assert [form[key].value() for key in ("intake_year", "name", "preferences")] == [
        str(YEAR + 1),
        f"{YEAR + 1}年夏季招收",
        "4",
    ]
    before, after = localtime(window.starts_at), form[f"{REGISTRATION.key}_starts_on"].value()
    assert (after.year, after.month) == (before.year + 1, before.month)
