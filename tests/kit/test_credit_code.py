"""Unified social credit codes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from xinglin.kit import credit_code

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = [pow(3, place, 31) for place in range(17)]


def refusal(code):
    """Why a code is refused; the tests below know that it is."""
    return credit_code.check(code) or ""


def check_digit(first):
    """As the standard writes it, independent of the library."""
    total = sum(weight * ALPHABET.index(character) for weight, character in zip(WEIGHTS, first, strict=True))
    return ALPHABET[-total % 31]


BODIES = st.builds(
    lambda head, region, tail: head + region + tail,
    st.text(ALPHABET, min_size=2, max_size=2),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.text(ALPHABET, min_size=9, max_size=9),
)


@given(BODIES)
@settings(deadline=None)
def test_codes_with_the_standards_check_digit_pass(body):
    assert credit_code.check(body + check_digit(body)) is None


@given(BODIES, st.integers(8, 16), st.integers(1, 30))
@settings(deadline=None)
def test_one_wrong_character_is_always_found(body, place, more):
    wrong = ALPHABET[(ALPHABET.index(body[place]) + more) % 31]
    assert "至少有一位填错" in refusal(body[:place] + wrong + body[place + 1 :] + check_digit(body))


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("1299999912345678", "应为 18 位，现为 16 位"),
        ("I2999999123456788W", "不含字母 I"),
        ("12999999O2345678OW", "不含字母 O"),
        ("12A99999123456788W", "第 3–8 位为数字"),
        ("12999999123456788X", "至少有一位填错"),
    ],
)
def test_a_refused_code_is_told_why(code, problem):
    assert problem in refusal(code)


def test_the_body_has_a_check_digit_of_its_own():
    assert credit_code.check("12999999123456788W") is None
    assert credit_code.hints("12999999123456788W") == []
    body = "12999999123456787"
    assert "主体标识码" in credit_code.hints(body + uscc.calc_check_digit(body))[0]
