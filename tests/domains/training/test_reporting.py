"""Reporting, correcting, approving, and what locks when the window ends (REP-10, 11, 13, 40, 41)."""

from typing import Any

import pytest

from tests.domains.moments import CLOSED_INTAKE, CLOSED_REVIEW, LOCKED_INTAKE, close, fresh, image, rows_of
from tests.factories.country import Country
from tests.walk import TRAINING, opened, resident, walk
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import save_basic
from xinglin.domains.training import windows
from xinglin.domains.training.actions import delete_trainings, return_personal, save_trainings
from xinglin.domains.training.models import Training
from xinglin.domains.training.queries.records import reviews_visible_to
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.review.actions import approve, return_for_changes, submit
from xinglin.engines.review.labels import approved_q, report_label, review_label

GAPS_OF_NEW = (
    "基本信息缺：民族、婚姻状况、国籍及地区、户口所在地省行政区划、电子邮箱、通讯地址、紧急联系人、紧急联系人手机、"
    "个人照片、身份证正面照(人像页)、身份证反面照(国徽页)；学习经历缺：至少一段学习经历；证书信息缺：医师资格考试；"
    "培训信息缺：培养类型、人员类型、应届/往届、是否为农村订单定向免费医学毕业生、是否西部支援行动住院医师、培训专业、"
    "核定培训年限、培训开始日期、培训结束日期、是否在读专业学位。请补全后再上报。"
)


def labels(training: Training) -> tuple[str, str]:
    now = fresh(training)
    return report_label(now), review_label(now)


def save(training: Training, by: Any, **values: Any) -> Any:
    return save_trainings(rows_of(training), {training.pk: values}, by=by)


def move_house(training: Training) -> None:
    people = Person.objects.filter(pk=training.person_id)
    save_basic(people, {training.person_id: {"address": "示范路 2 号"}}, by=resident(training))


@pytest.mark.spec("REP-10", "PLT-32")
def test_everything_that_is_missing_is_listed(country: Country) -> None:
    (training,) = opened(country)
    before = image([training])
    outcome = submit(rows_of(training), by=country.base)
    assert outcome.refused == {training.pk: GAPS_OF_NEW}
    assert image([training]) == before


@pytest.mark.spec("REP-10", "PLT-31")
def test_of_a_selection_the_complete_ones_go(country: Country) -> None:
    complete, unfinished = opened(country, 2)
    walk(country, [complete], "complete")
    walk(country, [unfinished], "filled", start=1)
    save(unfinished, country.base, **{**TRAINING, "resident_category": "ENTRUST", "ends_on": None})
    outcome = submit(rows_of(complete, unfinished), by=country.base)
    assert outcome.done == [complete.pk]
    assert outcome.refused == {unfinished.pk: "培训信息缺：工作单位名称、是否军队医院、培训结束日期。请补全后再上报。"}
    assert labels(complete) == ("已上报", "待审核")
    assert labels(unfinished) == ("未上报", "")


@pytest.mark.spec("REP-10", "REP-09")
def test_returned_personal_information_holds_the_report_back(country: Country) -> None:
    (training,) = walk(country, opened(country), "complete")
    return_personal(rows_of(training), comment="请写到门牌号。", by=country.base)
    why = "基本信息已退回住院医师，尚未修改，请待其修改保存后再上报。"
    assert submit(rows_of(training), by=country.base).refused == {training.pk: why}
    move_house(training)
    assert submit(rows_of(training), by=country.base).done == [training.pk]


@pytest.mark.spec("REP-10", "REP-34")
def test_a_change_after_reporting_makes_it_unreported(country: Country) -> None:
    (training,) = walk(country, opened(country), "reported")
    move_house(training)
    assert labels(training) == ("未上报", "待审核")
    assert submit(rows_of(training), by=country.base).done == [training.pk]
    assert labels(training) == ("已上报", "待审核")
    save(training, country.base, training_years="2")
    assert labels(training)[0] == "未上报"


