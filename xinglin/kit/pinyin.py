"""Pinyin by which names are found: in full without tones, and initials (PLT-51). ü is written v, as it is typed.

Only letters and digits come out, in small letters; characters without a known reading are left out.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from pypinyin import Style, lazy_pinyin

from xinglin.kit.text import HAN


def _table(pairs: str, length: int) -> dict[str, str]:
    return {pair[:length]: pair[length:] for pair in pairs.split()}


# Family names, and characters of given names, that are read otherwise than the character mostly is.
_SURNAMES = _table(
    """
    单shan 解xie 曾zeng 区ou 仇qiu 朴piao 翟zhai 盖ge 查zha 覃qin 缪miao 乐yue 折she 员yun 种chong 黑he
    繁po 秘bi 隗wei 能nai 佴nai 任ren 华hua 宁ning 谌chen 柏bai 祭zhai 适kuo 句gou 呙guo 洗xian 召shao
    都du 尉wei 燕yan 行xing 长chang 重chong
    """,
    length=1,
)
_DOUBLE_SURNAMES = _table("尉迟yu-chi 万俟mo-qi 长孙zhang-sun 单于chan-yu 澹台tan-tai 令狐ling-hu 宿勤su-qin", length=2)
_GIVEN = _table("晟sheng 茜qian 莘xin 行xing 长chang 乐le 柏bai 重chong", length=1)
_ALL_HAN = re.compile(rf"[{HAN}]*")
_TOKENS = re.compile(rf"[{HAN}]|[A-Za-z]+|[0-9]+")


class Pinyin(NamedTuple):
    """«zhangxiaoming» and «zxm»."""

    full: str
    initials: str


def of_name(name: str) -> Pinyin:
    """The pinyin of a person's name, the family name read as family names are; a Latin word counts as a syllable."""
    double = _DOUBLE_SURNAMES.get(name[:2])
    if double:
        return _joined([*double.split("-"), *_given(name[2:])])
    surname = _SURNAMES.get(name[:1])
    return _joined([surname, *_given(name[1:])] if surname else _given(name))


@lru_cache(maxsize=20_000)
def of_text(text: str) -> Pinyin:
    """The pinyin of any other text, such as a hospital's name: words are read as words (重庆 is chongqing)."""
    return _joined(_syllables(text))


def _given(name: str) -> list[str]:
    if _ALL_HAN.fullmatch(name):  # by far the most
        return [_reading(character) for character in name]
    plain = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    return [_reading(token) for token in _TOKENS.findall(plain)]


@lru_cache(maxsize=100_000)
def _reading(token: str) -> str:
    return _GIVEN.get(token) or "".join(_syllables(token))


def _syllables(text: str) -> list[str]:
    return lazy_pinyin(text, style=Style.NORMAL, errors=_as_written)  # type: ignore[arg-type]  # -- lists are allowed


def _as_written(text: str) -> list[str]:
    """Letters and digits stand for themselves, one by one; whatever else has no reading is left out."""
    return [each.lower() for each in text if each.isascii() and each.isalnum()]


def _joined(syllables: list[str]) -> Pinyin:
    return Pinyin("".join(syllables), "".join([syllable[:1] for syllable in syllables]))
