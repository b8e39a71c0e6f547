"""Returning personal information, and what the resident then changed (REP-09, REP-24)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from tests.domains.moments import LOCKED_INTAKE, close, fresh, image, rows_of
from tests.factories.country import Country
from tests.walk import opened, resident, upload_for, walk
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import save_basic, save_educations, save_licence
from xinglin.domains.training import windows
from xinglin.domains.training.actions import return_personal
from xinglin.domains.training.enums import PersonalState
from xinglin.domains.training.models import PersonalReturn, Training
from xinglin.domains.training.queries.history import corrections_of
from xinglin.engines.history.changes import FieldChange
from xinglin.engines.notices.models import Notice

OPINION = "通讯地址请写到门牌号。"


@pytest.fixture
def returned(country: Country) -> Training:
    """A filled-in record whose personal information the base has returned."""
    (training,) = walk(country, opened(country), "filled")
    assert return_personal(rows_of(training), comment=f" {OPINION} ", by=country.base).done == [training.pk]
    return fresh(training)


def save(action: Any, training: Training, values: Any) -> Any:
    return action(Person.objects.filter(pk=training.person_id), {training.person_id: values}, by=resident(training))


def corrections(training: Training) -> list[FieldChange]:
    return corrections_of(training.personal_returns.select_related("training__person").first())


@pytest.mark.spec("REP-09")
def test_the_state_is_shown_and_the_resident_told(country: Country, returned: Training) -> None:
    assert PersonalState(returned.personal_state).label == "退回修改"
    kept = PersonalReturn.objects.get()
    assert (kept.opinion, kept.returned_by, kept.corrected_at) == (OPINION, country.base.name, None)
    notice = Notice.objects.get(account=returned.person.account_id)
    assert (notice.title, notice.body) == ("基本信息被基地退回", f"示范医院：{OPINION}")


@pytest.mark.spec("REP-09")
def test_saving_without_a_change_corrects_nothing(returned: Training) -> None:
    address = returned.person.address
    assert save(save_basic, returned, {"address": address}).unchanged == [returned.person_id]
    assert save(save_licence, returned, {"licensing_exam": "none"}).unchanged == [returned.person_id]
    assert save(save_educations, returned, {"associate": None}).unchanged == [returned.person_id]
    assert fresh(returned).personal_state == "returned"
    assert fresh(returned).revision == returned.revision


@pytest.mark.spec("REP-09")
def test_an_empty_page_saved_corrects_nothing(country: Country) -> None:
    (training,) = opened(country)
    return_personal(rows_of(training), comment=OPINION, by=country.base)
    assert save(save_licence, training, {"licensing_exam": None}).unchanged == [training.person_id]
    assert fresh(training).personal_state == "returned"


@pytest.mark.spec("REP-09")
def test_corrections_name_exactly_what_changed(returned: Training) -> None:
    portrait = upload_for(resident(returned), "portrait").uuid
    save(save_basic, returned, {"address": "示范路 1 号 301 室", "mobile": "19911112222", "portrait": portrait})
    assert fresh(returned).personal_state == "corrected"
    assert PersonalReturn.objects.get().corrected_at is not None
    assert corrections(returned) == [
        FieldChange("手机", "199****1828", "199****2222"),
        FieldChange("通讯地址", returned.person.address, "示范路 1 号 301 室"),
        FieldChange("个人照片", "已上传", "已上传（已更改）"),
    ]


@pytest.mark.spec("REP-09", "REP-22")
def test_corrections_tell_levels_apart(returned: Training) -> None:
    save(
        save_educations,
        returned,
        {
            "bachelor": {"is_full_time": False},
            "master": None,
            "associate": {"is_studying": False, "school": "示范卫校"},
        },
    )
    found = {change.title: (change.before, change.after) for change in corrections(returned)}
    assert found.pop("<本科>全日制与否") == ("是", "否")
    assert found.pop("<专科>毕业院校名称") == ("", "示范卫校")
    assert found.pop("<专科>是否在读") == ("", "否")
    assert found.pop("<硕士>毕业院校名称") == ("四川大学", "")
    assert {title[:4] for title in found} == {"<硕士>"}


@pytest.mark.spec("REP-09")
def test_a_second_return_starts_anew(country: Country, returned: Training) -> None:
    save(save_basic, returned, {"address": "示范路 1 号"})
    return_personal(rows_of(returned), comment="请换照片。", by=country.base)
    PersonalReturn.objects.filter(opinion=OPINION).update(returned_at=F("returned_at") - timedelta(minutes=1))
    assert corrections(fresh(returned)) == []
    save(save_basic, returned, {"email": "other@example.com"})
    assert [change.title for change in corrections(fresh(returned))] == ["电子邮箱"]


@pytest.mark.spec("REP-09", "PLT-31")
@pytest.mark.parametrize(
    ("comment", "why"),
    [
        ("  ", "请填写退回意见，说明需要修改什么。"),
        ("改" * 501, "退回意见有 501 个字，最多 500 个字，请精简后再退回。"),
    ],
)
def test_without_a_fit_opinion_nothing_is_returned(country: Country, comment: str, why: str) -> None:
    trainings = opened(country, 2)
    before = image(trainings)
    outcome = return_personal(rows_of(*trainings), comment=comment, by=country.base)
    assert outcome.refused == {training.pk: why for training in trainings}
    assert image(trainings) == before
    assert not PersonalReturn.objects.exists()


@pytest.mark.spec("REP-09", "PLT-22")
def test_after_the_window_nothing_is_returned(country: Country) -> None:
    (training,) = opened(country)
    close(windows.INTAKE)
    outcome = return_personal(rows_of(training), comment=OPINION, by=country.base)
    assert outcome.refused == {training.pk: LOCKED_INTAKE}
    assert not PersonalReturn.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.spec("REP-09", "PLT-04")
def test_only_the_base_returns(country: Country) -> None:
    (training,) = opened(country)
    for by in (country.base_next_door, country.reviewer, resident(training)):
        assert return_personal(rows_of(training), comment=OPINION, by=by).done == []
    assert fresh(training).personal_state == ""
