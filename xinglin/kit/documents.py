"""Identity documents: types, the rules of their numbers and what a number tells (reference-data.md §1.1, 2.1, 2.3).

An identity card is judged by its check digit and its date only: region codes of old cards no longer exist (PLT-53).
No sentence repeats the number, so that it may be logged and shown.
"""

import re
from datetime import date
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from xinglin.kit import calendar

ID_CARD, HOUSEHOLD_BOOK, PASSPORT, OFFICER_CARD, DRIVING_LICENCE = "01", "02", "03", "04", "05"
HONG_KONG_MACAO_PASS, TAIWAN_PASS, RESIDENCE_PERMIT, FOREIGN_PERMANENT_CARD, OTHER = "06", "07", "11", "12", "99"

NAMES = {
    ID_CARD: "居民身份证",
    HOUSEHOLD_BOOK: "居民户口簿",
    PASSPORT: "护照",
    OFFICER_CARD: "军官证",
    HONG_KONG_MACAO_PASS: "港澳居民来往内地通行证",
    TAIWAN_PASS: "台湾居民来往大陆通行证",
    RESIDENCE_PERMIT: "港澳台居民居住证",
    FOREIGN_PERMANENT_CARD: "外国人永久居留身份证",
    OTHER: "其他法定有效证件",
}
SYNONYMS = {
    "身份证": ID_CARD,
    "二代身份证": ID_CARD,
    "第二代居民身份证": ID_CARD,
    "中华人民共和国居民身份证": ID_CARD,
    "大陆身份证": ID_CARD,
    "户口簿": HOUSEHOLD_BOOK,
    "户口本": HOUSEHOLD_BOOK,
    "中国护照": PASSPORT,
    "外国护照": PASSPORT,
    "普通护照": PASSPORT,
    "警官证": OFFICER_CARD,
    "士兵证": OFFICER_CARD,
    "文职干部证": OFFICER_CARD,
    "军人证": OFFICER_CARD,
    "回乡证": HONG_KONG_MACAO_PASS,
    "港澳通行证": HONG_KONG_MACAO_PASS,
    "港澳居民通行证": HONG_KONG_MACAO_PASS,
    "港澳同胞回乡证": HONG_KONG_MACAO_PASS,
    "台胞证": TAIWAN_PASS,
    "台湾通行证": TAIWAN_PASS,
    "台湾居民来往内地通行证": TAIWAN_PASS,
    "台湾居民来往内地(大陆)通行证": TAIWAN_PASS,
    "居住证": RESIDENCE_PERMIT,
    "港澳居民居住证": RESIDENCE_PERMIT,
    "台湾居民居住证": RESIDENCE_PERMIT,
    "外国人永久居留证": FOREIGN_PERMANENT_CARD,
    "永久居留证": FOREIGN_PERMANENT_CARD,
    "外国人居留证": FOREIGN_PERMANENT_CARD,
    "其他": OTHER,
    "其他证件": OTHER,
}
MALE, FEMALE = "1", "2"

# First two digits that have been provinces at any time (GB/T 2260), with the residence permits and foreigners' cards.
_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83)
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROES = ord("0") * sum(_WEIGHTS)  # what bytes weigh more than their digits: to read those takes twice as long
_ID_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_PERMIT_PREFIX = re.compile(r"8[123]0000")
_ANY_NUMBER = re.compile(r"[0-9A-Z\u4e00-\u9fff()（）\-/]{4,30}")
_USUAL = {
    PASSPORT: re.compile(r"[A-Z0-9]{5,17}"),
    OFFICER_CARD: re.compile(r"[\u4e00-\u9fa5]{1,3}字第[0-9A-Z]{4,8}号?|[0-9A-Z]{6,10}"),
    TAIWAN_PASS: re.compile(r"\d{8}|\d{10}([A-Z]|[(（][A-Z0-9]{1,2}[)）])?"),
    FOREIGN_PERMANENT_CARD: re.compile(r"[A-Z]{3}\d{12}|9\d{16}[\dX]"),
}


