"""培训年限管理 and 培训年限减免 (REC-40, REC-41): length and dates, and a shorter training through its four levels."""

from datetime import date
from typing import Any

import pytest
from django.utils.timezone import localdate

from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.factories.recruitment import batch
from tests.walk import opened, resident, upload_for, walk
from xinglin.domains.recruitment.actions.asking import add_base_proofs, ask_reductions, give_up
from xinglin.domains.recruitment.actions.terms import keep_terms
from xinglin.domains.recruitment.models import LengthReduction, ReductionProof
from xinglin.domains.recruitment.queries.following import compared, request_tag
from xinglin.domains.recruitment.rules.following import NewReduction, Proof
from xinglin.domains.reference.loading import load_rotation_standards
from xinglin.domains.reference.models import RotationLine, RotationStandard, Specialty
from xinglin.domains.training.actions import change_status, save_trainings
from xinglin.domains.training.forms import TrainingForm
from xinglin.domains.training.models import Training, UpdateEntry
from xinglin.domains.training.public import Term
from xinglin.domains.training.queries.history import history_of
from xinglin.domains.training.queries.judging import resolve_trainings
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.files.queries import uploads_visible_to
from xinglin.engines.notices.models import Notice
from xinglin.engines.review.actions import approve, reject, return_for_changes, submit, withdraw

pytestmark = pytest.mark.django_db
REASON = "临床医学专业学位硕士，已在三级医院工作两年。"


@pytest.fixture
def training(country: Country) -> Training:
    return walk(country, opened(country), "complete")[0]


def now(training: Training) -> Training:
    return Training.objects.select_related("case", "person", "specialty").get(pk=training.pk)


def rows(training: Training) -> Any:
    return Training.objects.filter(pk=training.pk)


def term(training: Training, years: int, day: date, by: Actor) -> str:
    """Why not; empty when it was kept."""
    return keep_terms(rows(training), {training.pk: Term(years, day)}, by=by).refused.get(training.pk, "")


def asked(training: Training, years: int = 2, **changed: Any) -> LengthReduction:
    """The resident's request with its two files, not yet submitted."""
    by = resident(training)
    proofs = tuple(
        Proof(title, upload_for(by, kind).pk)
        for title, kind in (("培训年限减免申请表", "reduction-application"), ("学历、学位证书", "reduction-evidence"))
    )
    new = NewReduction(**{"years": years, "reason": REASON, "proofs": proofs, **changed})
    ask_reductions(rows(training), {training.pk: new}, by=by).only()
    return LengthReduction.objects.get(training=training, done_at=None, ended_at=None)


def of(reduction: LengthReduction) -> Any:
    return LengthReduction.objects.filter(pk=reduction.pk)


def sent(training: Training, years: int = 2) -> LengthReduction:
    reduction = asked(training, years)
    submit(of(reduction), by=resident(training)).only()
    return reduction


def proved(country: Country, reduction: LengthReduction) -> None:
    """The base's own proof lies beside it."""
    proof = Proof("培训基地证明", upload_for(country.base, "reduction-base-proof").pk)
    add_base_proofs(of(reduction), proofs=[proof], note="同意减免一年", by=country.base).only()


def levels(country: Country) -> list[Actor]:
    return [country.base, country.actor(country.city, Role.CITY_REVIEWER), country.reviewer]


@pytest.mark.spec("REC-40")
def test_the_end_follows_from_length_and_first_day_and_reporting_knows_it(country: Country, training: Training) -> None:
    assert term(training, 3, date(2023, 7, 1), country.base) == ""
    after = now(training)
    assert (after.training_years, after.starts_on, after.ends_on) == (3, date(2023, 7, 1), date(2026, 6, 30))
    assert UpdateEntry._base_manager.filter(training_id=training.pk).latest("pk").kind == "update"
    assert (history_of(after)[0].action, history_of(after)[0].by) == ("填写培训年限", country.base.name)
    assert term(training, 3, date(2023, 7, 1), country.base_next_door) == ""  # as if it did not exist
    assert now(training).revision == after.revision


@pytest.mark.spec("REC-40", "REC-41")
def test_a_shorter_length_is_applied_for_and_not_filled_in(country: Country, training: Training) -> None:
    why = term(training, 2, date(YEAR, 9, 1), country.base)
    assert why.startswith("培训年限少于 3 年的，须由学员在“培训年限管理”中提交减免申请")
    assert now(training).training_years == 3


