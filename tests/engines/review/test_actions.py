"""Submit, withdraw, approve, return, reject: what each does to the case, and whom it refuses."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.engines.review.conftest import case_of, fresh, of
from tests.engines.review.petitions import AGENCY, CITY, NATION, PROVINCE
from xinglin.engines.actions import Refused
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.review.actions import approve, reject, return_for_changes, submit, withdraw
from xinglin.engines.review.copies import changes, values_of
from xinglin.engines.review.labels import report_label, review_label
from xinglin.engines.review.models import Case, Decision, Submission
from xinglin.engines.review.revisions import revise


def edit(petition, **values):
    """Change what is reported, as a domain does."""
    of(petition).update(**values)
    revise(of(petition))


def labels(petition):
    now = fresh(petition)
    return report_label(now), review_label(now)


@pytest.mark.spec("PLT-31", "REP-10")
def test_submitted_is_reported_and_waits(country, chain):
    chain()
    petition = country.petition()
    assert labels(petition) == ("未上报", "")
    assert submit(of(petition), by=country.clerk).done == [petition.pk]
    assert labels(petition) == ("已上报", "待审核")
    case = case_of(petition)
    assert (case.seat, case.province, case.institution) == (
        country.units.province,
        country.units.province,
        country.units.hospital,
    )


@pytest.mark.spec("PLT-32")
def test_incomplete_is_not_submitted_and_told_what_lacks(country, chain):
    chain()
    whole, incomplete = country.petition(), country.petition("缺理由", reason="")
    outcome = submit(of(whole, incomplete), by=country.clerk)
    assert outcome.done == [whole.pk]
    assert outcome.refused == {incomplete.pk: "缺：理由。请补全后再上报。"}
    assert outcome.labels == {incomplete.pk: "缺理由"}
    assert fresh(incomplete).case is None


@pytest.mark.spec("PLT-35", "REP-35")
def test_approval_keeps_what_was_submitted_whatever_is_edited_later(country, chain):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    edit(petition, reason="改了")
    approve(of(petition), by=country.reviewer)
    assert labels(petition) == ("未上报", "审核通过")
    assert values_of(case_of(petition).approved)["reason"] == "生源充足"
    submit(of(petition), by=country.clerk)
    assert labels(petition) == ("已上报", "待审核")
    assert values_of(case_of(petition).approved)["reason"] == "生源充足"
    approve(of(petition), by=country.reviewer)
    assert values_of(case_of(petition).approved)["reason"] == "改了"


@pytest.mark.spec("PLT-31", "REP-11")
def test_returned_is_corrected_and_submitted_again(country, chain):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    return_for_changes(of(petition), by=country.reviewer, comment="理由不足", field_comments={"reason": "写具体些"})
    assert labels(petition) == ("未上报", "退回修改")
    decision = Decision.objects.get()
    assert (decision.comment, decision.field_comments) == ("理由不足", {"reason": "写具体些"})
    edit(petition, reason="近三年报名人数翻番")
    assert submit(of(petition), by=country.clerk).done
    assert labels(petition) == ("已上报", "待审核")
    case = case_of(petition)
    assert case.number == 2
    assert [(c.title, c.before, c.after) for c in changes(case.reviewed, case.current)] == [
        ("理由", "生源充足", "近三年报名人数翻番")
    ]


@pytest.mark.spec("PLT-31")
def test_return_needs_an_opinion_or_a_pinned_field(country, chain):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    with pytest.raises(Refused, match="请填写退回意见"):
        return_for_changes(of(petition), by=country.reviewer, comment="  ")
    with pytest.raises(Refused, match="请填写驳回理由"):
        reject(of(petition), by=country.reviewer, comment="")
    assert labels(petition) == ("已上报", "待审核")
    return_for_changes(of(petition), by=country.reviewer, comment="", field_comments={"reason": "写具体些"})
    assert Decision.objects.get().comment == "请按标注修改（1 处）。"


def test_rejected_is_the_end(country, chain):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    reject(of(petition), by=country.reviewer, comment="不在批准范围")
    assert labels(petition) == ("已上报", "驳回")
    edit(petition, reason="再试")
    assert "不能再次上报" in submit(of(petition), by=country.clerk).refused[petition.pk]


def test_a_chain_without_rejection_refuses_it(country, chain):
    chain(may_reject=False)
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    refused = reject(of(petition), by=country.reviewer, comment="不行").refused
    assert refused == {petition.pk: "“申请上报”不设驳回，请用“退回修改”。"}


@pytest.mark.spec("PLT-31")
def test_withdrawn_while_nobody_has_spoken(country, chain):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    assert withdraw(of(petition), by=country.clerk).done
    assert labels(petition) == ("未上报", "")
    assert "撤回" in approve(of(petition), by=country.reviewer).refused[petition.pk]
    submit(of(petition), by=country.clerk)
    approve(of(petition), by=country.reviewer)
    assert "张三" in withdraw(of(petition), by=country.clerk).refused[petition.pk]


def test_a_chain_without_withdrawal_refuses_it(country, chain):
    chain(may_withdraw=False)
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    assert withdraw(of(petition), by=country.clerk).refused[petition.pk].startswith("“申请上报”上报后不能撤回")


@pytest.mark.spec("PLT-34", "REP-35")
def test_the_same_is_not_submitted_twice(country, chain):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    assert "已由 李干事 于" in submit(of(petition), by=country.clerk).refused[petition.pk]
    approve(of(petition), by=country.reviewer)
    assert "此后没有修改" in submit(of(petition), by=country.clerk).refused[petition.pk]
    assert Submission.objects.count() == 1


@pytest.mark.spec("PLT-34")
def test_a_stale_page_is_told_who_decided_or_that_it_came_anew(country, chain):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    read = {petition.pk: case_of(petition).current_id}
    edit(petition, reason="改了")
    submit(of(petition), by=country.clerk)
    told = approve(of(petition), by=country.reviewer, expected=read).refused[petition.pk]
    assert told.startswith("基地已于")
    assert told.endswith("重新上报，请刷新后再审。")
    read = {petition.pk: case_of(petition).current_id}
    assert approve(of(petition), by=country.reviewer, expected=read).done
    told = return_for_changes(of(petition), by=country.colleague, comment="理由不足", expected=read)
    assert "该记录已由 张三 于" in told.refused[petition.pk]
    assert "审核通过，无需重复审核" in told.refused[petition.pk]
    assert Decision.objects.count() == 1


@pytest.mark.spec("REP-40")
def test_what_was_not_submitted_cannot_be_decided(country, chain):
    chain()
    petition = country.petition()
    assert approve(of(petition), by=country.reviewer).refused == {petition.pk: "该记录尚未上报，不能审核。"}


@pytest.mark.spec("PLT-04")
def test_others_records_are_as_if_they_did_not_exist(country, chain):
    chain()
    petition = country.petition()
    nothing = ([], {}, [])
    outcomes = [submit(of(petition), by=country.neighbour), submit(of(petition), by=country.reviewer)]
    submit(of(petition), by=country.clerk)
    outcomes += [approve(of(petition), by=country.stranger), approve(of(petition), by=country.clerk)]
    outcomes += [withdraw(of(petition), by=country.neighbour)]
    assert [(o.done, o.refused, o.unchanged) for o in outcomes] == [nothing] * 5
    assert labels(petition) == ("已上报", "待审核")


@pytest.mark.spec("PLT-30")
def test_two_levels_one_after_the_other(country, chain):
    chain(steps=(CITY, PROVINCE))
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    assert "不由当前身份办理" in approve(of(petition), by=country.reviewer).refused[petition.pk]
    assert approve(of(petition), by=country.city_reviewer).done
    assert labels(petition) == ("已上报", "待审核")
    assert "孙七" in withdraw(of(petition), by=country.clerk).refused[petition.pk]
    assert "“省审核”环节" in approve(of(petition), by=country.city_reviewer).refused[petition.pk]
    assert approve(of(petition), by=country.reviewer).done
    assert labels(petition) == ("已上报", "审核通过")


@pytest.mark.spec("PLT-30")
def test_an_optional_level_is_left_out_where_no_such_unit_stands(country, chain):
    chain(steps=(CITY, PROVINCE))
    petition = country.petition(institution=country.units.next_door)
    submit(of(petition), by=country.neighbour)
    assert case_of(petition).step == "province"
    assert approve(of(petition), by=country.reviewer).done


@pytest.mark.spec("PLT-30")
def test_an_agency_elsewhere_in_the_tree_decides_what_names_it(country, chain):
    chain(steps=(AGENCY, NATION))
    petition, homeless = country.petition(), country.petition("没有机构", agency=None)
    outcome = submit(of(petition, homeless), by=country.clerk)
    assert outcome.refused == {homeless.pk: "没有找到“机构审核”的审核单位，请联系上级管理部门。"}
    assert approve(of(petition, homeless), by=country.agency).done == [petition.pk]
    assert case_of(petition).seat == country.units.nation


def test_nothing_is_passed_on_to_a_seat_that_has_become_vacant(country, chain):
    chain(steps=(PROVINCE, AGENCY))
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    of(petition).update(agency=None)
    refused = approve(of(petition), by=country.reviewer).refused
    assert refused == {petition.pk: "没有找到“机构审核”的审核单位，请联系上级管理部门。"}
    assert return_for_changes(of(petition), by=country.reviewer, comment="请补填机构").done


@pytest.mark.spec("PLT-33", "PLT-101")
def test_every_word_is_kept_with_who_where_and_on_what(country, chain):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    return_for_changes(of(petition), by=country.reviewer, comment="理由不足")
    submission, decision = Submission.objects.get(), Decision.objects.get()
    assert (submission.name, submission.role, submission.unit_name) == ("李干事", "base_admin", "示范医院")
    assert (decision.name, decision.role, decision.unit_name) == ("张三", "province_reviewer", "示范省")
    assert decision.submission == submission
    logged = AuditEntry.objects.filter(action="review.returned").get()
    assert (logged.subject_ids, logged.reason) == ([petition.pk], "理由不足")


@pytest.mark.spec("PLT-33", "PLT-35")
@pytest.mark.parametrize("model", [Submission, Decision])
def test_what_was_said_is_neither_altered_nor_deleted(country, chain, model):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    approve(of(petition), by=country.reviewer)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(name="别人")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


@pytest.mark.spec("PLT-35")
def test_a_subject_goes_but_its_case_stays(country, chain):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    of(petition).delete()
    assert Case.objects.get().subject_id == petition.pk


@pytest.mark.spec("PLT-100")
def test_sensitive_values_are_not_readable_in_the_table(country, chain):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM review_submission t")
        text = cursor.fetchone()[0]
    assert "110101190101010011" not in text
    assert "生源充足" in text
    assert values_of(Submission.objects.get())["document_number"] == "110101190101010011"


@pytest.mark.spec("PLT-33")
def test_a_change_in_a_masked_number_is_seen(country, chain):
    chain()
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    return_for_changes(of(petition), by=country.reviewer, comment="证件号码不对")
    edit(petition, document_number="110101190202020011")
    submit(of(petition), by=country.clerk)
    case = case_of(petition)
    assert [(c.title, c.before, c.after) for c in changes(case.reviewed, case.current)] == [
        ("证件号码", "110***********0011", "110***********0011（已更改）")
    ]


def test_events_are_announced_once_with_those_that_came_to_an_end(country, chain):
    declared = chain(steps=(CITY, PROVINCE))
    heard = []
    for name in ("on_submitted", "on_approved", "on_returned"):
        event = getattr(declared, name)
        event.reactions.append(lambda ids, *, by, _name=name, **facts: heard.append((_name, ids, by.name)))
    one, two = country.petition(), country.petition("第二份")
    submit(of(one, two), by=country.clerk)
    approve(of(one, two), by=country.city_reviewer)
    approve(of(one), by=country.reviewer)
    return_for_changes(of(two), by=country.reviewer, comment="理由不足")
    assert heard == [
        ("on_submitted", [one.pk, two.pk], "李干事"),
        ("on_approved", [one.pk], "张三"),
        ("on_returned", [two.pk], "张三"),
    ]


@pytest.mark.spec("PLT-31", "REP-51")
@pytest.mark.parametrize("steps", [(PROVINCE,), (CITY, PROVINCE)])
def test_as_many_statements_for_fifty_as_for_one(country, chain, steps):
    chain(steps=steps)
    reviewer = country.reviewer if steps == (PROVINCE,) else country.city_reviewer
    counts = []
    for size in (1, 50):
        set_of = of(*[country.petition(f"第 {n} 份") for n in range(size)])
        first = _statements(submit, set_of, by=country.clerk)
        back = _statements(return_for_changes, set_of, by=reviewer, comment="理由不足")
        again = _statements(submit, set_of, by=country.clerk)
        away = _statements(withdraw, set_of, by=country.clerk)
        submit(set_of, by=country.clerk)
        passed = _statements(approve, set_of, by=reviewer)
        refused = _statements(approve, set_of, by=country.reviewer if steps == (PROVINCE,) else country.city_reviewer)
        counts.append((first, back, again, away, passed, refused))
    assert counts[0] == counts[1]


def _statements(verb, *args, **kwargs):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        verb(*args, **kwargs)
    return len(captured)
