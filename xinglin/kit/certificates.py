"""Numbers of certificates: what is refused and what is only unusual (reference-data.md §2.4, 2.5, 2.6).

Structures of old and of foreign certificates vary, so only what can never be a number is refused. All functions take
numbers that went through `text.number`.
"""

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

from xinglin.kit import documents

# First two digits of the 31 provinces that issue completion certificates; the Corps (兵团) has none of its own.
PROVINCES = frozenset(
    str(code)
    for code in (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66))
)
_ANY_NUMBER = re.compile(r"[0-9A-Z\u4e00-\u9fff()\[\]〔〕\-/.]{4,40}")
_COMPLETION = re.compile(r"(20\d{2})(\d{2})(\d{4})(\d{3})(\d{3})")


class Rule(NamedTuple):
    """One kind of certificate: `check` gives why a number is refused or None, `hints` what is unusual about it."""

    check: Callable[[str], str | None]
    hints: Callable[[str, str], list[str]]


def check_qualification(number: str) -> str | None:
    """A physician's qualification certificate: 27 characters, 24 on certificates with an identity number of 15."""
    if re.fullmatch(r"[0-9A-Z]{27}|[0-9A-Z]{24}", number):
        return None
    return f"医师资格证书编码应为 27 位数字或字母（旧证 24 位），现为 {len(number)} 位，请对照证书核对"


def check_practice(number: str) -> str | None:
    """A physician's practice certificate: 15 characters."""
    if re.fullmatch(r"[0-9A-Z]{15}", number):
        return None
    return f"医师执业证书编码应为 15 位数字或字母，现为 {len(number)} 位，请对照证书核对"


def check_any(number: str) -> str | None:
    """An education or degree certificate of any year."""
    if _ANY_NUMBER.fullmatch(number):
        return None
    return "证书编号应为 4–40 位数字、字母、汉字、括号或“-”，请对照证书核对"


def check_completion(number: str, *, year: int | None = None, specialties: Collection[str] | None = None) -> str | None:
    """A residency completion certificate; `year` is that of passing, `specialties` the known codes (§2.5)."""
    parts = _COMPLETION.fullmatch(number)
    if not parts:
        return "合格证书编号应为 16 位数字（年份 4、省 2、专业 4、基地 3、顺序号 3），请对照证书核对"
    if parts[2] not in PROVINCES:
        return f"合格证书编号第 5–6 位“{parts[2]}”不是省级代码，请对照证书核对"
    if year is not None and int(parts[1]) != year:
        return f"合格证书编号前 4 位“{parts[1]}”与通过结业考核的年份 {year} 不一致，请对照证书核对"
    if specialties is not None and parts[3] not in specialties:
        return f"合格证书编号第 7–10 位“{parts[3]}”不是培训专业代码，请对照证书核对"
    return None


def shown_completion(number: str) -> str:
    """2017 11 0100 001 001, as it is printed."""
    parts = _COMPLETION.fullmatch(number)
    return " ".join(parts.groups()) if parts else number


def qualification_hints(number: str, document_number: str = "") -> list[str]:
    """From its tenth character on the number repeats the holder's identity number."""
    if document_number and documents.upgraded(number[9:]) != documents.upgraded(document_number):
        return ["医师资格证书编码后段与本人身份证件号码不一致，请对照证书核对"]
    return []


def education_hints(number: str, document_number: str = "") -> list[str]:
    """Since 2001: school 5, form 1, year 4, level 2, order 6."""
    if re.fullmatch(r"\d{17}", number) or (
        re.fullmatch(r"\d{18}", number) and number[10:12] in ("01", "02", "05", "06")
    ):
        return []
    return ["学历证书编号与常见格式（18 位数字，早年 17 位）不同，请对照证书核对"]


def degree_hints(number: str, document_number: str = "") -> list[str]:
    """School 5, level 1 (2 doctor, 3 master, 4 bachelor), year 4, order 6; professional degrees with Z before it."""
    if re.fullmatch(r"Z?\d{5}[234]\d{10}", number):
        return []
    return ["学位证书编号与常见格式（16 位数字，专业学位前加 Z）不同，请对照证书核对"]


def no_hints(number: str, document_number: str = "") -> list[str]:
    """Nothing is unusual where the check already judges everything."""
    return []


RULES = {
    "qualification": Rule(check_qualification, qualification_hints),
    "practice": Rule(check_practice, no_hints),
    "education": Rule(check_any, education_hints),
    "degree": Rule(check_any, degree_hints),
    "completion": Rule(check_completion, no_hints),
}