@pytest.mark.spec("REC-41")
def test_one_that_stands_shorter_is_applied_for_as_it_is(country: Country, training: Training) -> None:
    rows(training).update(training_years=2, ends_on=date(YEAR + 2, 8, 31))
    base, himself = client_of(country.base), client_of(resident(training))
    lacking, own = "/following/terms/?reduction=lacking", "/following/own/"
    assert training.person.name not in base.get(lacking).content.decode()  # the province approves it with the report
    batch(country)
    assert training.person.name in base.get(lacking).content.decode()
    assert "您的培训年限为 2 年，少于本专业的 3 年" in himself.get(own).content.decode()
    with pytest.raises(Refused, match="可以申请的年限为 2 年或 1 年"):
        asked(training, 3)
    reduction = sent(training, 2)
    assert training.person.name not in base.get(lacking).content.decode()
    proved(country, reduction)
    for by in levels(country):
        approve(of(reduction), by=by).only()
    after = now(training)
    assert (after.training_years, after.ends_on) == (2, date(YEAR + 2, 8, 31))
    assert of(reduction).get().done_at


@pytest.mark.spec("REC-40")
def test_residents_fill_it_in_themselves_until_it_is_reported(country: Country, training: Training) -> None:
    assert term(training, 3, date(YEAR, 8, 1), resident(training)) == ""
    assert now(training).ends_on == date(YEAR + 3, 7, 31)
    walk(country, [training], "reported")
    why = term(training, 3, date(YEAR, 9, 1), resident(training))
    assert why == "您的信息已由培训基地上报，培训年限和起止时间如有不符，请联系基地教学部修改。"
    assert term(training, 3, date(YEAR, 9, 1), country.base) == ""


@pytest.mark.spec("REC-41")
def test_a_reduction_climbs_four_levels_and_takes_effect_by_itself(country: Country, training: Training) -> None:
    reduction = sent(training)
    base, city, province = levels(country)
    assert approve(of(reduction), by=base).refused == {reduction.pk: "请先上传基地出具的证明材料，再审核通过。"}
    proved(country, reduction)
    for by in (base, city, province):
        assert now(training).training_years == 3
        approve(of(reduction), by=by).only()
    after = now(training)
    assert (after.training_years, after.ends_on) == (2, date(YEAR + 2, 8, 31))
    reduction = of(reduction).select_related("case").get()
    assert reduction.done_at is not None
    assert request_tag(reduction).text == "已生效"
    assert history_of(after)[0].by == province.name  # history tells who decided
    assert Notice.objects.filter(account=after.person.account_id, title="培训年限减免审核通过，已生效").count() == 1
    assert term(training, 3, date(YEAR, 9, 1), country.base).startswith("培训年限已审核减免为 2 年，不能再改为 3 年")
    assert term(training, 2, date(YEAR, 9, 2), country.base) == ""
    again = ask_reductions(rows(training), {training.pk: NewReduction(1, REASON)}, by=resident(training))
    assert again.refused == {training.pk: "培训年限已审核减免为 2 年，不能再次申请。"}


@pytest.mark.spec("REC-41", "REC-45", "REP-07")
def test_what_was_decided_binds_the_bases_own_form_and_sheet(country: Country, training: Training) -> None:
    def entered(years: int) -> str:
        saved = save_trainings(rows(training), {training.pk: {"training_years": str(years)}}, by=country.base)
        return saved.refused.get(training.pk, "")

    assert entered(2) == ""  # the province does not recruit here: it approves the length with the report
    assert entered(3) == ""
    batch(country)
    why = "培训年限少于 3 年的，须由学员在“培训年限管理”中提交减免申请，逐级审核通过后自动生效。这里请填写 3 年。"
    assert entered(2) == why
    form = TrainingForm({"training_years": "2", "revision": 1}, training=now(training))
    assert form.errors["training_years"] == [why]
    row = {"document_number": training.person.document_number, "training_years": "2"}
    assert resolve_trainings([row], by=country.base).refused == {0: ("training_years", why)}
    assert now(training).training_years == 3
    reduction = sent(training)
    assert entered(1) == "培训年限减免申请正在审核，审核结束后再修改培训年限和起止时间。"
    assert save_trainings(rows(training), {training.pk: {"graduate_kind": "past"}}, by=country.base).done
    proved(country, reduction)
    for by in levels(country):
        approve(of(reduction), by=by).only()
    assert (entered(1), entered(3)) == tuple(
        f"培训年限已审核减免为 2 年，不能再改为 {years} 年；开始日期可以修改。" for years in (1, 3)
    )
    assert (entered(2), now(training).training_years) == ("", 2)


