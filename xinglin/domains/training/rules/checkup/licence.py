"""The physician's qualification certificate (reference-data §2.6)."""

from collections.abc import Iterator
from datetime import date

from xinglin.kit import certificates

from .cases import Case, day, masked_certificate, month
from .kinds import Finding

FIELD, TITLE = "licence.qualification_number", "医师资格证书编码"


def owner(case: Case, today: date) -> Iterator[Finding]:
    """From its tenth character on the number repeats the holder's identity number; another's is a mistake."""
    if case.qualification and case.document_number:
        for why in certificates.qualification_hints(case.qualification, case.document_number):
            yield Finding("certificate_owner", FIELD, TITLE, masked_certificate(case.qualification), f"{why}。")


def year(case: Case, today: date) -> Iterator[Finding]:
    """Its first four digits are the year in which it was obtained."""
    number = case.qualification
    if case.qualified and number[:4].isdecimal() and abs(int(number[:4]) - case.qualified.year) > 1:
        why = f"编码前 4 位的年份为 {number[:4]}，取得时间为 {day(case.qualified)}，请对照证书核对。"
        yield Finding("certificate_year", FIELD, TITLE, masked_certificate(number), why)


def in_the_future(case: Case, today: date) -> Iterator[Finding]:
    """Nothing is obtained tomorrow."""
    if case.qualified and case.qualified > today:
        why = "取得时间晚于今天，请对照证书核对。"
        yield Finding("dates", "licence.qualified_on", "取得时间", day(case.qualified), why)


def before_graduation(case: Case, today: date) -> Iterator[Finding]:
    """The examination is open to graduates."""
    first = next(iter(case.graduations), None)
    if first and first.graduated and case.qualified and case.qualified < first.graduated:
        why = f"取得医师资格的时间早于{first.label}毕业（{month(first.graduated)}），请核对两个日期。"
        yield Finding("sequence", "licence.qualified_on", "取得时间", day(case.qualified), why)


RULES = (owner, year, in_the_future, before_graduation)
