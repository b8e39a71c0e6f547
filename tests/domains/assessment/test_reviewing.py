"""Institution and agency judge, pass on and give back (ASM-31 to ASM-35, ASM-43)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from tests.engines.test_notices_pages import client_of
from tests.factories.assessment import (
    agency,
    enrolled,
    filled,
    institution,
    passed,
    physician_actor,
    province_admin,
    submitted,
)
from tests.factories.country import YEAR, Country
from xinglin.domains.assessment import actions
from xinglin.domains.assessment.actions.conduct import record_conduct, remove_conduct, start_early
from xinglin.domains.assessment.actions.reviewing import add_opinions, pass_all, pass_on
from xinglin.domains.assessment.models import ConductRecord, Cycle, Enrolment, Physician, ProcedureReason, Verdict
from xinglin.domains.assessment.queries.portal import position_of
from xinglin.domains.assessment.queries.reviewing import figures_of, second_reviewed_visible_to, waiting_numbers
from xinglin.engines.access.actor import Actor
from xinglin.engines.notices.models import Notice
from xinglin.engines.review.actions import approve, return_for_changes, submit
from xinglin.engines.review.models import Decision
from xinglin.engines.windows.models import Window

pytestmark = pytest.mark.django_db
GOOD = {"work": (True, ""), "ethics": (True, "")}
RECORD = {"kind": "adverse", "institution_name": "示范医院", "outcome": "警告处分", "starts_early": False}


def rows(*found: Enrolment) -> Any:
    """As actions take them."""
    return Enrolment._base_manager.filter(pk__in=[each.pk for each in found])


def standing(*found: Enrolment) -> list[tuple[str, str]]:
    """(progress, result) of each."""
    return list(rows(*found).order_by("pk").values_list("progress", "result"))


def judge(enrolment: Enrolment, verdicts: Any, by: Actor) -> str | None:
    """Pass one on with these verdicts; the sentence why not."""
    return pass_on(rows(enrolment), {enrolment.pk: verdicts}, by=by).refused.get(enrolment.pk)


def on_record(country: Country, found: Sequence[Enrolment], **other: Any) -> list[ConductRecord]:
    """The same on record of each, closed yesterday unless told otherwise."""
    values = {**RECORD, "closed_on": localdate() - timedelta(days=1), **other}
    keys = [each.physician_id for each in found]
    record_conduct(Physician._base_manager.filter(pk__in=keys), values, by=institution(country))
    return list(ConductRecord._base_manager.filter(physician__in=keys).order_by("pk"))


def exemption(country: Country) -> str:
    """A province's reason of exemption; the key of the way."""
    reason = {"procedure": "exempt", "title": "周期内通过住培", "proof": "合格证书", "starts_on": localdate()}
    actions.add_reasons([reason], by=province_admin(country)).only()
    return f"exempt.{ProcedureReason.objects.get(title='周期内通过住培').pk}"


@pytest.mark.spec("ASM-22", "ASM-31", "ASM-34", "PLT-30")
def test_both_verdicts_are_asked_and_one_that_is_bad_fails_the_whole(country: Country) -> None:
    one, two = submitted(country, 2)
    by = institution(country)
    assert judge(one, {"work": (True, "")}, by) == "请评定“职业道德”是否合格。"
    assert judge(one, {**GOOD, "work": (False, " ")}, by) == "“工作业绩”评定为不合格，请填写理由。"
    long = "“工作业绩”的理由有 501 个字，最多 500 个字，请精简。"
    assert judge(one, {**GOOD, "work": (False, "长" * 501)}, by) == long
    assert approve(rows(one), by=by).refused == {one.pk: "请评定“工作业绩”是否合格。"}
    assert standing(one, two) == [("institution", "")] * 2
    assert not Verdict._base_manager.exists()
    assert not pass_on(rows(one), {one.pk: GOOD}, by=institution(country, country.next_door)).done
    add_opinions(
        rows(one), institution_name="邻院", text="在我院执业期间表现良好。", given_on=localdate(), by=by
    ).only()
    assert judge(one, {**GOOD, "ethics": (False, "收受红包")}, by) is None
    assert judge(two, GOOD, by) is None
    assert standing(one, two) == [("agency", "")] * 2
    added = Decision.objects.get(case=rows(one).get().case_id).addition
    (section,) = added["sections"]
    assert [(a["title"], a["shown"]) for a in section["fields"]] == [
        ("工作业绩", "合格"),
        ("职业道德", "不合格：收受红包"),
        ("多执业机构其它意见", f"{localdate()}，邻院：在我院执业期间表现良好。"),
    ]
    second = agency(country)
    alone = pass_all(rows(one, two), by=second)
    assert alone.refused == {one.pk: "“职业道德”评定为不合格，请打开该医师逐一办理。"}
    assert judge(one, {}, second) is None
    assert standing(one, two) == [("done", "failed"), ("test", "")]
    assert "审核通过，无需重复审核" in (judge(one, {}, second) or "")


