"""Person: what the identity document says, and whether mobile numbers make sense (reference-data §2.1, 2.3)."""

from collections.abc import Iterator
from datetime import date

from xinglin.kit import documents, masking

from .cases import Case, day, years_later
from .kinds import Finding

YOUNGEST_AT_START = 18
SEX = {documents.MALE: "男", documents.FEMALE: "女"}


def sex(case: Case, today: date) -> Iterator[Finding]:
    """The seventeenth digit of an identity number tells the sex."""
    known = _implied(case)
    if known and case.gender in SEX and case.gender != known.sex:
        why = f"身份证号码第 17 位表示“{SEX[known.sex]}”，所填性别为“{SEX[case.gender]}”，请对照身份证核对。"
        yield Finding("identity", "basic.gender", "性别", SEX[case.gender], why)


def birth(case: Case, today: date) -> Iterator[Finding]:
    """And the birth date."""
    known = _implied(case)
    if known and case.birth and case.birth != known.birth:
        why = f"身份证号码所示出生日期为 {day(known.birth)}，请对照身份证核对。"
        yield Finding("identity", "basic.birth_date", "出生日期", day(case.birth), why)


def document_form(case: Case, today: date) -> Iterator[Finding]:
    """Numbers of other documents have a usual form."""
    if case.document_type in ("", documents.ID_CARD, documents.HOUSEHOLD_BOOK, documents.RESIDENCE_PERMIT):
        return
    for why in documents.hints(case.document_type, case.document_number, today=today):
        shown = masking.document_number(case.document_number)
        yield Finding("certificate_form", "basic.document_number", "证件号码", shown, f"{why}。")


def old_enough(case: Case, today: date) -> Iterator[Finding]:
    """Nobody begins training before he is eighteen."""
    if case.birth and case.starts and case.starts < years_later(case.birth, YOUNGEST_AT_START):
        why = f"出生日期 {day(case.birth)}，培训开始时不满 {YOUNGEST_AT_START} 周岁，请核对两个日期。"
        yield Finding("dates", "training.starts_on", "培训开始日期", day(case.starts), why)


def emergency(case: Case, today: date) -> Iterator[Finding]:
    """Somebody else has to answer in an emergency."""
    if case.mobile and case.mobile == case.emergency_mobile:
        shown = masking.mobile(case.mobile)
        why = "紧急联系人手机与本人手机相同，请填写紧急联系人自己的手机号。"
        yield Finding("mobile_shared", "basic.emergency_mobile", "紧急联系人手机", shown, why)


def _implied(case: Case) -> documents.Implied | None:
    if case.document_type not in (documents.ID_CARD, documents.RESIDENCE_PERMIT):
        return None
    return documents.implied(case.document_number)


RULES = (sex, birth, document_form, old_enough, emergency)
