"""Each rule of «数据体检» on plain data, at its boundary (REP-50)."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from xinglin.domains.training.queries.examining import ALONE
from xinglin.domains.training.rules.checkup import education, identity, licence, others, placement, portrait
from xinglin.domains.training.rules.checkup.cases import Case, Picture, Study
from xinglin.domains.training.rules.checkup.kinds import KINDS, Finding

pytestmark = pytest.mark.spec("REP-50")
TODAY = date(2026, 11, 20)
NUMBER = "110101190303070012"  # a man's
BACHELOR = Study(
    "bachelor",
    graduated=date(1926, 6, 1),
    education_code="21",
    education_number="105511192605900001",
    degree_code="410",
    degree_number="1055141926900001",
)
RECENT = replace(
    BACHELOR, graduated=date(2026, 6, 1), education_number="105511202605900001", degree_number="1055142026900001"
)
MASTER = Study("master", graduated=date(1929, 6, 1), education_code="14", degree_code="345")
WHOLE = Case(
    key=1,
    name="林清和",
    document_number=NUMBER,
    gender="1",
    birth=date(1903, 3, 7),
    mobile="19900000001",
    emergency_mobile="19900000002",
    studies=(BACHELOR,),
    licensing_exam="licensed",
    qualification=f"20271111{0}{NUMBER}",
    qualified=date(2026, 11, 20),
    portrait=Picture(413, 579, 12_000),
    intake_year=2026,
    specialty="0100",
    specialty_name="内科",
    category="SOCIAL",
    graduate_kind="past",
    degree_study=False,
    years=3,
    starts=date(2026, 9, 1),
    ends=date(2029, 8, 31),
)
Rule = Callable[[Case, date], Iterable[Finding]]


def found(rule: Rule, **changed: Any) -> list[tuple[str, str]]:
    return [(finding.kind, finding.field) for finding in rule(replace(WHOLE, **changed), TODAY)]


def test_nothing_is_found_in_a_right_record() -> None:
    assert [finding for rule in ALONE for finding in rule(WHOLE, TODAY)] == []


def test_nothing_is_found_in_an_empty_record() -> None:
    assert [finding for rule in ALONE for finding in rule(Case(key=1), TODAY)] == []


def study(base: Study = BACHELOR, **changed: Any) -> dict[str, Any]:
    return {"studies": (replace(base, **changed),)}


CASES: list[tuple[Rule, dict[str, Any], dict[str, Any], str, str]] = [
    # rule, what is still right, what is found, kind, field
    (identity.sex, {"gender": "1"}, {"gender": "2"}, "identity", "basic.gender"),
    (identity.birth, {}, {"birth": date(1903, 3, 8)}, "identity", "basic.birth_date"),
    (
        identity.document_form,
        {"document_type": "07", "document_number": "12345678"},
        {"document_type": "07", "document_number": "1234567"},
        "certificate_form",
        "basic.document_number",
    ),
    (
        identity.old_enough,
        {"birth": date(2008, 9, 1)},
        {"birth": date(2008, 9, 2)},
        "dates",
        "training.starts_on",
    ),
    (identity.emergency, {}, {"emergency_mobile": "19900000001"}, "mobile_shared", "basic.emergency_mobile"),
    (
        education.in_the_future,
        study(graduated=date(2026, 11, 1)),
        study(graduated=date(2026, 12, 1)),
        "dates",
        "education.bachelor.graduated_month",
    ),
    (
        education.too_young,
        study(graduated=date(1920, 4, 1)),
        study(graduated=date(1920, 3, 1)),
        "dates",
        "education.bachelor.graduated_month",
    ),
    (
        education.order_of_levels,
        {"studies": (MASTER, BACHELOR)},
        {"studies": (replace(MASTER, graduated=date(1926, 6, 1)), BACHELOR)},
        "sequence",
        "education.master.graduated_month",
    ),
    (
        education.after_training_began,
        study(graduated=date(2026, 9, 1)),
        study(graduated=date(2026, 10, 1)),
        "sequence",
        "education.bachelor.graduated_month",
    ),
    (
        education.education_code,
        study(education_code="28"),
        study(education_code="31"),
        "degree_level",
        "education.bachelor.education_code",
    ),
    (
        education.degree_code,
        study(degree_code="998"),
        study(degree_code="345"),
        "degree_level",
        "education.bachelor.degree_code",
    ),
    (
        education.education_number_form,
        study(graduated=date(2000, 6, 1), education_number="12345"),
        study(graduated=date(2001, 6, 1), education_number="12345"),
        "certificate_form",
        "education.bachelor.education_number",
    ),
    (
        education.degree_number_form,
        study(degree_number="Z1055141926900001"),
        study(degree_number="1055151926900001"),
        "certificate_form",
        "education.bachelor.degree_number",
    ),
    (
        education.education_number_fits,
        study(RECENT),
        study(RECENT, education_number="105511202505900001"),
        "certificate_year",
        "education.bachelor.education_number",
    ),
    (
        education.education_number_fits,
        study(RECENT),
        study(RECENT, education_number="105511202602900001"),
        "certificate_year",
        "education.bachelor.education_number",
    ),
    (
        education.degree_number_fits,
        study(RECENT, degree_number="1055142027900001"),
        study(RECENT, degree_number="1055142025900001"),
        "sequence",
        "education.bachelor.degree_number",
    ),
    (
        education.degree_number_fits,
        study(RECENT),
        study(RECENT, degree_number="1055132026900001"),
        "certificate_year",
        "education.bachelor.degree_number",
    ),
    (
        licence.owner,
        {},
        {"document_number": "110101190303070039"},
        "certificate_owner",
        "licence.qualification_number",
    ),
    (
        licence.year,
        {"qualified": date(2026, 1, 1)},
        {"qualified": date(2025, 12, 31)},
        "certificate_year",
        "licence.qualification_number",
    ),
    (
        licence.in_the_future,
        {"qualified": TODAY},
        {"qualified": date(2026, 11, 21)},
        "dates",
        "licence.qualified_on",
    ),
    (
        licence.before_graduation,
        {"qualified": date(1926, 6, 1)},
        {"qualified": date(1926, 5, 31)},
        "sequence",
        "licence.qualified_on",
    ),
    (
        placement.rural_order,
        {"is_rural_order": True, "specialty": "0700"},
        {"is_rural_order": True},
        "rural_order",
        "training.specialty",
    ),
    (
        placement.backwards,
        {"ends": date(2026, 9, 2)},
        {"ends": date(2026, 9, 1)},
        "dates",
        "training.ends_on",
    ),
    (
        placement.length,
        {"ends": date(2029, 5, 31)},
        {"ends": date(2029, 4, 30)},
        "training_period",
        "training.ends_on",
    ),
    (
        placement.intake_year,
        {"starts": date(2027, 1, 1)},
        {"starts": date(2025, 12, 31)},
        "training_period",
        "training.starts_on",
    ),
    (
        placement.fresh,
        {"graduate_kind": "fresh", "studies": (RECENT,)},
        {"graduate_kind": "fresh"},
        "category",
        "training.graduate_kind",
    ),
    (
        placement.student,
        {"category": "GRADUATE", "degree_study": True},
        {"category": "GRADUATE"},
        "category",
        "training.degree_study",
    ),
    (
        placement.own_employer,
        {"category": "COMPANY", "employer_credit_code": "A", "base_credit_code": "A"},
        {"category": "COMPANY", "employer_credit_code": "A", "base_credit_code": "B"},
        "category",
        "training.employer_credit_code",
    ),
    (
        portrait.shape,
        {"portrait": Picture(360, 400, 9000)},
        {"portrait": Picture(364, 400, 9000)},
        "portrait",
        "basic.portrait",
    ),
    (
        portrait.size,
        {"portrait": Picture(200, 280, 9000)},
        {"portrait": Picture(199, 280, 9000)},
        "portrait",
        "basic.portrait",
    ),
    (
        portrait.blank,
        {"portrait": Picture(400, 500, 3000)},
        {"portrait": Picture(400, 500, 2999)},
        "portrait",
        "basic.portrait",
    ),
    (
        portrait.card,
        {},
        {"portrait": Picture(413, 579, 12_000, is_card=True)},
        "portrait",
        "basic.portrait",
    ),
]


@pytest.mark.parametrize(("rule", "right", "wrong", "kind", "field"), CASES)
def test_each_rule_at_its_boundary(rule: Rule, right: dict, wrong: dict, kind: str, field: str) -> None:
    assert found(rule, **right) == []
    assert found(rule, **wrong) == [(kind, field)]


def test_every_rule_is_tried_here() -> None:
    assert {rule for rule, *_ in CASES} == set(ALONE)


def cohort(number: int, **changed: Any) -> list[Case]:
    """So many right records of one intake, told apart by their keys."""
    return [
        replace(WHOLE, key=i, name=f"学员{i}", mobile=f"199{i:08}", studies=(), qualification="", **changed)
        for i in range(number)
    ]


def test_nothing_is_shared_or_unlike_among_right_records() -> None:
    cases = cohort(20)
    assert [pair for rule in others.RULES for pair in rule(cases)] == []
    assert list(others.mobile_shared(cases, {})) == []


def test_two_with_one_mobile_are_named_to_each_other() -> None:
    cases = cohort(3)
    cases[1] = replace(cases[1], mobile=cases[0].mobile)
    told = dict(others.mobile_shared(cases, {2: 1}))
    assert told.keys() == {0, 1, 2}
    assert told[0].why.startswith("“学员1”也登记了同一个手机号")
    assert told[2].why.startswith("其他基地或往年另有人")
    assert cases[0].mobile not in told[0].found


def test_one_certificate_of_two_people_is_told_to_both() -> None:
    cases = [replace(case, studies=(BACHELOR,)) for case in cohort(2)]
    fields = {(key, finding.field) for key, finding in others.number_shared(cases)}
    assert fields == {(i, f"education.bachelor.{kind}_number") for i in (0, 1) for kind in ("education", "degree")}


def test_one_name_and_birth_date_twice() -> None:
    cases = [replace(case, name="林清和") for case in cohort(2)]
    assert [(key, finding.kind) for key, finding in others.same_person(cases)] == [
        (0, "same_person"),
        (1, "same_person"),
    ]
    cases[0] = replace(cases[0], birth=date(1903, 3, 8))
    assert list(others.same_person(cases)) == []


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        (others.unlike_length, {"years": 3}, {"years": 1}),
        (others.unlike_start, {"starts": date(2026, 10, 31)}, {"starts": date(2026, 11, 1)}),
        (others.unlike_age, {"birth": date(1918, 1, 1)}, {"birth": date(1919, 1, 1)}),
    ],
)
def test_who_is_unlike_the_others_of_his_intake(rule: Any, right: dict, wrong: dict) -> None:
    cases = cohort(10)
    assert list(rule([replace(cases[0], **right), *cases[1:]])) == []
    assert [key for key, _ in rule([replace(cases[0], **wrong), *cases[1:]])] == [0]
    few = cases[:9]
    assert list(rule([replace(few[0], **wrong), *few[1:]])) == []


def test_three_of_a_shorter_length_are_no_mistake() -> None:
    cases = cohort(30)
    assert list(others.unlike_length([*(replace(case, years=2) for case in cases[:3]), *cases[3:]])) == []


def test_a_finding_names_a_known_kind_and_shows_no_whole_number() -> None:
    wrong = replace(WHOLE, document_number="110101190303070039", emergency_mobile=WHOLE.mobile)
    findings = [finding for rule in ALONE for finding in rule(wrong, TODAY)]
    assert {finding.kind for finding in findings} <= KINDS.keys()
    assert not [f for f in findings if NUMBER in f.found + f.why or WHOLE.mobile in f.found + f.why]