class Implied(NamedTuple):
    """What an identity card number says of its holder; `sex` is a code of GB/T 2261.1."""

    birth: date
    sex: str


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character of an identity card number (GB 11643-1999)."""
    total = sum(map(mul, _WEIGHTS, first_seventeen.encode())) - _ZEROES
    return "10X98765432"[total % 11]


def upgraded(number: str) -> str:
    """A number of the old 15 digits in its form of 18; any other number as it is, so old records can be matched."""
    if len(number) != 15 or not (number.isascii() and number.isdigit()):
        return number
    first_seventeen = f"{number[:6]}19{number[6:]}"
    if _birth(first_seventeen[6:14]) is None:
        return number
    return first_seventeen + check_digit(first_seventeen)


def implied(number: str) -> Implied | None:
    """Birth date and sex from a number of 18 characters with a right check digit and a real date, else None."""
    if not (_has_id_shape(number) and number[17] == check_digit(number[:17])):
        return None
    birth = _birth(number[6:14])
    return Implied(birth, MALE if int(number[16]) % 2 else FEMALE) if birth else None


def check(kind: str, number: str, today: date | None = None) -> str | None:
    """None when `number` (already through `text.number`) may be kept for this kind of document, else why not."""
    if kind == DRIVING_LICENCE:
        return "不接受驾驶证，请改用居民身份证或其他可选的证件类型"
    if kind not in NAMES:
        return "证件类型不在可选项中，请先选择证件类型"
    if kind in (ID_CARD, HOUSEHOLD_BOOK):
        return _check_id(NAMES[ID_CARD], number, today)
    if kind == RESIDENCE_PERMIT:
        return _check_permit(number, today)
    if kind == HONG_KONG_MACAO_PASS and not re.fullmatch(r"[HM]\d{8}(\d{2})?", number):
        return "港澳居民来往内地通行证号码应为 H 或 M 加 8 位数字（旧证 10 位数字），请对照证件核对"
    if not _ANY_NUMBER.fullmatch(number):
        return f"{NAMES[kind]}号码应为 4–30 位字母、数字、汉字、括号或“-”，请对照证件核对"
    return None


def hints(kind: str, number: str, sex: str | None = None, today: date | None = None) -> list[str]:
    """What looks unusual about a number that may be kept all the same."""
    if kind in _USUAL and not _USUAL[kind].fullmatch(number):
        return [f"{NAMES[kind]}号码与常见格式不同，请对照证件核对"]
    if kind == FOREIGN_PERMANENT_CARD and len(number) == 18 and not implied(number):
        return ["外国人永久居留身份证号码的校验码或出生日期不符，请对照证件核对"]
    known = implied(number) if kind in (ID_CARD, HOUSEHOLD_BOOK, RESIDENCE_PERMIT) else None
    if not known:
        return []
    found = []
    if kind == ID_CARD and _PERMIT_PREFIX.match(number):
        found.append("该号码像是港澳台居民居住证号码，请核对证件类型")
    elif int(number[:2]) not in _PROVINCES:
        found.append("号码前 6 位不是已知的行政区划代码，请对照证件核对")
    age = _age(known.birth, today or calendar.today())
    if not 18 <= age <= 100:
        found.append(f"按号码计算年龄为 {age} 岁，不在 18–100 岁之间，请对照证件核对")
    if sex in (MALE, FEMALE) and sex != known.sex:
        found.append("性别与身份证号码第 17 位所示不一致，请核对")
    return found


def _has_id_shape(number: str) -> bool:
    return number.isascii() and _ID_SHAPE.fullmatch(number) is not None


_birth = lru_cache(maxsize=50_000)(calendar.parse_day)  # as many as a century has days


def _check_id(title: str, number: str, today: date | None) -> str | None:
    if len(number) == 15 and upgraded(number) != number:
        return f"{title}号码是已停用的 15 位旧号，请填写新证上的 18 位号码"
    if len(number) != 18:
        return f"{title}号码应为 18 位，现为 {len(number)} 位，请核对是否多填或漏填"
    if not _has_id_shape(number):
        return f"{title}号码应为 17 位数字加 1 位数字或 X，请去掉其他字符"
    birth = _birth(number[6:14])
    if birth is None:
        return f"{title}号码第 7–14 位不是有效的出生日期，请对照证件核对"
    if birth > (today or calendar.today()):
        return f"{title}号码第 7–14 位的出生日期晚于今天，请对照证件核对"
    if number[17] != check_digit(number[:17]):
        return f"{title}号码校验不通过，至少有一位填错，请对照证件逐位核对"
    return None


def _check_permit(number: str, today: date | None) -> str | None:
    if len(number) == 18 and not _PERMIT_PREFIX.match(number):
        return "港澳台居民居住证号码应以 810000、820000 或 830000 开头，请核对证件类型和号码"
    return _check_id(NAMES[RESIDENCE_PERMIT], number, today)


def _age(birth: date, today: date) -> int:
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
