"""A physician enrols: parts, procedure, submission, return, and the request to change what was submitted."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils.timezone import localdate

from tests.factories.assessment import (
    basic_information,
    department,
    dossier_of,
    enrolled,
    experience,
    filled,
    institution,
    opened_cycle,
    physician_actor,
    physicians,
    practice,
    province_admin,
    submitted,
)
from tests.factories.country import YEAR, Country
from tests.walk import upload_for
from xinglin.domains.assessment import actions, windows
from xinglin.domains.assessment.enums import Source
from xinglin.domains.assessment.models import ChangeRequest, ConductRecord, Department, Enrolment, Physician
from xinglin.domains.assessment.queries.portal import position_of
from xinglin.engines.actions import Refused
from xinglin.engines.notices.models import Notice
from xinglin.engines.review.actions import approve, return_for_changes, submit, withdraw
from xinglin.engines.windows.models import Window
from xinglin.kit.calendar import CHINA

SECOND = timedelta(seconds=1)
NOW = datetime(YEAR, 11, 20, 12, tzinfo=CHINA)


def rows_of(*found: Enrolment) -> Any:
    """As actions take them."""
    return Enrolment._base_manager.filter(pk__in=[each.pk for each in found])


def end_of(kind: Any, moment: datetime) -> None:
    Window.objects.filter(kind=kind.key).update(starts_at=NOW - timedelta(days=20), ends_at=moment)


@pytest.mark.spec("ASM-20", "PLT-22")
def test_enrolment_ends_to_the_second_and_what_came_back_goes_on_with_the_review(country: Country) -> None:
    first, second = filled(country, enrolled(country, 2))
    shut, later = datetime(YEAR, 11, 25, tzinfo=CHINA), datetime(YEAR, 12, 10, tzinfo=CHINA)
    end_of(windows.ENROLMENT, shut)
    end_of(windows.REVIEW, later)
    by, other = physician_actor(first.physician), physician_actor(second.physician)
    with time_machine.travel(shut - SECOND, tick=False):
        assert submit(rows_of(first), by=by).done == [first.pk]
    with time_machine.travel(shut, tick=False):
        why = f"{YEAR} 年“医师报名申报”已于 {YEAR}-11-24 24:00 结束，如需补办请联系上级管理部门延长时间。"
        assert submit(rows_of(second), by=other).refused == {second.pk: why}
        refused = actions.save_statements(rows_of(second), {second.pk: {"work": "晚了"}}, by=other).refused
        assert refused == {second.pk: why}
        assert withdraw(rows_of(first), by=by).refused == {first.pk: why}
        return_for_changes(rows_of(first), comment="请改", by=institution(country)).only()
    with time_machine.travel(later - SECOND, tick=False):
        mine = dossier_of(first).enrolment
        assert (mine.progress, position_of(mine).opening.ends_shown) == ("returned", f"{YEAR}-12-09 24:00")
        assert actions.save_statements(rows_of(first), {first.pk: {"work": "改好"}}, by=by).done == [first.pk]
        assert submit(rows_of(first), by=by).done == [first.pk]
        return_for_changes(rows_of(first), comment="再改", by=institution(country)).only()
    with time_machine.travel(later, tick=False):
        assert "“报名信息审核”已于" in submit(rows_of(first), by=by).refused[first.pk]
    told = Notice.objects.filter(account=first.physician.person.account).order_by("pk")
    assert [each.title for each in told] == [
        f"您已确认参加{first.cycle}医师定期考核",
        *["医师定期考核报名被驳回，请修改后重新提交"] * 2,
    ]


@pytest.mark.spec("ASM-20")
def test_parts_take_only_what_is_ones_own_and_fits(country: Country) -> None:
    (mine,) = enrolled(country)
    by, rows, place = physician_actor(mine.physician), rows_of(mine), department(country)
    (stranger,) = physicians(country, 1, start=3_900)
    theirs = upload_for(physician_actor(stranger), "enrolment-proof")
    with pytest.raises(Refused, match="所选文件不存在或已过期"):
        actions.save_attachments(rows, {mine.pk: [("other", theirs.pk)]}, by=by)
    assert actions.save_statements(rows, {mine.pk: {"work": "别人"}}, by=physician_actor(stranger)).done == []
    refused = actions.save_practice(rows, {mine.pk: {**practice(place), "specialty": "04"}}, by=by).refused
    assert refused[mine.pk].startswith("从事专业应是科室“内科”的诊疗科目（内科）")
    actions.stop_departments(Department._base_manager.filter(pk=place.pk), by=institution(country))
    refused = actions.save_practice(rows, {mine.pk: practice(place)}, by=by).refused
    assert refused == {mine.pk: "科室“内科”已停用，不能选择，请选择其他科室。"}
    wrong = experience(ends_on=date(2011, 1, 1))
    refused = actions.save_experiences(rows, {mine.pk: [wrong]}, by=by).refused
    assert refused == {mine.pk: "结束时间 2011-01-01 早于开始时间 2012-05-01，请核对。"}
    assert rows.get().revision == mine.revision
    assert not mine.attachments.exists()


@pytest.mark.spec("ASM-11", "ASM-20")
def test_what_the_registry_says_is_not_the_physicians_to_change(country: Country) -> None:
    (mine,) = enrolled(country)
    place, by = department(country), physician_actor(mine.physician)
    Physician._base_manager.filter(pk=mine.physician_id).update(source=Source.REGISTRY, grade="2", department=None)
    actions.save_practice(rows_of(mine), {mine.pk: practice(place)}, by=by).only()
    saved = rows_of(mine).select_related("physician").get()
    assert (saved.grade, saved.title, saved.department) == ("2", "attending", place)
    assert saved.physician.department == place
    assert actions.save_practice(rows_of(mine), {mine.pk: practice(place)}, by=by).unchanged == [mine.pk]


@pytest.mark.spec("ASM-21")
def test_the_procedure_follows_records_figures_and_reasons_of_the_day(country: Country) -> None:
    (mine,) = filled(country, enrolled(country))
    by, rows = physician_actor(mine.physician), rows_of(mine)

    def choose(way: str) -> str:
        return actions.choose_procedures(rows, {mine.pk: way}, by=by).refused.get(mine.pk, "")

    assert "良好行为记录 0 条" in choose("simplified.commended")
    assert choose("general.or-not") == "请从列出的考核程序中选择一项。"
    tomorrow = localdate() + timedelta(days=1)
    figures = {"starts_on": tomorrow, "cycle_years": 3, "commended_years": 5, "clean_years": 60, "is_connected": False}
    actions.set_rules([{**figures, "resits": 1}], by=province_admin(country)).only()
    assert choose("simplified.experienced") == ""
    proof = [("experience", upload_for(by, "enrolment-proof").pk)]
    actions.save_attachments(rows, {mine.pk: proof}, by=by).only()
    with time_machine.travel(datetime.combine(tomorrow, NOW.timetz()), tick=False):
        assert "须满 60 年" in submit(rows, by=by).refused[mine.pk]
    ConductRecord._base_manager.create(
        physician=mine.physician,
        kind="adverse",
        institution_name="示范医院",
        closed_on=mine.cycle.starts_on,
        outcome="警告",
    )
    assert "不良行为记录 1 条，须没有" in submit(rows, by=by).refused[mine.pk]
    reason = {"procedure": "exempt", "title": "援外", "proof": "派出证明", "starts_on": localdate()}
    actions.add_reasons([reason], by=province_admin(country)).only()
    key = next(way.key for way in dossier_of(mine).ways if way.proof == "派出证明")
    assert choose(key) == ""
    assert submit(rows, by=by).refused == {mine.pk: "附件：请上传派出证明。填写完整后再提交。"}
    with time_machine.travel(datetime.combine(tomorrow, NOW.timetz()), tick=False):
        actions.save_attachments(rows, {mine.pk: [("exemption", proof[0][1])]}, by=by).only()
        assert submit(rows, by=by).done == [mine.pk]
    shown = [line["shown"] for section in rows.get().case.current.copy["sections"] for line in section["fields"]]
    assert "免考：援外" in shown


@pytest.mark.spec("ASM-20")
def test_without_an_agency_nothing_can_be_submitted(country: Country) -> None:
    opened_cycle(country)
    (mine,) = filled(country, enrolled(country, agency=False))
    refused = submit(rows_of(mine), by=physician_actor(mine.physician)).refused
    assert refused == {mine.pk: "本机构还没有委托考核机构，暂时不能提交，请联系所在机构。"}


@pytest.mark.spec("ASM-23")
def test_a_request_to_change_stops_the_review_until_it_is_sent_again(country: Country) -> None:
    (mine,) = submitted(country)
    by, rows, clerk = physician_actor(mine.physician), rows_of(mine), institution(country)
    asked = ChangeRequest._base_manager.filter(enrolment=mine)
    assert actions.save_statements(rows, {mine.pk: {"work": "改"}}, by=by).done == []
    long = actions.ask_changes(rows, {mine.pk: "改" * 501}, by=by).refused
    assert long == {mine.pk: "修改内容和原因有 501 个字，最多 500 个字，请精简。"}
    assert actions.ask_changes(rows, {mine.pk: "改职称"}, by=by).done == [mine.pk]
    again = actions.ask_changes(rows, {mine.pk: "改职称"}, by=by).refused
    assert again == {mine.pk: "您已有一份修改申请等待所在机构处理，请等待答复。"}
    assert actions.decline_changes(asked, comment=" ", by=clerk).refused == {asked.get().pk: "请填写审核意见。"}
    next_door = institution(country, country.next_door)
    assert actions.grant_changes(asked, by=next_door).done == []
    assert actions.grant_changes(asked, by=clerk).done == [asked.get().pk]
    assert "无需再办理" in actions.decline_changes(asked, comment="晚了", by=clerk).refused[asked.get().pk]
    assert position_of(dossier_of(mine).enrolment).label == "已同意修改"
    refused = approve(rows, by=clerk).refused
    assert refused == {mine.pk: "已同意该医师修改报名信息，请待其重新提交后再审。"}
    actions.save_basic_information(rows, {mine.pk: {**basic_information(by), "email": "a@example.com"}}, by=by).only()
    assert submit(rows, by=by).done == [mine.pk]
    assert position_of(dossier_of(mine).enrolment).label == "待机构审核"
    assert actions.save_statements(rows, {mine.pk: {"work": "再改"}}, by=by).done == []
