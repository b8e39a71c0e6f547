"""What a step may say of itself: for whom it is, what it asks before it passes on, what it lays beside the copy."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.engines.actors import member
from tests.engines.review.conftest import case_of, of
from tests.engines.review.petitions import AGENCY, CITY, CITY_REVIEW, PROVINCE
from tests.walk import upload_for
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Event, Refused
from xinglin.engines.review.actions import approve, recall, return_for_changes, submit
from xinglin.engines.review.models import Decision
from xinglin.engines.review.printing import chains_markdown
from xinglin.engines.review.queries import enclosed, opinion_of
from xinglin.engines.review.reading import reading_of

pytestmark = pytest.mark.spec("PLT-30")


def long_ones(petitions):
    """Those with a long title."""
    return {petition.pk for petition in petitions if len(petition.title) > 4}


def test_a_step_is_left_out_for_subjects_that_it_is_not_for(country, chain):
    chain(steps=(replace(CITY, only=long_ones), PROVINCE))
    long, short = country.petition("增加专业基地"), country.petition("增加")
    submit(of(long, short), by=country.clerk)
    assert [case_of(each).step for each in (long, short)] == ["city", "province"]
    assert approve(of(long, short), by=country.city_reviewer).done == [long.pk]
    assert approve(of(long, short), by=country.reviewer).done == [long.pk, short.pk]


def test_where_every_step_is_left_out_nothing_can_be_submitted(country, chain):
    chain(steps=(replace(PROVINCE, only=long_ones),))
    short = country.petition("增加")
    refused = submit(of(short), by=country.clerk).refused
    assert refused == {short.pk: "没有找到“省审核”的审核单位，请联系上级管理部门。"}
    assert submit(of(country.petition()), by=country.clerk).done


def test_a_step_says_why_it_does_not_pass_on_and_may_still_return(country, chain):
    asked = []

    def full(petitions, *, by):
        """What fits."""
        asked.append((by.name, [petition.pk for petition in petitions]))
        return {petition.pk: "名额已满。" for petition in petitions if petition.title == "多余"}

    chain(steps=(CITY, replace(PROVINCE, may_approve=full)))
    one, two = country.petition(), country.petition("多余")
    submit(of(one, two), by=country.clerk)
    approve(of(one, two), by=country.city_reviewer)
    assert asked == []
    outcome = approve(of(one, two), by=country.reviewer)
    assert (outcome.done, outcome.refused) == ([one.pk], {two.pk: "名额已满。"})
    assert asked == [("张三", [one.pk, two.pk])]
    assert return_for_changes(of(two), by=country.reviewer, comment="名额已满").done
    assert "- «省审核» is asked before it passes on: What fits." in chains_markdown()["petition.md"]


@pytest.mark.spec("PLT-33", "PLT-35")
def test_what_a_step_adds_is_frozen_with_its_word_and_read_above(country, chain):
    reviewer = member(country.units.city, Role.CITY_REVIEWER, "郑市审")
    proof = upload_for(reviewer, "petition")
    words = ["同意，附会议纪要"]

    def minutes(petitions):
        """会议纪要."""
        fields = [
            {"key": "city.word", "title": "市级说明", "value": words[0], "shown": words[0]},
            {"key": "city.scan", "title": "会议纪要", "value": str(proof.pk), "shown": "已上传", "upload": True},
        ]
        return {p.pk: {"sections": [{"key": "city", "title": "市级材料", "fields": fields}]} for p in petitions}

    declared = chain(steps=(replace(CITY, adds=minutes), PROVINCE))
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    assert not enclosed([proof.pk])
    approve(of(petition), by=reviewer)
    words[0] = "后来改了"
    subject = of(petition).select_related("case", "institution").get()
    reading = reading_of(declared, subject, country.reviewer)
    assert reading is not None
    (answers,) = [answers for part in reading.parts for title, answers in part.sections if title == "市级材料"]
    assert [answer.shown for answer in answers] == ["同意，附会议纪要", "已上传"]
    assert answers[1].files
    assert enclosed([proof.pk]) == {proof.pk}
    return_for_changes(of(petition), by=country.reviewer, comment="请重新上报")
    submit(of(petition), by=country.clerk)
    again = reading_of(declared, of(petition).select_related("case", "institution").get(), country.reviewer)
    assert again is not None
    assert [part.title for part in again.parts] == ["申请内容", "联系人"]  # of the new submission nobody has spoken yet
    assert Decision.objects.filter(addition__isnull=True).count() == 1  # a return adds nothing


@pytest.mark.spec("PLT-31")
def test_the_words_of_a_step_cost_as_much_for_fifty_as_for_one(country, chain):
    def added(petitions):
        return {petition.pk: {"sections": []} for petition in petitions}

    step = replace(CITY, only=long_ones, adds=added, may_approve=lambda petitions, *, by: {})
    chain(steps=(step, PROVINCE))
    counts = []
    for size in (1, 50):
        rows = of(*[country.petition(f"第 {n} 份长申请") for n in range(size)])
        submit(rows, by=country.clerk)
        with CaptureQueriesContext(connection) as captured:
            assert len(approve(rows, by=country.city_reviewer).done) == size
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.spec("PLT-31", "PLT-33", "PLT-34")
def test_a_level_can_give_back_to_the_one_below_it_as_often_as_it_must(country, chain):
    moved, event = [], Event("petition.moved", "申请到了另一环节")
    event.reactions.append(lambda ids, **_facts: moved.append(sorted(ids)))
    declared = chain(steps=(PROVINCE, replace(AGENCY, returns_to="province")), on_moved=event)
    petition = country.petition()
    submit(of(petition), by=country.clerk)
    for turn in (1, 2):
        assert approve(of(petition), by=country.reviewer).done
        assert (case_of(petition).step, case_of(petition).round) == ("agency", turn)
        returned = return_for_changes(
            of(petition), by=country.agency, comment=f"第 {turn} 次退回", field_comments={"reason": "请核实"}
        )
        assert returned.done == [petition.pk]
        case = case_of(petition)
        assert (case.state, case.step, case.seat_id) == ("open", "province", country.units.province.pk)
        assert not approve(of(petition), by=country.agency).done
        subject = of(petition).select_related("case", "institution").get()
        assert opinion_of(subject) is None  # the submitter is not asked for anything
        reading = reading_of(declared, subject, country.reviewer)
        assert reading is not None
        assert reading.sent_back is not None
        assert reading.sent_back.comment == f"第 {turn} 次退回"
        (remark,) = [a.remark for part in reading.parts for _, found in part.sections for a in found if a.remark]
        assert (remark, reading.may_decide) == ("请核实", True)
    assert return_for_changes(of(petition), by=country.reviewer, comment="请补正").done
    opinion = opinion_of(of(petition).select_related("case").get())
    assert opinion is not None
    assert (opinion.comment, case_of(petition).state) == ("请补正", "returned")
    submit(of(petition), by=country.clerk)
    approve(of(petition), by=country.reviewer)
    approve(of(petition), by=country.agency)
    assert (case_of(petition).state, case_of(petition).round, Decision.objects.count()) == ("approved", 1, 7)
    assert moved == [[petition.pk]] * 5
    page = chains_markdown()["petition.md"]
    assert "  agency -- 退回修改 --> province" in page
    assert "- When moved to another step it announces `petition.moved` (申请到了另一环节)." in page


@pytest.mark.spec("PLT-31", "PLT-33", "ASM-36")
def test_the_overseer_sends_back_whatever_was_submitted(country, chain):
    heard, moved, returned = [], Event("petition.moved", "申请到了另一环节"), Event("petition.sent_back", "申请已退回")
    for event in (moved, returned):
        event.reactions.append(lambda ids, *, by, chain, **_facts: heard.append(sorted(ids)))
    words = {"overseer": CITY_REVIEW, "overseer_title": "市卫生健康委员会", "on_moved": moved, "on_returned": returned}
    declared = chain(steps=(PROVINCE, AGENCY), **words)
    waiting, passed, draft = (country.petition(title) for title in ("待审", "通过", "草稿"))
    submit(of(waiting, passed), by=country.clerk)
    approve(of(passed), by=country.reviewer)
    approve(of(passed), by=country.agency)
    assert recall(of(waiting, passed), by=country.reviewer, comment="越权").done == []  # he oversees nothing
    with pytest.raises(Refused, match="请填写退回原因"):
        recall(of(passed), by=country.city_reviewer, comment=" ")
    again = recall(of(passed), by=country.city_reviewer, comment="重新评定", to="province")
    assert (again.done, case_of(passed).state, case_of(passed).step) == ([passed.pk], "open", "province")
    course = reading_of(declared, of(passed).select_related("case", "institution").get(), country.reviewer)
    assert course is not None
    assert course.sent_back is not None
    assert course.entries[0].title == "市卫生健康委员会：退回修改"
    assert approve(of(passed), by=country.reviewer).done
    outcome = recall(of(waiting, passed, draft), by=country.city_reviewer, comment="材料不实")
    assert outcome.done == [waiting.pk, passed.pk]
    assert outcome.refused == {draft.pk: "该记录尚未上报，无需退回。"}
    assert {case_of(each).state for each in (waiting, passed)} == {"returned"}
    opinion = opinion_of(of(passed).select_related("case").get())
    assert opinion is not None
    assert opinion.comment == "材料不实"
    (why,) = recall(of(passed), by=country.city_reviewer, comment="再退").refused.values()
    assert why.endswith("退回修改，无需再退回。")
    assert submit(of(passed), by=country.clerk).done
    assert heard[-1] == [waiting.pk, passed.pk]
    assert "Sent back from any step" in chains_markdown()["petition.md"]
