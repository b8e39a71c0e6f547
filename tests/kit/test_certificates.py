"""Certificate numbers: what is refused and what is only unusual."""

import pytest

from xinglin.kit import certificates

ID_NUMBER = "110101190101010011"


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("qualification", f"199911110{ID_NUMBER}"),
        ("qualification", "199911110110101010101001"),
        ("practice", "110110000012345"),
        ("practice", "A10110000012345"),
        ("education", "123451201905000123"),
        ("degree", "Z123454201900012"),
        ("degree", "(95)字第123号"),
        ("completion", "2017110100001001"),
    ],
)
def test_numbers_that_are_kept(kind, number):
    assert certificates.RULES[kind].check(number) is None


@pytest.mark.parametrize(
    ("kind", "number", "problem"),
    [
        ("qualification", "1" * 26, "27 位数字或字母（旧证 24 位），现为 26 位"),
        ("practice", "1" * 14, "15 位数字或字母，现为 14 位"),
        ("education", "12", "4–40 位"),
        ("degree", "1234?", "4–40 位"),
        ("completion", "20171101000010", "16 位数字"),
        ("completion", "2017660100001001", "“66”不是省级代码"),
    ],
)
def test_numbers_that_are_refused(kind, number, problem):
    assert problem in (certificates.RULES[kind].check(number) or "")


def test_a_completion_number_belongs_to_its_year_and_specialty():
    number = "2017110100001001"
    assert certificates.check_completion(number, year=2017, specialties={"0100"}) is None
    assert "2018" in (certificates.check_completion(number, year=2018) or "")
    assert "“0100”不是培训专业代码" in (certificates.check_completion(number, specialties={"0200"}) or "")
    assert certificates.shown_completion(number) == "2017 11 0100 001 001"


@pytest.mark.parametrize(
    ("kind", "number", "unusual"),
    [
        ("qualification", f"199911110{ID_NUMBER}", False),
        ("qualification", "199911110110101190101010099", True),
        ("education", "123451201905000123", False),
        ("education", "12345120190500012", False),
        ("education", "123451201999000123", True),
        ("education", "毕字1234", True),
        ("degree", "1234542019000123", False),
        ("degree", "Z1234532019000123", False),
        ("degree", "1234592019000123", True),
        ("practice", "110110000012345", False),
    ],
)
def test_unusual_numbers_get_a_hint(kind, number, unusual):
    assert bool(certificates.RULES[kind].hints(number, ID_NUMBER)) == unusual


def test_an_old_qualification_number_matches_the_old_form_of_the_identity_number():
    assert certificates.RULES["qualification"].hints("199911110110101010101001", ID_NUMBER) == []
