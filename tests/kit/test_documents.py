"""Document numbers: check digit, date, upgrade of old numbers, and what is only unusual."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinglin.kit import documents

TODAY = date(2026, 11, 20)
BIRTHS = st.dates(date(1880, 1, 1), date(1905, 12, 31))
REGIONS = st.integers(100000, 999999)


@st.composite
def id_numbers(draw, births=BIRTHS):
    serial = f"{draw(REGIONS)}{draw(births):%Y%m%d}{draw(st.integers(0, 999)):03}"
    return serial + documents.check_digit(serial)


@pytest.mark.spec("PLT-53")
@given(id_numbers())
@settings(deadline=None)
def test_a_right_check_digit_and_a_real_date_are_enough(number):
    assert documents.check(documents.ID_CARD, number, TODAY) is None


@pytest.mark.spec("PLT-53")
@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
@settings(deadline=None)
def test_one_wrong_digit_is_always_found(number, place, more):
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    assert documents.check(documents.ID_CARD, wrong, TODAY)
    assert documents.implied(wrong) is None


@given(id_numbers(), st.integers(0, 15))
@settings(deadline=None)
def test_two_exchanged_neighbours_are_always_found(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or documents.check(documents.ID_CARD, swapped, TODAY)


@given(id_numbers(births=st.dates(date(1900, 1, 1), date(1905, 12, 31))))
@settings(deadline=None)
def test_an_old_number_upgrades_to_the_new_one(number):
    old = number[:6] + number[8:17]
    assert documents.upgraded(old) == number
    assert documents.upgraded(number) == number
    assert "15 位旧号" in (documents.check(documents.ID_CARD, old, TODAY) or "")


@pytest.mark.parametrize("number", ["110101991301001", "ABC010101010100", "1234", "H12345678"])
def test_what_is_no_old_number_is_left_alone(number):
    assert documents.upgraded(number) == number


def test_birth_date_and_sex_follow_from_the_number():
    assert documents.implied("110101190101010011") == (date(1901, 1, 1), documents.MALE)
    assert documents.implied("110101190503120029") == (date(1905, 3, 12), documents.FEMALE)
    assert documents.implied("H12345678") is None


@pytest.mark.parametrize(
    ("kind", "number", "problem"),
    [
        ("01", "11010119010101001", "应为 18 位，现为 17 位"),
        ("01", "1101011901010100111", "应为 18 位，现为 19 位"),
        ("01", "11010119010101X011", "17 位数字加 1 位数字或 X"),
        ("01", "११०१०११९०१०१०१००११", "17 位数字加 1 位数字或 X"),
        ("01", "110101190102300010", "不是有效的出生日期"),
        ("01", "110101203001010010", "晚于今天"),
        ("01", "110101190101010012", "至少有一位填错"),
        ("02", "110101190101010012", "至少有一位填错"),
        ("11", "110101190101010011", "810000、820000 或 830000"),
        ("11", "830000190303030035", "居住证号码校验不通过"),
        ("06", "A12345678", "H 或 M"),
        ("06", "H123456789", "H 或 M"),
        ("03", "E1", "4–30 位"),
        ("99", "编号?", "4–30 位"),
        ("05", "110101190101010011", "不接受驾驶证"),
        ("77", "110101190101010011", "先选择证件类型"),
    ],
)
def test_a_refused_number_is_told_why(kind, number, problem):
    said = documents.check(kind, number, TODAY) or ""
    assert problem in said
    assert number not in said, "the number itself must not get into logs"
    assert not said.endswith("。")


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("11", "830000190303030034"),
        ("06", "H12345678"),
        ("06", "M1234567890"),
        ("07", "12345678"),
        ("07", "1234567890(B)"),
        ("03", "E12345678"),
        ("03", "PA123456"),
        ("04", "军字第1234567号"),
        ("12", "ABC123456789012"),
        ("99", "X-1234"),
    ],
)
def test_usual_numbers_pass_without_a_hint(kind, number):
    assert documents.check(kind, number, TODAY) is None
    assert not [hint for hint in documents.hints(kind, number, today=TODAY) if "岁" not in hint]


@pytest.mark.spec("PLT-53")
@pytest.mark.parametrize(
    ("kind", "number", "hint"),
    [
        ("01", "990101190101010012", "行政区划"),
        ("01", "830000190303030034", "居住证"),
        ("01", "110101190101010011", "125 岁"),
        ("04", "军人1234", "常见格式不同"),
        ("07", "ABCD", "常见格式不同"),
        ("12", "911001190001010001", "校验码或出生日期不符"),
    ],
)
def test_unusual_numbers_are_kept_with_a_hint(kind, number, hint):
    if kind == "01":
        number = number[:17] + documents.check_digit(number[:17])
    assert documents.check(kind, number, TODAY) is None
    assert hint in " ".join(documents.hints(kind, number, today=TODAY))


def test_a_sex_that_differs_from_the_number_is_a_hint():
    grown_up_on = date(1930, 1, 1)
    assert documents.hints("01", "110101190101010011", documents.MALE, grown_up_on) == []
    assert "性别" in documents.hints("01", "110101190101010011", documents.FEMALE, grown_up_on)[0]


def test_every_synonym_means_a_known_type():
    assert set(documents.SYNONYMS.values()) <= set(documents.NAMES)
    assert not set(documents.SYNONYMS) & set(documents.NAMES.values())