@pytest.mark.spec("ASM-35", "PLT-31", "PLT-34")
def test_the_agency_gives_back_to_the_institution_and_that_to_the_physician(country: Country) -> None:
    (one,) = submitted(country)
    first, second = institution(country), agency(country)
    passed(country, [one], up_to="institution")
    returned = return_for_changes(rows(one), by=second, comment="请核实工作量", field_comments={"assessment.work": "?"})
    assert returned.done == [one.pk]
    assert standing(one) == [("institution", "")]
    assert pass_all(rows(one), by=first).refused == {one.pk: "考核机构已退回该医师，请打开查看退回意见，逐一办理。"}
    assert judge(one, {**GOOD, "work": (False, "工作量不足")}, first) is None
    assert standing(one) == [("agency", "")]
    return_for_changes(rows(one), by=second, comment="请医师补充").only()
    return_for_changes(rows(one), by=first, comment="请补充").only()
    assert standing(one) == [("returned", "")]
    submit(rows(one), by=physician_actor(one.physician)).only()
    assert approve(rows(one), by=first).refused == {one.pk: "请评定“工作业绩”是否合格。"}  # those of before lapse
    passed(country, [one])
    assert standing(one) == [("test", "")]


@pytest.mark.spec("ASM-31", "PLT-31")
def test_in_bulk_what_wants_a_look_of_its_own_is_left_with_the_reason(country: Country) -> None:
    good, adverse, old, back = submitted(country, 4)
    on_record(country, [adverse])
    on_record(country, [old], closed_on=date(YEAR, 1, 1) - timedelta(days=1))  # the day before the cycle
    passed(country, [back], up_to="institution")
    return_for_changes(rows(back), by=agency(country), comment="请核实").only()
    outcome = pass_all(rows(good, adverse, old, back), by=institution(country))
    assert outcome.done == [good.pk, old.pk]
    assert outcome.refused == {
        adverse.pk: "该医师本周期有 1 条不良执业行为记录，请打开该医师逐一评定。",
        back.pk: "考核机构已退回该医师，请打开查看退回意见，逐一办理。",
    }
    assert set(outcome.labels) == {adverse.pk, back.pk}
    assert {v.enrolment_id for v in Verdict._base_manager.filter(is_passed=True)} >= {good.pk, old.pk}
    assert not Verdict._base_manager.filter(enrolment=adverse).exists()


@pytest.mark.spec("ASM-21", "ASM-32", "ASM-33", "ASM-35")
def test_the_simplified_procedure_is_judged_by_the_agency_and_an_exemption_needs_no_test(country: Country) -> None:
    first, second = institution(country), agency(country)
    one, two, three = submitted(country, 3, way="simplified.experienced")
    (exempt,) = submitted(country, way=exemption(country), start=3_100)
    on_record(country, [three])
    lacking = "不符合“简易程序：执业满 12 年且本周期无不良行为记录”的条件：本周期"
    assert (judge(three, GOOD, first) or "").startswith(lacking)
    return_for_changes(rows(three), by=first, comment="有不良行为记录，请改选一般程序").only()
    assert standing(three) == [("returned", "")]
    passed(country, [one, two, exempt], up_to="institution")
    assert judge(one, {}, second) == "请评定“业务水平”是否合格。"
    assert judge(one, {"competence": (False, "述职材料不实")}, second) is None
    assert pass_all(rows(two, exempt), by=second).done == [two.pk, exempt.pk]
    assert standing(one, two, exempt) == [("done", "failed"), ("done", "passed"), ("done", "passed")]
    assert Verdict._base_manager.filter(aspect="competence").count() == 2


@pytest.mark.spec("ASM-23", "ASM-30", "ASM-35", "PLT-04")
def test_counts_and_what_an_agency_sees_until_the_cycle_is_closed(country: Country) -> None:
    found = submitted(country, 2)
    enrolled(country, 1, start=3_200)
    first, second = institution(country), agency(country)
    assert waiting_numbers(first) == {"general": 2, "simplified": 0, "exempt": 0, "changes": 0}
    actions.ask_changes(rows(found[0]), {found[0].pk: "职称有误"}, by=physician_actor(found[0].physician)).only()
    assert waiting_numbers(first)["changes"] == 1
    assert figures_of(first) == [("报名完成率", 2, 3), ("审核完成率", 0, 3), ("最终完成率", 0, 3)]
    assert list(second_reviewed_visible_to(second)) == []
    passed(country, [found[1]])
    assert figures_of(first)[1] == ("审核完成率", 1, 3)
    assert [each.pk for each in second_reviewed_visible_to(second)] == [found[1].pk]
    Cycle.objects.update(closed_at=timezone.now())
    assert list(second_reviewed_visible_to(second)) == []
    assert not pass_all(rows(*found), by=second).done
    assert list(second_reviewed_visible_to(agency(country, country.hospital))) == []


