"""Studies: dates in their order, certificates that fit them (reference-data §1.5, 1.6, 2.4)."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from xinglin.kit import certificates

from .cases import Case, Study, month, years_later
from .kinds import Finding

YOUNGEST_GRADUATE = 17
REGISTERED_SINCE = 2001  # education certificates are registered electronically from this year on
# Level → first digit of 学历 codes with range, first digit of 学位 codes, level in the number of each certificate.
EDUCATION_CODES = {"associate": "3", "bachelor": "2", "master": "14 15 16 17 18 19", "doctor": "11 12 13"}
DEGREE_CODES = {"bachelor": "4", "master": "3", "doctor": "2"}
IN_EDUCATION_NUMBER = {"associate": "06", "bachelor": "05", "master": "02", "doctor": "01"}
IN_DEGREE_NUMBER = {"bachelor": "4", "master": "3", "doctor": "2"}
_EDUCATION_NUMBER = re.compile(r"\d{6}((?:19|20)\d{2})(\d{2})\d{6}")
_DEGREE_NUMBER = re.compile(r"Z?\d{5}([234])((?:19|20)\d{2})\d{6}")


def in_the_future(case: Case, today: date) -> Iterator[Finding]:
    """Who graduates in a month to come is still studying."""
    for study in case.graduations:
        if study.graduated and study.graduated > today:
            why = "毕业年月晚于今天。尚未毕业的，请把“是否在读”改为“是”。"
            yield _of(study, "dates", "graduated_month", "毕业年月", month(study.graduated), why)


def too_young(case: Case, today: date) -> Iterator[Finding]:
    """A graduation needs years of life before it."""
    for study in case.graduations:
        if case.birth and study.graduated and study.graduated < years_later(case.birth, YOUNGEST_GRADUATE):
            why = f"毕业时不满 {YOUNGEST_GRADUATE} 周岁，请核对毕业年月和出生日期。"
            yield _of(study, "dates", "graduated_month", "毕业年月", month(study.graduated), why)


def order_of_levels(case: Case, today: date) -> Iterator[Finding]:
    """The higher level ends later."""
    studies = case.graduations
    for lower, higher in pairwise(studies):
        if lower.graduated and higher.graduated and higher.graduated <= lower.graduated:
            why = f"{higher.label}毕业不晚于{lower.label}毕业（{month(lower.graduated)}），请核对两个毕业年月。"
            yield _of(higher, "sequence", "graduated_month", "毕业年月", month(higher.graduated), why)


def after_training_began(case: Case, today: date) -> Iterator[Finding]:
    """Training follows the bachelor's studies."""
    for study in case.graduations:
        if study.level == "bachelor" and case.starts and study.graduated and study.graduated > case.starts:
            why = f"本科毕业（{month(study.graduated)}）晚于培训开始日期 {case.starts}，请核对两个日期。"
            yield _of(study, "sequence", "graduated_month", "毕业年月", month(study.graduated), why)


def education_code(case: Case, today: date) -> Iterator[Finding]:
    """The 学历 chosen belongs to the level."""
    for study in case.studies:
        allowed = tuple(EDUCATION_CODES[study.level].split())
        if study.education_code and not study.education_code.startswith(allowed):
            why = f"所选学历不属于“{study.label}”层次，请对照学历证书核对。"
            yield _of(study, "degree_level", "education_code", "学历", study.education_code, why)


def degree_code(case: Case, today: date) -> Iterator[Finding]:
    """And the 学位."""
    for study in case.studies:
        allowed = DEGREE_CODES.get(study.level, "9")
        if study.degree_code and not study.degree_code.startswith((allowed, "99")):
            why = f"所选学位不属于“{study.label}”层次，请对照学位证书核对。"
            yield _of(study, "degree_level", "degree_code", "学位", study.degree_code, why)


def education_number_form(case: Case, today: date) -> Iterator[Finding]:
    """The usual form since certificates are registered (§2.4)."""
    for study in case.graduations:
        recent = study.graduated and study.graduated.year >= REGISTERED_SINCE
        for why in certificates.education_hints(study.education_number) if recent and study.education_number else ():
            shown = study.education_number
            yield _of(study, "certificate_form", "education_number", "学历证书编号", shown, f"{why}；境外学历可不改。")


def degree_number_form(case: Case, today: date) -> Iterator[Finding]:
    """Likewise."""
    for study in case.graduations:
        for why in certificates.degree_hints(study.degree_number) if study.degree_number else ():
            shown = study.degree_number
            yield _of(study, "certificate_form", "degree_number", "学位证书编号", shown, f"{why}；境外学位可不改。")


def education_number_fits(case: Case, today: date) -> Iterator[Finding]:
    """Year and level stand in the number."""
    for study in case.graduations:
        parts = _EDUCATION_NUMBER.fullmatch(study.education_number)
        if not parts or not study.graduated:
            continue
        if int(parts[1]) != study.graduated.year:
            why = f"学历证书编号第 7–10 位的年份为 {parts[1]}，毕业年月为 {month(study.graduated)}，请对照证书核对。"
            yield _of(study, "certificate_year", "education_number", "学历证书编号", study.education_number, why)
        elif parts[2] != IN_EDUCATION_NUMBER[study.level]:
            why = f"学历证书编号第 11–12 位“{parts[2]}”不是“{study.label}”的层次码，请核对是否填错层次。"
            yield _of(study, "certificate_year", "education_number", "学历证书编号", study.education_number, why)


def degree_number_fits(case: Case, today: date) -> Iterator[Finding]:
    """A degree is given with the graduation or later, never before the education ends."""
    for study in case.graduations:
        parts = _DEGREE_NUMBER.fullmatch(study.degree_number)
        if not parts or not study.graduated:
            continue
        if int(parts[2]) < study.graduated.year:
            why = f"学位证书编号中的年份为 {parts[2]}，早于毕业年月 {month(study.graduated)}，请对照证书核对。"
            yield _of(study, "sequence", "degree_number", "学位证书编号", study.degree_number, why)
        elif parts[1] != IN_DEGREE_NUMBER.get(study.level):
            why = f"学位证书编号中的级别码“{parts[1]}”不是“{study.label}”的，请核对是否填错层次。"
            yield _of(study, "certificate_year", "degree_number", "学位证书编号", study.degree_number, why)


def _of(study: Study, kind: str, key: str, title: str, found: str, why: str) -> Finding:
    return Finding(kind, study.field(key), study.title(title), found, why)


RULES = (
    in_the_future,
    too_young,
    order_of_levels,
    after_training_began,
    education_code,
    degree_code,
    education_number_form,
    degree_number_form,
    education_number_fits,
    degree_number_fits,
)
