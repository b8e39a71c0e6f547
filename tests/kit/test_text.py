"""Clean-up of what Excel, WPS and people hand in."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinglin.kit import text

ANYTHING = st.text() | st.text(alphabet="阿不都·•・．. 　\u200b\ufeff1Ａａ１（）x—－\n⽂", max_size=20)


@pytest.mark.spec("PLT-43")
@pytest.mark.parametrize("clean", [text.line, text.half_width, text.paragraphs, text.number, text.person_name])
@given(value=ANYTHING)
@settings(deadline=None)
def test_cleaning_twice_is_cleaning_once(clean, value):
    once = clean(value)
    assert clean(once) == once


@given(value=ANYTHING)
@settings(deadline=None)
def test_nothing_invisible_is_left_in_a_line(value):
    cleaned = text.line(value)
    assert not [each for each in cleaned if unicodedata.category(each) == "Cc"]
    assert "\u200b" not in cleaned
    assert "\ufeff" not in cleaned
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("　某某  医院 ", "某某 医院"),
        ("\ufeff第\u200b一\u00ad医院", "第一医院"),
        ("ＡＢ１２３", "AB123"),
        ("内科，外科（东区）", "内科，外科（东区）"),
        ("上\r\n下\t中", "上 下 中"),
        ("⽂⾦医院", "文金医院"),
        ("豈\uf900", "豈豈"),
    ],
)
def test_a_line(typed, kept):
    assert text.line(typed) == kept


def test_paragraphs_keep_their_lines():
    assert text.paragraphs(" 一 \r\n二\r\r\r\r三\u200b\n") == "一\n二\n\n三"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("１１０１０１１９０１０１０１００１ｘ", "11010119010101001X"),
        (" 138 0000\u00a01234\u202d", "13800001234"),
        ("0571—8888", "0571-8888"),
        ("h１２３45678", "H12345678"),
        ("军字第１２３４号", "军字第1234号"),
    ],
)
def test_a_number(typed, kept):
    assert text.number(typed) == kept


@pytest.mark.parametrize("dot", "·•‧・･．.⋅∙｡。")
@pytest.mark.parametrize("around", ["", " ", "　"])
def test_every_dot_between_chinese_characters_becomes_the_one_of_names(dot, around):
    assert text.person_name(f"阿不都{around}{dot}{around}买买提") == "阿不都·买买提"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张 三", "张三"),
        ("欧阳　小\u200b华", "欧阳小华"),
        ("J. R. Smith", "J. R. Smith"),
        ("Ｊohn  Smith", "John Smith"),
        ("𬭎𠮷", "𬭎𠮷"),
    ],
)
def test_a_name(typed, kept):
    assert text.person_name(typed) == kept