@pytest.mark.spec("REC-41")
@pytest.mark.parametrize("level", [0, 1, 2])
def test_returned_at_any_level_it_is_corrected_and_sent_again(country: Country, training: Training, level: int) -> None:
    reduction = sent(training)
    proved(country, reduction)
    for by in levels(country)[:level]:
        approve(of(reduction), by=by).only()
    return_for_changes(of(reduction), by=levels(country)[level], comment="请补充工作证明。").only()
    notice = Notice.objects.get(account=training.person.account_id, title="培训年限减免被退回修改")
    assert "请补充工作证明。" in notice.body
    corrected = asked(training, 1)
    assert corrected.pk == reduction.pk
    submit(of(reduction), by=resident(training)).only()
    for by in levels(country):
        approve(of(reduction), by=by).only()
    assert (now(training).training_years, now(training).ends_on) == (1, date(YEAR + 1, 8, 31))


@pytest.mark.spec("REC-41")
def test_a_city_that_takes_no_part_holds_nothing_up(country: Country, training: Training) -> None:
    reduction = sent(training)
    proved(country, reduction)
    for by in (country.base, country.reviewer):
        approve(of(reduction), by=by).only()
    assert now(training).training_years == 2


@pytest.mark.spec("REC-41")
def test_where_no_city_stands_above_the_province_follows_the_base(country: Country) -> None:
    (training,) = walk(country, opened(country, by=country.base_far), "complete")
    reduction = sent(training)
    proof = Proof("培训基地证明", upload_for(country.base_far, "reduction-base-proof").pk)
    add_base_proofs(of(reduction), proofs=[proof], by=country.base_far).only()
    approve(of(reduction), by=country.base_far).only()
    approve(of(reduction), by=country.other_reviewer).only()
    assert now(training).training_years == 2


@pytest.mark.spec("REC-41", "PLT-32")
def test_what_lacks_is_said_before_it_is_sent(country: Country, training: Training) -> None:
    reduction = asked(training, reason=" ", proofs=())
    refused = submit(of(reduction), by=resident(training)).refused
    assert refused == {reduction.pk: "缺：申请理由、培训年限减免申请表（PDF）、至少一份证明材料。请补齐后再提交。"}


@pytest.mark.spec("REC-41")
@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"resident_category": "GRADUATE"}, "全日制硕士专业学位研究生实际培训时间不少于 33 个月"),
        ({"specialty": None}, "还没有填写培训专业"),
        ({"starts_on": None}, "还没有填写培训开始日期"),
        ({"status": "withdrawn"}, "培训状态为“退培”"),
        ({"training_years": 1}, "现在的培训年限为 1 年，可以申请的年限为 1 年，请重新选择。"),
    ],
)
def test_who_cannot_apply_is_told_why(country: Country, training: Training, columns: Any, why: str) -> None:
    rows(training).update(**columns)
    refused = ask_reductions(rows(training), {training.pk: NewReduction(2, REASON)}, by=resident(training)).refused
    assert refused[training.pk].startswith(why)
    assert not LengthReduction.objects.exists()


@pytest.mark.spec("REC-41", "PLT-34")
def test_what_waits_is_neither_corrected_nor_given_up_but_withdrawn(country: Country, training: Training) -> None:
    reduction, by = sent(training), resident(training)
    new = NewReduction(1, REASON)
    why = "该申请已提交，正在审核，不能修改。如需修改，请先撤回。"
    assert ask_reductions(rows(training), {training.pk: new}, by=by).refused == {training.pk: why}
    assert give_up(of(reduction), by=by).refused == {reduction.pk: why}
    assert term(training, 3, date(YEAR, 8, 1), country.base).startswith("培训年限减免申请正在审核")
    withdraw(of(reduction), by=by).only()
    give_up(of(reduction), by=by).only()
    assert asked(training).pk != reduction.pk  # another may be written