@pytest.mark.spec("ASM-31", "ASM-43")
def test_a_grave_record_starts_an_assessment_that_no_window_holds(country: Country) -> None:
    (one,) = enrolled(country)
    by, admin = institution(country), province_admin(country)
    future = record_conduct(
        Physician._base_manager.filter(pk=one.physician_id),
        {**RECORD, "closed_on": localdate() + timedelta(days=1)},
        by=by,
    )
    assert future.refused[one.physician_id].endswith("还没有到，请核对。")
    (mild,) = on_record(country, [one])
    grave = on_record(country, [one], starts_early=True, outcome="行政处罚")[-1]
    records = ConductRecord._base_manager.filter(pk__in=[mild.pk, grave.pk])
    assert not start_early(records, by=institution(country, country.next_door)).done
    outcome = start_early(records, by=by)
    assert outcome.done == [grave.pk]
    assert outcome.refused == {mild.pk: "该记录没有标明“须提前考核”，不能启动提前考核。"}
    again = "该记录已启动提前考核，请在“已确认参加”中查看。"
    assert start_early(records.filter(pk=grave.pk), by=by).refused == {grave.pk: again}
    removed = remove_conduct(records, by=by, comment="误登")
    assert set(removed.refused.values()) == {"执业行为记录登记有误的，请由卫生行政机构删除。"}
    outcome = remove_conduct(records, by=admin, comment="误登")
    assert (outcome.done, outcome.refused) == ([mild.pk], {grave.pk: "该记录已启动提前考核，不能删除。"})
    early = Enrolment._base_manager.get(early_for=grave)
    assert (early.cycle_id, early.agency_id, early.institution_id) == (one.cycle_id, one.agency_id, one.institution_id)
    assert Notice.objects.get(title="您须提前参加医师定期考核").account_id == early.physician.person.account_id
    Window.objects.update(ends_at=timezone.now() - timedelta(days=1))
    position = position_of(early)
    assert (position.opening, position.is_mine) == (None, True)
    assert position.unheld.endswith("结案的不良执业行为记录提前考核，不受考核安排的时间限制。")
    (early,) = filled(country, [early])
    submit(rows(early), by=physician_actor(early.physician)).only()
    assert judge(early, GOOD, by) is None
    passed_on = pass_on(rows(early), {early.pk: {}}, by=agency(country))
    assert passed_on.done == [early.pk]
    assert standing(one, early) == [("filling", ""), ("test", "")]


@pytest.mark.spec("ASM-31", "ASM-32", "ASM-34", "PLT-31", "PLT-131")
def test_the_page_keeps_what_was_typed_and_goes_on_to_the_next_of_the_procedure(country: Country) -> None:
    one, two = submitted(country, 2)
    (other,) = submitted(country, way="simplified.experienced", start=3_100)
    client, address = client_of(institution(country)), f"/assessment/reviews/{one.pk}/"
    text = client.get(address).content.decode()
    for word in (
        "医师信息",
        "工作业绩·职业道德",
        "申请材料",
        "操作日志",
        "上一步",
        "第 1 / 2 份",
        "登记行为记录",
        "职称任职年限",
    ):
        assert word in text, word
    current = str(rows(one).get().case.current_id)
    sent = {"do": "approve", "submission": current, "verdict:work": "1", "verdict:ethics": "0", "comment": "已核"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "“职业道德”评定为不合格，请填写理由。" in text
    assert 'name="verdict:ethics" value="0" checked' in text
    assert ">已核</textarea>" in text
    stale = client.post(address, {**sent, "submission": "0", "reason:ethics": "投诉属实"})
    assert "请刷新后再审" in stale.content.decode()
    assert standing(one) == [("institution", "")]
    answer = client.post(address, {**sent, "reason:ethics": "投诉属实"})
    assert answer.headers["Location"] == f"/assessment/reviews/{two.pk}/"
    assert standing(one, two, other) == [("agency", ""), ("institution", ""), ("institution", "")]
    said = {"institution_name": "邻院", "text": "表现良好", "given_on": str(localdate())}
    assert client.post(f"/assessment/reviews/{two.pk}/opinion/", said).headers["Location"].endswith(f"/{two.pk}/")
    record = {
        "kind": "commendation",
        "institution_name": "示范医院",
        "closed_on": str(localdate()),
        "outcome": "先进个人",
    }
    assert client.post(f"/assessment/reviews/{two.pk}/conduct/", record).status_code == 302
    text = client.get(f"/assessment/reviews/{two.pk}/").content.decode()
    assert "先进个人" in text
    assert f"{localdate()}，邻院：表现良好" in text
    second = client_of(agency(country))
    text = second.get(f"/assessment/second-reviews/{one.pk}/").content.decode()
    assert "不合格：投诉属实" in text
    assert "复核通过" in text
    assert second.get(f"/assessment/reviews/{one.pk}/").status_code == 403
    assert client_of(agency(country, country.hospital)).get(f"/assessment/second-reviews/{one.pk}/").status_code == 404
    home = client.get("/").content.decode()
    for word in ("一般程序待审核", "简易程序待审核", "审核完成率", "33%（1/3）", "考核联系方式"):
        assert word in home, word