@pytest.mark.spec("REP-11")
def test_what_the_province_returned_is_corrected_and_sent_again(country: Country) -> None:
    (training,) = walk(country, opened(country), "returned")
    assert labels(training) == ("未上报", "退回修改")
    assert save(training, country.base, training_years="2").done == [training.pk]
    assert submit(rows_of(training), by=country.base).done == [training.pk]
    assert labels(training) == ("已上报", "待审核")
    assert approve(rows_of(training), by=country.reviewer).done == [training.pk]
    assert labels(training) == ("已上报", "审核通过")


@pytest.mark.spec("REP-13", "REP-02", "PLT-22")
def test_when_the_window_ends_the_base_changes_nothing(country: Country) -> None:
    (training,) = walk(country, opened(country), "complete")
    close(windows.INTAKE)
    before = image([training])
    outcomes = (
        (save(training, country.base, training_years="1"), LOCKED_INTAKE),
        (delete_trainings(rows_of(training), by=country.base), LOCKED_INTAKE),
        (return_personal(rows_of(training), comment="请核对。", by=country.base), LOCKED_INTAKE),
        (submit(rows_of(training), by=country.base), CLOSED_INTAKE),
    )
    for outcome, why in outcomes:
        assert (outcome.done, outcome.refused) == ([], {training.pk: why})
    assert image([training]) == before


@pytest.mark.spec("REP-40", "PLT-22")
def test_outside_the_review_window_nothing_is_decided(country: Country) -> None:
    (training,) = walk(country, opened(country), "reported")
    close(windows.PROVINCE_REVIEW)
    assert approve(rows_of(training), by=country.reviewer).refused == {training.pk: CLOSED_REVIEW}
    returned = return_for_changes(rows_of(training), comment="请核对。", by=country.reviewer)
    assert returned.refused == {training.pk: CLOSED_REVIEW}
    assert labels(training) == ("已上报", "待审核")


@pytest.mark.spec("REP-40")
def test_only_what_was_reported_is_decided(country: Country) -> None:
    waiting, complete = opened(country, 2)
    walk(country, [waiting], "reported")
    walk(country, [complete], "complete", start=1)
    outcome = approve(rows_of(waiting, complete), by=country.reviewer)
    assert outcome.done == [waiting.pk]
    assert outcome.refused == {complete.pk: "该记录尚未上报，不能审核。"}
    assert labels(complete) == ("未上报", "")


@pytest.mark.spec("REP-40")
def test_returning_needs_a_reason(country: Country) -> None:
    (training,) = walk(country, opened(country), "reported")
    with pytest.raises(Refused) as refused:
        return_for_changes(rows_of(training), comment=" ", by=country.reviewer)
    assert refused.value.why == "请填写退回意见，说明需要修改什么；也可以在字段旁标注。"
    assert labels(training) == ("已上报", "待审核")


@pytest.mark.spec("REP-40", "PLT-04")
def test_the_province_sees_and_decides_its_own(country: Country) -> None:
    (training,) = walk(country, opened(country), "reported")
    assert list(reviews_visible_to(country.reviewer)) == [training]
    assert not reviews_visible_to(country.other_reviewer).exists()
    nation = country.actor(country.nation, Role.NATION_REVIEWER)
    for by in (country.other_reviewer, country.base, nation):
        assert approve(rows_of(training), by=by).done == []
    assert labels(training) == ("已上报", "待审核")


@pytest.mark.spec("REP-41", "PLT-35")
def test_the_approved_copy_stays_whatever_is_saved_later(country: Country) -> None:
    approved, waiting = opened(country, 2)
    walk(country, [approved], "approved")
    walk(country, [waiting], "reported", start=1)
    assert list(Training.objects.filter(approved_q())) == [approved]
    save(approved, country.base, specialty="0700")
    assert labels(approved) == ("未上报", "审核通过")
    assert list(Training.objects.filter(approved_q())) == [approved]
    copy = Training.objects.select_related("case__approved").get(pk=approved.pk).case.approved.copy
    answers = {answer["key"]: answer["shown"] for section in copy["sections"] for answer in section["fields"]}
    assert answers["training.specialty"] == "内科"
    assert fresh(approved).specialty.name == "全科"
