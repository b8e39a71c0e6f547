"""«我要报名» in five steps and its submission (REC-13, REC-14)."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from tests.engines.test_notices_pages import client_of
from tests.factories.applying import EMPLOYER, SUPPLEMENT, applied, complete, drafted, profile, registered, row_of
from tests.factories.country import Country
from tests.factories.recruitment import applicant, batch, move, offer, places
from tests.walk import opened, resident, upload_for, walk
from xinglin.domains.people.models import Person
from xinglin.domains.recruitment.actions.applying import (
    choose_categories,
    confirm_particulars,
    discard_drafts,
    save_preferences,
    save_supplements,
    start_applications,
    submit_applications,
)
from xinglin.domains.recruitment.actions.describing import save_contact, save_identity, save_work
from xinglin.domains.recruitment.models import Application, ApplicationFile, Batch, Offer, Place, Preference
from xinglin.domains.recruitment.queries.applying import obstacles_of, places_offered, preferences_of
from xinglin.domains.recruitment.queries.at_home import own_way
from xinglin.domains.recruitment.windows import REGISTRATION
from xinglin.domains.training.windows import INTAKE
from xinglin.engines.access.actor import Actor
from xinglin.engines.files.queries import uploads_visible_to
from xinglin.engines.windows.queries import openings_now

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def rows(application: Application) -> Any:
    return Application.objects.filter(pk=application.pk)


def why(outcome: Any) -> str:
    """The one sentence of a refused set of one."""
    assert not outcome.done
    return next(iter(outcome.refused.values()))


def points(actor: Actor, application: Application) -> list[tuple[int, str]]:
    row = Application.objects.select_related("batch", "person").get(pk=application.pk)
    return obstacles_of(row, profile(actor), preferences_of([row])[row.pk])


@pytest.mark.spec("REC-14")
def test_five_steps_kept_one_by_one_then_submitted_for_good(country: Country) -> None:
    new = batch(country)
    (place,) = places(country, new, {"0100": 2})
    actor = complete(registered(3), 3)
    key = start_applications(Batch.objects.filter(pk=new.pk), by=actor).records[new.pk]
    draft = Application.objects.get(pk=key)
    open_points = [
        (2, "请选择个人身份。"),
        (3, "请确认个人信息。"),
        (4, "请补充：培养类型、应届/往届、是否为农村订单定向免费医学毕业生、是否西部支援行动住院医师、申请培训年限。"),
        (5, "请填写志愿。"),
        (5, "请选择是否接受专业调剂。"),
    ]
    assert points(actor, draft) == open_points
    assert why(submit_applications(rows(draft), by=actor)) == "请选择个人身份。"
    choose_categories(rows(draft), {key: "SOCIAL"}, by=actor).only()
    assert points(actor, draft) == open_points[1:]
    confirm_particulars(rows(draft), by=actor).only()
    assert points(actor, draft) == open_points[2:]
    save_supplements(rows(draft), {key: SUPPLEMENT}, by=actor).only()
    assert points(actor, draft) == open_points[3:]
    save_preferences(rows(draft), {key: [place.pk]}, {key: False}, by=actor).only()
    assert points(actor, draft) == []
    assert places_offered(actor, new)[0].applied == 0
    assert submit_applications(rows(draft), by=actor).done == [key]
    assert places_offered(actor, new)[0].applied == 1

    sent = Application.objects.get(pk=key)
    assert sent.number == f"2026{country.province.code[:2]}01{key:06}"
    assert sent.state == "submitted"
    again = submit_applications(rows(draft), by=actor)  # a double click, another tab
    assert (again.done, again.unchanged) == ([], [key])
    told = f"报名已于 {timezone.localtime(sent.submitted_at):%Y-%m-%d %H:%M} 提交，不能修改或撤回。"
    for outcome in (
        choose_categories(rows(draft), {key: "GRADUATE"}, by=actor),
        confirm_particulars(rows(draft), by=actor),
        save_supplements(rows(draft), {key: SUPPLEMENT}, by=actor),
        save_preferences(rows(draft), {key: []}, {key: True}, by=actor),
        discard_drafts(rows(draft), by=actor),
    ):
        assert why(outcome) == told
    assert Preference.objects.get().place == place


@pytest.mark.spec("REC-14")
def test_what_was_submitted_is_frozen_with_its_files(country: Country) -> None:
    new = batch(country)
    actor, sent = applied(3, new, places(country, new, {"0100": 2}))
    person = Person.objects.get(account=actor.account_id)
    old = person.portrait_id
    shown = {line["title"]: line["shown"] for part in json.loads(sent.form)["sections"] for line in part["fields"]}
    assert (shown["姓名"], shown["人员类型"], shown["第 1 志愿"]) == (
        person.name,
        "面向社会招收住院医师",
        "示范医院 内科",
    )
    assert shown["最高学历"]
    assert set(ApplicationFile.objects.values_list("upload", flat=True)) == {
        old,
        person.id_front_id,
        person.id_back_id,
    } - {None}
    values = {row_of(actor).get().pk: {"portrait": upload_for(actor, "portrait").uuid, "name": "改名之后"}}
    save_identity(row_of(actor), values, by=actor).only()
    assert Application.objects.get().form == sent.form
    assert uploads_visible_to(actor, [old]).exists()
    stranger = registered(9)
    assert not uploads_visible_to(stranger, [old]).exists()


@pytest.mark.spec("REC-14", "PLT-22")
def test_the_registration_window_to_the_second(country: Country) -> None:
    new = batch(country)
    (place,) = places(country, new, {"0100": 2})
    now = timezone.now().replace(microsecond=0)
    start, end = now + timedelta(hours=1), now + timedelta(hours=2)
    actor = complete(registered(3), 3)
    draft = drafted(actor, new, [place])
    move(country, new, REGISTRATION, start, end)
    for moment in (start - SECOND, end, end + SECOND):
        with time_machine.travel(moment, tick=False):
            assert "“学员报名”" in why(submit_applications(rows(draft), by=actor))
            assert "“学员报名”" in why(save_supplements(rows(draft), {draft.pk: SUPPLEMENT}, by=actor))
    with time_machine.travel(start, tick=False):
        save_supplements(rows(draft), {draft.pk: SUPPLEMENT}, by=actor).only()
    with time_machine.travel(end - SECOND, tick=False):
        submit_applications(rows(draft), by=actor).only()


@pytest.mark.spec("REC-13")
@pytest.mark.parametrize(
    ("category", "works", "refused"),
    [
        ("SOCIAL", False, ""),
        ("GRADUATE", False, ""),
        ("SOCIAL", True, "“面向社会招收住院医师”应没有工作单位"),
        ("GRADUATE", True, "应没有工作单位，而“工作信息”中的当前所在单位是“示范县人民医院”"),
        ("COMPANY", True, ""),
        ("ENTRUST", True, ""),
        ("COMPANY", False, "“本单位住院医师”须有当前所在单位"),
        ("ENTRUST", False, "“外单位委托培养住院医师”须有当前所在单位"),
        ("OTHER", False, "不招收“其他人员”"),
    ],
)
def test_the_identity_goes_with_the_work(country: Country, category: str, works: bool, refused: str) -> None:
    new = batch(country)
    (place,) = places(country, new, {"0100": 2})
    actor = complete(registered(3), 3, work=EMPLOYER if works else None)
    key = start_applications(Batch.objects.all(), by=actor).records[new.pk]
    outcome = choose_categories(Application.objects.all(), {key: category}, by=actor)
    assert bool(outcome.done) is not bool(refused)
    if refused:
        assert refused in why(outcome)
        return
    sent = drafted(actor, new, [place], category=category)
    assert submit_applications(rows(sent), by=actor).done == [key]
    sender = Application.objects.get().sender_name
    assert sender == {"COMPANY": "示范县人民医院", "ENTRUST": "示范县人民医院", "GRADUATE": "示范医学院"}.get(
        category, ""
    )


@pytest.mark.spec("REC-14")
def test_what_changes_after_it_was_confirmed_is_confirmed_again(country: Country) -> None:
    new = batch(country)
    (place,) = places(country, new, {"0100": 2})
    actor = complete(registered(3), 3)
    draft, key = drafted(actor, new, [place]), row_of(actor).get().pk
    save_contact(row_of(actor), {key: {"address": "示范市新街 9 号"}}, by=actor).only()
    assert why(submit_applications(rows(draft), by=actor)) == "个人信息在确认之后有改动，请重新确认。"
    confirm_particulars(rows(draft), by=actor).only()
    save_work(row_of(actor), {key: {"has_employer": True, "entries": [EMPLOYER]}}, by=actor).only()
    assert "应没有工作单位" in why(submit_applications(rows(draft), by=actor))
    save_identity(row_of(actor), {key: {"gender": None}}, by=actor)
    assert "基本信息还缺：性别" in why(confirm_particulars(rows(draft), by=actor))


@pytest.mark.spec("REC-01", "REC-14")
def test_preferences_as_the_batch_allows(country: Country) -> None:
    new = batch(country, preferences=2)
    inner, outer = places(country, new, {"0100": 2, "0900": 2})
    (next_door,) = places(country, new, {"0100": 1}, base=country.next_door)
    other = batch(country, name="第二批")
    (elsewhere,) = places(country, other, {"0100": 1})
    actor = complete(registered(3), 3)
    draft = drafted(actor, new, [inner])

    def choose(*chosen: Place) -> Any:
        return save_preferences(rows(draft), {draft.pk: [p.pk for p in chosen]}, {draft.pk: True}, by=actor)

    assert why(choose(inner, outer)) == "招收批次“第一批”只能填报一个专业，现有“内科”“外科”，请保留一个。"
    assert "最多填报 2 个志愿，现有 3 个" in why(choose(inner, next_door, outer))
    assert "不在招收批次“第一批”的招收计划中" in why(choose(elsewhere))
    assert "重复" in why(choose(inner, inner))
    assert [p.place_id for p in preferences_of([draft])[draft.pk]] == [inner.pk]
    assert choose(next_door, inner).done
    assert [(p.rank, p.place_id) for p in preferences_of([draft])[draft.pk]] == [(1, next_door.pk), (2, inner.pk)]
    Batch.objects.filter(pk=new.pk).update(several_specialties=True)
    assert choose(inner, outer).done
    Place.objects.filter(pk=outer.pk).update(approved=0)  # the plan was cut meanwhile
    assert "不在招收批次“第一批”的招收计划中" in why(submit_applications(rows(draft), by=actor))


@pytest.mark.spec("REC-14", "PLT-04")
def test_another_ones_draft_does_not_exist(country: Country) -> None:
    new = batch(country)
    (place,) = places(country, new, {"0100": 2})
    draft, stranger = drafted(complete(registered(3), 3), new, [place]), complete(registered(4), 4)
    for outcome in (
        submit_applications(rows(draft), by=stranger),
        save_preferences(rows(draft), {draft.pk: []}, {draft.pk: True}, by=stranger),
        discard_drafts(rows(draft), by=stranger),
        submit_applications(rows(draft), by=country.base),
    ):
        assert (outcome.done, outcome.unchanged, outcome.refused) == ([], [], {})
    assert Application.objects.get().state == "draft"
    assert discard_drafts(rows(draft), by=country.base).done == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("REC-14")
def test_everybody_at_once_and_each_in_two_tabs(country: Country) -> None:
    new = batch(country)
    (place,) = places(country, new, {"0100": 20})
    drafts = []
    for start in range(3, 9):
        actor = complete(registered(start), start)
        drafts.append((actor, drafted(actor, new, [place])))
    outcomes: list[Any] = []
    gate = threading.Barrier(2 * len(drafts))

    def send(actor: Actor, draft: Application) -> None:
        gate.wait()
        try:
            outcomes.append(submit_applications(rows(draft), by=actor))
        finally:
            connection.close()

    tabs = [threading.Thread(target=send, args=each) for each in drafts for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert sum(len(outcome.done) for outcome in outcomes) == 6
    assert sum(len(outcome.unchanged) for outcome in outcomes) == 6
    assert len(set(Application.objects.filter(state="submitted").values_list("number", flat=True))) == 6


@pytest.mark.spec("PLT-70", "REC-10")
def test_an_applicants_home_lists_no_window_of_reporting(country: Country) -> None:
    _, own = applicant()
    (training,) = walk(country, opened(country), "opened")
    seen = {by.role: {opening.kind for opening in openings_now(by)} for by in (own, resident(training))}
    assert (INTAKE in seen[own.role], INTAKE in seen["resident"]) == (False, True)


@pytest.mark.spec("PLT-70", "REC-10", "REC-16")
def test_an_applicants_home_shows_the_way_and_the_windows_that_concern_him(country: Country) -> None:
    new, other = batch(country), batch(country, name="第二批")
    actor, sent = applied(3, new, places(country, new, {"0100": 2}))

    def home() -> tuple[list[str], set[tuple[str, str]]]:
        way = own_way(actor)
        assert way
        done = [step["title"] for step in way["steps"] if step["state"] == "done"]
        return done, {(opening.kind.title, opening.name) for opening in openings_now(actor)}

    three = ["学员信息维护", "我要报名", "提交报名"]
    assert home() == (three, {("学员报名", "北京市 第二批")})  # of the first one's confirmation nobody has told him yet
    move(country, other, REGISTRATION, timezone.now() - timedelta(9), timezone.now())
    result = offer(sent, accepted=False)
    assert home() == ([*three, "录取结果"], {("志愿确认", "北京市 第一批")})
    rows = Offer.objects.filter(pk=result.pk)
    rows.update(answer="accepted", answered_at=timezone.now(), confirmed_at=timezone.now())
    assert home() == ([*three, "录取结果", "接受录取"], {("学员报到", "北京市 第一批")})
    assert "报名流程" in client_of(actor).get("/").content.decode()
