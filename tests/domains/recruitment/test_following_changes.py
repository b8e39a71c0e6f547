"""学员信息变更申请 and 学员培训状态变更申请 (REC-42 to REC-44): who asks for what, who decides, what comes of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from tests.domains.moments import close
from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.factories.recruitment import batch, places, submitted
from tests.walk import opened, resident, upload_for, walk
from xinglin.domains.institutions.actions import affiliate
from xinglin.domains.recruitment.actions.asking import ask_changes, ask_statuses, give_up
from xinglin.domains.recruitment.models import (
    Applicant,
    Employment,
    InformationChange,
    LengthReduction,
    Offer,
    StatusRequest,
)
from xinglin.domains.recruitment.queries.following import request_tag
from xinglin.domains.recruitment.rules.following import AskedStatus, NewFacts
from xinglin.domains.training.actions import change_status
from xinglin.domains.training.models import StatusChange, Training
from xinglin.domains.training.queries.history import history_of
from xinglin.domains.training.rules.transitions import NewStatus
from xinglin.domains.training.windows import INTAKE
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.files.queries import uploads_visible_to
from xinglin.engines.review.actions import approve, reject, return_for_changes, submit
from xinglin.engines.review.labels import report_label

pytestmark = pytest.mark.django_db
CODE = "12999999123456788W"


@pytest.fixture
def training(country: Country) -> Training:
    return walk(country, opened(country), "complete")[0]


def rows(training: Training) -> Any:
    return Training.objects.filter(pk=training.pk)


def now(training: Training) -> Training:
    return Training.objects.select_related("case", "person", "institution", "specialty", "site").get(pk=training.pk)


def ask(training: Training, by: Actor, **changed: Any) -> str:
    """Why not; empty when it was written."""
    new = NewFacts(**{"reason": "人事关系变动", **changed})
    return ask_changes(rows(training), {training.pk: new}, by=by).refused.get(training.pk, "")


def sent(training: Training, by: Actor, **changed: Any) -> Any:
    """An application that waits for an authority."""
    assert ask(training, by, **changed) == ""
    asked = InformationChange.objects.filter(training=training, done_at=None, ended_at=None)
    submit(asked, by=by).only()
    return InformationChange.objects.filter(pk=asked.get().pk)


def recruited(country: Country, training: Training, confirming: str) -> None:
    """As if it came out of a batch whose results such an authority confirms."""
    made = batch(country, confirming=confirming)
    (place,) = places(country, made, {"0100": 1})
    application = submitted(made, [place], person=training.person)
    Offer.objects.create(
        application=application,
        person=training.person,
        batch=made,
        province=made.province,
        intake_year=YEAR,
        institution=place.institution,
        place=place,
        training=training,
    )


@pytest.mark.spec("REC-42", "REC-43")
def test_category_and_employer_change_with_the_approval_and_are_to_be_reported(country: Country) -> None:
    (training,) = walk(country, opened(country), "approved")
    applicant = Applicant.objects.create(person=training.person, has_employer=False)
    change = sent(
        training, country.base, resident_category="COMPANY", employer_name="示范医院", employer_credit_code=CODE
    )
    assert now(training).resident_category == "SOCIAL"
    approve(change, by=country.reviewer).only()
    after = now(training)
    assert (after.resident_category, after.employer_name, after.employer_credit_code) == ("COMPANY", "示范医院", CODE)
    assert after.is_military_employer is False
    assert report_label(after) == "未上报"
    assert (history_of(after)[0].by, history_of(after)[0].by_unit) == (country.reviewer.name, country.province.name)
    employment = Employment.objects.get(applicant=applicant)
    assert (employment.employer_name, employment.is_current) == ("示范医院", True)
    assert change.get().before["人员类型"] == "面向社会招收住院医师"
    change = sent(training, country.base, resident_category="SOCIAL")
    approve(change, by=country.reviewer).only()
    assert (now(training).employer_name, now(training).is_military_employer) == ("", None)
    employment.refresh_from_db()
    assert (employment.is_current, employment.ends_on) == (False, localdate())


@pytest.mark.spec("REC-42")
@pytest.mark.parametrize(
    ("standing", "asked", "why"),
    [
        ({}, {}, "没有填写要变更的内容。"),
        ({}, {"resident_category": "GRADUATE"}, "全日制硕士专业学位研究生（并轨专硕）的人员类型不能变更"),
        ({"resident_category": "GRADUATE"}, {"resident_category": "SOCIAL"}, "全日制硕士专业学位研究生（并轨专硕）"),
        ({}, {"resident_category": "OTHER"}, "人员类型只能在面向社会招收住院医师、本单位住院医师"),
        ({"resident_category": "OTHER"}, {"resident_category": "SOCIAL"}, "人员类型只能在面向社会招收住院医师"),
        ({}, {"resident_category": "SOCIAL"}, "变更后的人员类型与现在相同"),
        ({}, {"resident_category": "ENTRUST"}, "变更为本单位或外单位委托培养住院医师时，请填写选送单位。"),
        ({}, {"employer_name": "邻县医院"}, "只有本单位住院医师和外单位委托培养住院医师填写选送单位"),
        ({}, {"specialty": "0100"}, "变更后的培训专业与现在（内科）相同"),
        ({}, {"specialty": "0200"}, "本基地没有该专业的专业基地"),
        ({}, {"site": "某县医院"}, "“某县医院”不是本基地已登记的协同单位"),
        ({"status": "withdrawn"}, {"specialty": "0700"}, "培训状态为“退培”，不能申请信息变更。"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    country: Country, training: Training, standing: Any, asked: Any, why: str
) -> None:
    rows(training).update(**standing)
    assert ask(training, country.base, **asked).startswith(why)
    assert not InformationChange.objects.exists()


@pytest.mark.spec("REC-42", "REP-34")
def test_a_specialty_changes_in_the_record_or_by_a_new_one_that_continues_it(country: Country) -> None:
    fresh, known = walk(country, opened(country, 2), "complete")
    walk(country, [known], "approved", start=1)
    close(INTAKE)
    rows(fresh).update(is_late_entry=True)
    for training in (fresh, known):
        change = sent(training, country.base, specialty="0700")
        approve(change, by=country.reviewer).only()
    assert now(fresh).specialty.code == "0700"  # type: ignore[union-attr]  # -- it has one
    old = now(known)
    assert (old.status, old.specialty and old.specialty.code) == ("withdrawn", "0100")
    assert old.next.specialty is not None
    assert (old.next.specialty.code, old.next.starts_on, old.next.ends_on) == ("0700", localdate(), old.ends_on)


@pytest.mark.spec("REC-42")
def test_a_record_never_reported_moves_to_the_other_base_as_it_is(country: Country, training: Training) -> None:
    change = sent(training, country.base, target=country.next_door)
    where = {"institution": country.hospital, "province": country.province, "created_by": "学员"}
    own = LengthReduction._base_manager.create(training=training, years=2, **where)
    outcome = approve(change, by=country.reviewer)
    assert list(outcome.refused.values()) == [
        "学员还有未办结的培训年限减免申请，不能变更主要基地，请先办结，或由学员撤销。"
    ]
    assert now(training).institution == country.hospital
    give_up(LengthReduction._base_manager.filter(pk=own.pk), by=resident(training)).only()
    approve(change, by=country.reviewer).only()
    after = now(training)
    assert (after.institution, after.specialty_base.institution) == (country.next_door, country.next_door)  # type: ignore[union-attr]  # -- it has one
    held = Membership.objects.filter(account=after.person.account, role=Role.RESIDENT)
    assert [each.unit for each in held] == [country.next_door]


@pytest.mark.spec("REC-42", "REP-34")
def test_who_was_approved_leaves_and_is_received_in_one_step(country: Country) -> None:
    (training,) = walk(country, opened(country), "approved")
    change = sent(training, country.base, target=country.next_door, specialty="0700")
    approve(change, by=country.reviewer).only()
    old = now(training)
    assert (old.status, old.next.institution, old.next.previous_id) == ("withdrawn", country.next_door, old.pk)
    assert old.next.specialty is not None
    assert (old.next.specialty.code, old.next.intake_year, old.next.status) == ("0700", YEAR, "training")
    left = StatusChange.objects.get(training=training)
    assert (left.reason, left.changed_by) == ("change_of_base", country.reviewer.name)


@pytest.mark.spec("REC-42", "REP-34")
def test_of_an_earlier_intake_or_into_another_province_one_leaves_instead(country: Country, training: Training) -> None:
    why = ask(training, country.base, target=country.far)
    assert why.startswith("主要基地变更申请只限省内。")
    rows(training).update(intake_year=YEAR - 1)
    why = ask(training, country.base, target=country.next_door)
    assert why == (
        f"主要基地变更申请只限当年（{YEAR} 级）招收的学员。该学员（{YEAR - 1} 级）请在“住院医师信息管理”的“培训状态”中"
        "办理退培，原因选“转培训基地”，由“邻院”在“转入待接收”中接收。"
    )


@pytest.mark.spec("REC-42")
def test_a_site_of_the_base_changes(country: Country, training: Training) -> None:
    affiliate([{"base": country.hospital.name, "site": "邻院"}], by=country.actor(country.nation, Role.NATION_ADMIN))
    change = sent(training, country.base, site="邻院")
    approve(change, by=country.reviewer).only()
    assert now(training).site == country.next_door
    change = sent(training, country.base, site="主要基地")
    page = client_of(country.reviewer).get(f"/following/changes/{change.get().pk}/").content.decode()
    assert "邻院 → 主要基地" in page
    approve(change, by=country.reviewer).only()
    assert now(training).site is None
    assert ask(training, country.base, site="主要基地").startswith("该学员现在就在主要基地培训")


@pytest.mark.spec("REC-42", "PLT-31")
def test_what_can_no_longer_be_carried_out_is_refused_with_the_reason_and_nothing_half_done(country: Country) -> None:
    good, bad = walk(country, opened(country, 2), "approved")
    asked = sent(good, country.base, specialty="0700", resident_category="COMPANY", employer_name="示范医院")
    other = sent(bad, country.base, target=country.next_door, resident_category="COMPANY", employer_name="示范医院")
    step: dict[str, Any] = {"status": "withdrawn", "reason": "resigned", "starts_on": localdate()}
    change_status(rows(bad), by=country.base, **step).only()
    both = InformationChange.objects.filter(pk__in=[asked.get().pk, other.get().pk])
    outcome = approve(both, by=country.reviewer)
    assert outcome.done == [asked.get().pk]
    assert outcome.refused[other.get().pk].startswith("培训状态为“退培”")
    assert (now(bad).resident_category, now(bad).institution) == ("SOCIAL", country.hospital)
    assert now(good).resident_category == "COMPANY"
    return_for_changes(other, by=country.reviewer, comment="该学员已退培").only()
    assert submit(other, by=country.base).refused[other.get().pk].startswith("培训状态为“退培”")
    give_up(other, by=country.base).only()
    assert request_tag(other.get()).text == "已撤销"


@pytest.mark.spec("REC-42", "REC-30")
@pytest.mark.parametrize(
    ("confirming", "levels"),
    [("city_then_province", "cp"), ("province", "p"), ("city", "c"), (None, "p")],
)
def test_the_authority_is_that_of_the_batch(
    country: Country, training: Training, confirming: str | None, levels: Sequence[str]
) -> None:
    city = country.actor(country.city, Role.CITY_REVIEWER)
    if confirming:
        recruited(country, training, confirming)
    change = sent(training, country.base, resident_category="COMPANY", employer_name="示范医院")
    for level in levels:
        assert now(training).resident_category == "SOCIAL"
        approve(change, by={"c": city, "p": country.reviewer}[level]).only()
    assert now(training).resident_category == "COMPANY"


@pytest.mark.spec("REC-42", "PLT-04")
def test_next_door_asks_and_decides_nothing(country: Country, training: Training) -> None:
    new = {training.pk: NewFacts(reason="冒用", specialty="0700")}
    assert not ask_changes(rows(training), new, by=country.base_next_door).done
    proof = upload_for(country.base, "change-proof")
    change = sent(training, country.base, specialty="0700", proof=proof.pk)
    for by in (country.other_reviewer, country.base_next_door, country.base):
        assert not approve(change, by=by).done
    assert uploads_visible_to(country.reviewer, [proof.pk])
    for by in (country.other_reviewer, country.base_next_door, country.actor(country.hospital, Role.SUPERVISOR)):
        assert not uploads_visible_to(by, [proof.pk])


def step(status: str, reason: str, day: date, until: date | None = None) -> AskedStatus:
    return AskedStatus(NewStatus(status, reason, day, until, "见证明材料"))


def proved(asked: AskedStatus, by: Actor) -> AskedStatus:
    return replace(asked, proof=upload_for(by, "change-proof").pk)


def status_sent(training: Training, by: Actor, asked: AskedStatus) -> Any:
    ask_statuses(rows(training), {training.pk: proved(asked, by)}, by=by).only()
    found = StatusRequest.objects.filter(training=training, done_at=None, ended_at=None)
    submit(found, by=by).only()
    return StatusRequest.objects.filter(pk=found.get().pk)


@pytest.mark.spec("REC-44", "REP-33")
def test_suspended_and_resumed_with_the_authoritys_word(country: Country) -> None:
    (training,) = walk(country, opened(country), "approved")
    today = localdate()
    asked = status_sent(training, country.base, step("suspended", "maternity", today, today + timedelta(90)))
    assert now(training).status == "training"
    approve(asked, by=country.reviewer).only()
    assert (now(training).status, report_label(now(training))) == ("suspended", "未上报")
    change = StatusChange.objects.get(training=training)
    assert (change.reason, change.note, change.changed_by) == ("maternity", "见证明材料", country.reviewer.name)
    approve(status_sent(training, country.base, step("training", "resumed", today)), by=country.reviewer).only()
    assert now(training).status == "training"


@pytest.mark.spec("REC-44", "REP-33")
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("suspended", "maternity", localdate()), "改为“暂停”时，请填写预计结束日期。"),
        (("suspended", "failed", localdate(), localdate() + timedelta(9)), "从“在培”改为“暂停”的原因应为"),
        (("withdrawn", "resigned", localdate() + timedelta(3)), "变更日期"),
        (("training", "resumed", localdate()), "培训状态已是“在培”，无需变更。"),
    ],
)
def test_an_illegal_step_is_not_sent_up(country: Country, asked: Any, why: str) -> None:
    (training,) = walk(country, opened(country), "approved")
    ask_statuses(rows(training), {training.pk: step(*asked)}, by=country.base).only()
    refused = submit(StatusRequest.objects.filter(training=training), by=country.base).refused
    assert next(iter(refused.values())).startswith(why)


@pytest.mark.spec("REC-44")
def test_a_status_is_not_asked_for_without_evidence(country: Country) -> None:
    (training,) = walk(country, opened(country), "approved")
    leaving = step("withdrawn", "resigned", localdate())
    ask_statuses(rows(training), {training.pk: leaving}, by=country.base).only()
    refused = submit(StatusRequest.objects.all(), by=country.base).refused
    assert list(refused.values()) == ["缺：证明材料（如本人申请、诊断证明）。请上传后再提交。"]
    assert status_sent(training, country.base, leaving).get().case.state == "open"


@pytest.mark.spec("REC-44")
def test_other_statuses_are_not_applied_for_and_one_request_at_a_time(country: Country) -> None:
    (training,) = walk(country, opened(country), "approved")
    ended = ask_statuses(rows(training), {training.pk: step("ended", "term_over", localdate())}, by=country.base)
    assert ended.refused == {training.pk: "可以申请退培、暂停、延期、恢复（改为在培），请重新选择。"}
    change = sent(training, country.base, specialty="0700")
    leaving = {training.pk: step("withdrawn", "resigned", localdate())}
    why = "该学员还有未办结的信息变更申请，请先办结或撤销。"
    assert ask_statuses(rows(training), leaving, by=country.base).refused == {training.pk: why}
    reject(change, by=country.reviewer, comment="专业名额已满").only()
    asked = status_sent(training, country.base, leaving[training.pk])
    approve(asked, by=country.reviewer).only()
    assert now(training).status == "withdrawn"
