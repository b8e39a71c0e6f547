"""Pinyin of names and of other texts."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinglin.kit import pinyin


@pytest.mark.spec("PLT-51")
@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张晓明", "zhangxiaoming", "zxm"),
        ("单晓明", "shanxiaoming", "sxm"),
        ("解明", "xieming", "xm"),
        ("曾明", "zengming", "zm"),
        ("区明", "ouming", "om"),
        ("仇明", "qiuming", "qm"),
        ("朴明", "piaoming", "pm"),
        ("翟明", "zhaiming", "zm"),
        ("盖明", "geming", "gm"),
        ("尉迟明", "yuchiming", "ycm"),
        ("万俟明", "moqiming", "mqm"),
        ("长孙明", "zhangsunming", "zsm"),
        ("单于明", "chanyuming", "cym"),
        ("欧阳明", "ouyangming", "oym"),
        ("李单", "lidan", "ld"),
        ("吕明", "lvming", "lm"),
        ("阿不都·买买提", "abudoumaimaiti", "abdmmt"),
        ("欧阳 Li", "ouyangli", "oyl"),
        ("José Smith", "josesmith", "js"),
        ("", "", ""),
        ("？", "", ""),
        ("\ue000", "", ""),
    ],
)
def test_names(name, full, initials):
    assert pinyin.of_name(name) == (full, initials)


@pytest.mark.spec("PLT-51")
@pytest.mark.parametrize(
    ("text", "full", "initials"),
    [
        ("重庆第一医院", "chongqingdiyiyiyuan", "cqdyyy"),
        ("长春市120急救CT室", "changchunshi120jijiuctshi", "ccs120jjcts"),
    ],
)
def test_other_texts_are_read_by_words(text, full, initials):
    assert pinyin.of_text(text) == (full, initials)


@given(st.text(max_size=30))
@settings(deadline=None)
def test_any_text_gives_letters_and_digits_alone(value):
    for found in (pinyin.of_name(value), pinyin.of_text(value)):
        assert all(part == "" or (part.isascii() and part.isalnum() and part == part.lower()) for part in found)


@pytest.mark.slow
def test_a_hundred_thousand_names_take_well_under_a_second():
    names = [
        f"{chr(0x4E00 + one % 2000)}{chr(0x4E00 + one % 3001)}{chr(0x4E00 + one % 1999)}" for one in range(100_000)
    ]
    start = time.perf_counter()
    assert len({pinyin.of_name(name).full for name in names}) > 50_000
    assert time.perf_counter() - start < 4, "well above what a slow machine needs"
