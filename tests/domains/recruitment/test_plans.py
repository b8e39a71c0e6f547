"""招生计划: what a base may apply for, its way through the province, numbers in force, its sheet (REC-02, R-REC-10)."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.factories.recruitment import batch, batches, move, offer, places, submitted
from tests.walk import opened, walk
from xinglin.domains.institutions.actions import affiliate, close_hospitals, save_programmes, suspend_programmes
from xinglin.domains.institutions.models import Hospital, SpecialtyBase
from xinglin.domains.recruitment.actions.plans import grant_places, import_places, save_places
from xinglin.domains.recruitment.models import Batch, Place, Plan
from xinglin.domains.recruitment.queries.plans import batches_open_to, capacities, places_visible_to, plan_forms
from xinglin.domains.recruitment.windows import PLANNING
from xinglin.domains.training.models import Training
from xinglin.engines.access.actions import NewUnit, found_units
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.notices.models import Notice
from xinglin.engines.review.actions import approve, return_for_changes, submit, withdraw
from xinglin.engines.sheets.sheet import SHEETS
from xinglin.engines.windows.models import Window

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REC-02")]


def row(made: Batch, asked: int, specialty: str = "0100", site: int | None = None) -> dict[str, Any]:
    """A line as the base gives it."""
    return {"batch": made.pk, "specialty": specialty, "site": site, "asked": asked}


def refused(country: Country, **line: Any) -> str:
    """The sentence; no line was written."""
    before = list(Place.objects.order_by("pk").values())
    outcome = save_places([line], by=country.base)
    assert list(Place.objects.order_by("pk").values()) == before
    return outcome.refused[0]


def plans(made: Batch) -> Any:
    return Plan.objects.filter(batch=made)


def figures(made: Batch) -> list[tuple[int, int | None, int, int]]:
    return list(made.places.order_by("pk").values_list("asked", "granted", "approved", "taken"))


def test_numbers_are_in_force_once_the_province_approved(country: Country) -> None:
    made = batch(country)
    assert save_places([row(made, 3), row(made, 1, "0900")], by=country.base).done == [0, 1]
    assert submit(plans(made), by=country.base).done
    assert figures(made) == [(3, None, 0, 0), (1, None, 0, 0)]
    first = made.places.order_by("pk")[0]
    assert grant_places(Place.objects.filter(pk=first.pk), {first.pk: 2}, by=country.reviewer).done == [first.pk]
    assert approve(plans(made), by=country.reviewer).done
    assert figures(made) == [(3, 2, 2, 0), (1, None, 1, 0)]
    told = Notice.objects.get(account_id=country.base.account_id, title="招生计划审核通过")
    assert told.url == reverse("recruitment:plan", args=[made.pk])
    assert told.body == f"{country.reviewer.unit_name}已通过“{made.name}”，核定的人数请点击查看。"
    plan = plans(made).select_related("case__approved").get()
    frozen = plan.case.approved.copy["sections"][0]["fields"]
    assert [answer["shown"] for answer in frozen] == ["3 人", "1 人"]
    decided = plan.case.decisions.get().addition["sections"][0]["fields"]
    assert [answer["shown"] for answer in decided] == ["2 人", "1 人"]


def test_what_waits_for_the_province_is_left_alone(country: Country) -> None:
    made = batch(country)
    save_places([row(made, 3)], by=country.base)
    submit(plans(made), by=country.base)
    assert refused(country, **row(made, 4)).startswith("招生计划已提交，正在等待省级审核。")
    assert return_for_changes(plans(made), comment="内科过多", by=country.reviewer).done
    body = Notice.objects.get(account_id=country.base.account_id, title="招生计划被退回修改").body
    assert body == f"{country.reviewer.unit_name}退回“{made.name}”：内科过多"
    assert save_places([row(made, 2)], by=country.base).done == [0]
    assert submit(plans(made), by=country.base).done
    assert withdraw(plans(made), by=country.base).done
    (line,) = made.places.all()
    outcome = grant_places(Place.objects.all(), {line.pk: 1}, by=country.reviewer)
    assert outcome.refused == {line.pk: "该招生计划不在等待省级审核，不能核定人数。"}


def test_late_change_climbs_again_and_never_falls_below_what_is_taken(country: Country) -> None:
    made = batch(country)
    (place,) = places(country, made, {"0100": 3})
    for start in range(2):
        offer(submitted(made, [place], start=start))
    assert refused(country, **row(made, 1)) == "该计划已录取 2 人，申报人数不能少于已录取人数。"
    assert save_places([row(made, 2)], by=country.base).done == [0]
    assert figures(made) == [(2, None, 3, 2)]
    assert submit(plans(made), by=country.base).done
    low = grant_places(made.places.all(), {place.pk: 1}, by=country.reviewer)
    assert low.refused == {place.pk: "该计划已录取 2 人，核定人数不能少于已录取人数。"}
    offer(submitted(made, [place], start=2))  # admitted while the smaller number waits
    outcome = approve(plans(made), by=country.reviewer)
    assert list(outcome.refused.values()) == ["“内科”已录取 3 人，核定人数 2 不能少于已录取人数，请先核定人数。"]
    assert figures(made) == [(2, None, 3, 3)]
    grant_places(made.places.all(), {place.pk: 4}, by=country.reviewer)
    assert approve(plans(made), by=country.reviewer).done
    assert figures(made) == [(2, 4, 4, 3)]


def test_only_what_the_base_has_and_is_open(country: Country) -> None:
    made, system = batch(country), system_actor()
    assert refused(country, **row(made, 1, "0200")) == (
        "本基地没有该培训专业的专业基地，请核对；新设的专业基地先由省级登记。"
    )
    assert refused(country, **row(made, 1, site=country.next_door.pk)) == (
        "该单位不是本基地的协同单位，请核对；新的协同单位先由省级登记。"
    )
    affiliate([{"base": country.hospital.pk, "site": country.next_door.pk}], by=system)
    assert save_places([row(made, 1, site=country.next_door.pk)], by=country.base).done == [0]
    save_places([row(made, 2)], by=country.base)
    titles = [answer["title"] for answer in plan_forms(plans(made))[plans(made).get().pk]["sections"][0]["fields"]]
    assert titles == ["内科", f"内科（{country.next_door.name}）"]
    theirs = SpecialtyBase.objects.filter(institution=country.hospital, specialty__code="0900")
    suspend_programmes(theirs, comment="整改", by=system)
    assert refused(country, **row(made, 1, "0900")) == f"该专业基地自 {localdate()} 起暂停招收（整改），不能申报。"
    close_hospitals(Hospital.objects.filter(unit=country.hospital), comment="搬迁", by=system)
    assert refused(country, **row(made, 3)).startswith(f"本基地自 {localdate()} 起暂停招收（搬迁），")
    assert next(iter(submit(plans(made), by=country.base).refused.values())).startswith("“内科”：本基地自 ")
    assert refused(country, **row(made, 1000)) == "申报人数应为 0–999 的整数，现为 1000，请核对。"


def test_only_in_the_window_and_only_where_the_base_belongs(country: Country) -> None:
    made = batch(country)
    elsewhere = batch(country, province=country.other_province)
    assert refused(country, **row(elsewhere, 1)) == ("没有找到本基地可以申报的招收批次，请核对；批次由省级安排。")
    save_places([row(made, 1)], by=country.base)
    window = Window.objects.get(kind=PLANNING.key, batch=made.number, unit=country.province)
    move(country, made, PLANNING, window.starts_at, window.starts_at + timedelta(1))
    assert "招生计划申报”已于" in refused(country, **row(made, 2))
    assert "招生计划申报”已于" in next(iter(submit(plans(made), by=country.base).refused.values()))


def test_batch_of_a_city_is_for_its_own_bases(country: Country) -> None:
    inner, outer = batch(country, owner_id=country.city.pk), batch(country, name="省批次")
    assert save_places([row(inner, 1), row(outer, 1)], by=country.base).done == [0, 1]
    new = NewUnit(UnitKind.INSTITUTION, country.province, "省直医院")
    direct = Unit.objects.get(pk=found_units([new], by=system_actor()).only())
    assert list(batches_open_to(country.actor(direct, Role.BASE_ADMIN))) == [outer]


@pytest.mark.spec("PLT-04")
def test_each_sees_the_plans_under_his_unit(country: Country) -> None:
    made = batch(country)
    inner, surgery = places(country, made, {"0100": 2, "0900": 1})
    places(country, made, {"0100": 5}, base=country.next_door)
    section = country.actor(surgery.specialty_base.unit, Role.DEPARTMENT_HEAD)
    assert set(places_visible_to(country.base)) == {inner, surgery}
    assert set(places_visible_to(section)) == {surgery}
    assert places_visible_to(country.reviewer).count() == 3
    assert not places_visible_to(country.other_reviewer)


def test_capacity_of_three_intakes_is_warned_of(country: Country) -> None:
    made = batch(country)
    figures = {"institution": country.hospital.pk, "specialty": "0100", "least": 2, "capacity": 4}
    assert save_programmes([figures], by=system_actor()).done
    walk(country, opened(country, 2), "complete")
    Training.objects.update(intake_year=YEAR - 1)
    assert capacities(made, country.hospital.pk)["0100"].warning is None
    save_places([row(made, 3)], by=country.base)
    found = capacities(made, country.hospital.pk)["0100"]
    assert (found.before, found.asked, found.total) == (2, 3, 5)
    assert found.warning == "近三年招收合计 5 人，超过专业基地容量 4 人。"
    assert capacities(made, country.hospital.pk)["0700"].warning == "近三年均未招收，专业基地可能被撤销。"
    page = client_of(country.base).get(f"/recruitment/plans/{made.pk}/").content.decode()
    assert "近三年招收合计 5 人，超过专业基地容量 4 人。" in page


def test_sheet_names_batch_and_site_in_words(country: Country) -> None:
    affiliate([{"base": country.hospital.pk, "site": country.next_door.pk}], by=system_actor())
    first, second = batches(country, 2)
    rows = [
        {"intake_year": YEAR, "batch": first.name, "specialty": "0100", "site": None, "asked": 3},
        {"intake_year": YEAR, "batch": second.name, "specialty": "0100", "site": "邻院", "asked": 1},
        {"intake_year": YEAR, "batch": "没有的批次", "specialty": "0100", "site": None, "asked": 1},
        {"intake_year": YEAR, "batch": first.name, "specialty": "0100", "site": "远方医院", "asked": 1},
    ]
    assert SHEETS["recruitment-places"].resolve(rows, by=country.base).refused.keys() == {2, 3}
    outcome = import_places(rows, by=country.base)
    assert (outcome.done, outcome.refused.keys()) == ([0, 1], {2, 3})
    assert outcome.refused[3] == "“远方医院”不是本基地的协同单位，请核对；新的协同单位先由省级登记。"
    again = import_places(rows[:2], by=country.base)
    assert (again.done, again.unchanged) == ([], [0, 1])


def test_page_of_the_base_saves_submits_and_keeps_what_was_typed(country: Country) -> None:
    made, browser = batch(country), client_of(country.base)
    url, base = f"/recruitment/plans/{made.pk}/", {"base": country.hospital.pk, "note": "新增急诊"}
    wrong = browser.post(url, {**base, "asked-0100-0": "三", "do": "save"})
    assert wrong.status_code == 422
    assert 'value="三"' in wrong.content.decode()
    assert not Place.objects.exists()
    affiliate([{"base": country.hospital.pk, "site": country.next_door.pk}], by=system_actor())
    for half in ({"new_asked": "3"}, {"new_specialty": "0100"}, {"new_site": country.next_door.pk, "new_asked": "3"}):
        kept = browser.post(url, {**base, "asked-0100-0": "3", **half, "do": "save"})
        assert kept.status_code == 422
        assert "请选择培训专业和协同单位，并填写申报人数" in kept.content.decode()
    key = f"asked-0100-{country.next_door.pk}"
    twice = {key: "1", "new_specialty": "0100", "new_site": country.next_door.pk, "new_asked": "9"}
    assert "上表已有该专业和协同单位" in browser.post(url, {**base, **twice, "do": "save"}).content.decode()
    assert not Place.objects.exists()
    partly = browser.post(url, {**base, "asked-0100-0": "3", "asked-0900-0": "2", "do": "submit"})
    assert partly.status_code == 302
    plan = plans(made).select_related("case").get()
    assert (plan.note, plan.case.state, figures(made)) == ("新增急诊", "open", [(3, None, 0, 0), (2, None, 0, 0)])
    late = browser.post(url, {**base, "asked-0100-0": "4", "do": "save"})
    assert (late.status_code, figures(made)[0][0]) == (422, 3)
    assert browser.post(url, {**base, "do": "withdraw"}).status_code == 302
    assert client_of(country.base_next_door).post(url, {**base, "do": "save"}).status_code == 404


def test_page_of_the_province_grants_and_approves(country: Country) -> None:
    made, browser = batch(country), client_of(country.reviewer)
    save_places([row(made, 3), row(made, 2, "0900")], by=country.base)
    submit(plans(made), by=country.base)
    plan = plans(made).get()
    first, second = made.places.order_by("pk")
    url = f"/recruitment/plans/reviews/{plan.pk}/numbers/"
    wrong = browser.post(url, {f"granted-{first.pk}": "1", f"granted-{second.pk}": "x"})
    assert (wrong.status_code, figures(made)[0][1]) == (422, None)
    assert browser.post(url, {f"granted-{first.pk}": "1", f"granted-{second.pk}": ""}).status_code == 302
    assert browser.get(f"/recruitment/plans/reviews/{plan.pk}/").status_code == 200
    listed = browser.post("/recruitment/plans/reviews/", {"do": "review.approved", "ids": [plan.pk]})
    assert (listed.status_code, figures(made)) == (302, [(3, 1, 1, 0), (2, None, 2, 0)])


@pytest.mark.spec("PLT-04")
def test_nobody_above_reads_what_a_base_is_still_writing(country: Country) -> None:
    made = batch(country)
    save_places([row(made, 3)], by=country.base)
    assert places_visible_to(country.base).count() == 1
    assert not places_visible_to(country.reviewer)
    assert client_of(country.reviewer).get(f"/recruitment/plans/reviews/{plans(made).get().pk}/").status_code == 404
    submit(plans(made), by=country.base)
    assert places_visible_to(country.reviewer).count() == 1


@pytest.mark.spec("PLT-33")
def test_reviewer_sees_other_numbers_and_capacity_beside_the_plan(country: Country) -> None:
    made = batch(country)
    limits = {"institution": country.hospital.pk, "specialty": "0100", "least": 1, "capacity": 2}
    save_programmes([limits], by=system_actor())
    save_places([row(made, 3)], by=country.base)
    submit(plans(made), by=country.base)
    (line,) = made.places.all()
    grant_places(made.places.all(), {line.pk: 2}, by=country.reviewer)
    page = client_of(country.reviewer).get(f"/recruitment/plans/reviews/{plans(made).get().pk}/").content.decode()
    assert "申报 3 人，核定 2 人" in page
    assert "近三年招收合计 3 人，超过专业基地容量 2 人。" in page


def test_word_without_any_number_is_kept_on_the_page(country: Country) -> None:
    made = batch(country)
    sent = {"base": country.hospital.pk, "note": "暂不招收", "do": "save"}
    answer = client_of(country.base).post(f"/recruitment/plans/{made.pk}/", sent)
    assert answer.status_code == 422
    assert "请至少填写一个专业的申报人数" in answer.content.decode()
    assert "暂不招收" in answer.content.decode()