@pytest.mark.spec("REC-41")
def test_a_refusal_for_good_ends_it(country: Country, training: Training) -> None:
    reduction = sent(training)
    reject(of(reduction), by=country.base, comment="不符合减免条件").only()
    reduction = of(reduction).select_related("case").get()
    assert (request_tag(reduction).text, reduction.ended_at is not None) == ("驳回", True)
    assert submit(of(reduction), by=resident(training)).refused
    assert asked(training).pk != reduction.pk


@pytest.mark.spec("REC-41")
def test_what_can_no_longer_be_carried_out_is_not_approved(country: Country) -> None:
    (training,) = walk(country, opened(country), "approved")
    reduction = sent(training)
    proved(country, reduction)
    base, city, province = levels(country)
    approve(of(reduction), by=base).only()
    approve(of(reduction), by=city).only()
    rows(training).update(starts_on=None)
    refused = approve(of(reduction), by=province).refused
    assert refused == {reduction.pk: "还没有填写培训开始日期，请先在“培训年限管理”中填写。"}
    assert (now(training).training_years, of(reduction).get().done_at) == (3, None)
    return_for_changes(of(reduction), by=province, comment="请先补充培训开始日期").only()


@pytest.mark.spec("REC-41", "PLT-04", "PLT-90")
def test_its_files_are_seen_by_the_four_levels_and_by_nobody_next_door(country: Country, training: Training) -> None:
    reduction = asked(training)
    draft = set(ReductionProof.objects.filter(reduction=reduction).values_list("upload", flat=True))
    base, city, province = levels(country)
    assert not uploads_visible_to(base, draft)  # not yet submitted
    submit(of(reduction), by=resident(training)).only()
    proved(country, reduction)
    files = set(ReductionProof.objects.filter(reduction=reduction).values_list("upload", flat=True))
    (other,) = walk(country, opened(country, start=5), "opened")
    near, far = country.base_next_door, country.base_far
    strangers = [near, far, country.other_reviewer, resident(other), country.actor(country.hospital, Role.SUPERVISOR)]
    for by in (resident(training), base, city, province):
        assert set(uploads_visible_to(by, files).values_list("pk", flat=True)) == files, by.name
    for by in strangers:
        assert not uploads_visible_to(by, files), by.name
    approve(of(reduction), by=base).only()
    return_for_changes(of(reduction), by=city, comment="请换一份").only()
    asked(training)  # with other files; those of the first submission stay with its copy
    assert set(uploads_visible_to(province, files).values_list("pk", flat=True)) == files


@pytest.mark.spec("REC-41", "PLT-04")
def test_a_strangers_file_is_no_evidence(country: Country, training: Training) -> None:
    (other,) = walk(country, opened(country, start=5), "opened")
    stolen = Proof("培训年限减免申请表", upload_for(resident(other), "reduction-application").pk)
    wrong = Proof("培训年限减免申请表", upload_for(resident(training), "portrait").pk)
    for proof in (stolen, wrong):
        with pytest.raises(Exception, match="所选文件不存在或已过期，请重新上传。"):
            asked(training, proofs=(proof,))
    assert not LengthReduction.objects.exists()


@pytest.mark.spec("REC-41", "ROT-01")
def test_the_standard_shows_what_the_shorter_length_changes(country: Country, training: Training) -> None:
    load_rotation_standards(Specialty, RotationStandard, RotationLine)
    shown = compared(now(training), 2)
    assert shown is not None
    assert (shown["months"], shown["shortened"], shown["standard"].version) == (33, 22, "2014 版")


@pytest.mark.spec("REC-41")
def test_of_an_ended_training_nothing_is_corrected_or_sent(country: Country) -> None:
    (training,) = walk(country, opened(country), "approved")
    reduction = asked(training)
    step: dict[str, Any] = {"status": "withdrawn", "reason": "resigned", "starts_on": localdate()}
    change_status(rows(training), by=country.base, **step).only()
    new = {training.pk: NewReduction(1, REASON)}
    refused = ask_reductions(rows(training), new, by=resident(training)).refused
    assert refused == {training.pk: "培训状态为“退培”，不能申请培训年限减免。"}
    assert submit(of(reduction), by=resident(training)).refused[reduction.pk].startswith("培训状态为“退培”")
