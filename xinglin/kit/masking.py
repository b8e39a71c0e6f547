"""Masked forms of personal data, always in the same way and with their true length (PLT-52, reference-data.md §6.3)."""

import re

_ID_SHAPE = re.compile(r"\d{17}[\dX]|\d{15}")
_QUALIFICATION_SHAPE = re.compile(r"[0-9A-Z]{27}|[0-9A-Z]{24}")
# Two-character family names, so that 欧阳修 keeps «欧阳» when his name is made public.
_DOUBLE_SURNAMES = frozenset(
    """
    欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 长孙 宇文 轩辕
    南宫 独孤 端木 百里 呼延 申屠 太史 澹台 公冶 宗政 濮阳 淳于 单于 仲孙 钟离
    万俟 闻人 赫连 拓跋 西门 东郭 第五 公羊 即墨 达奚 褚师 完颜 纳兰 鲜于 闾丘
    """.split()  # noqa: SIM905 -- a list of two hundred quotation marks is harder to read
)


def hide(value: str, head: int, tail: int) -> str:
    """`value` with stars between its first `head` and last `tail` characters; short values show less.

    What is masked already stays as it is, so that a stored masked column can be shown like the value itself.
    """
    if "*" in value:
        return value
    if len(value) < head + tail + 3:
        head, tail = (1, 1) if len(value) > 3 else (0, 0)
    return value[:head] + "*" * (len(value) - head - tail) + value[len(value) - tail :]


def document_number(value: str) -> str:
    """Identity card numbers keep three and four characters, other documents two and two."""
    return hide(value, 3, 4) if _ID_SHAPE.fullmatch(value) else hide(value, 2, 2)


def mobile(value: str) -> str:
    """A mobile number keeps three and four digits."""
    return hide(value, 3, 4)


def name(value: str) -> str:
    """The family name, and the last character when two or more follow it (张*, 李*明, 欧阳*华)."""
    if len(value) < 2:
        return "*" * len(value)
    surname = 2 if len(value) > 2 and value[:2] in _DOUBLE_SURNAMES else 1
    tail = 1 if len(value) - surname >= 2 else 0
    return value[:surname] + "*" * (len(value) - surname - tail) + value[len(value) - tail :]


def email(value: str) -> str:
    """The first character and the domain: a***@x.cn."""
    account, at, domain = value.rpartition("@")
    return account[:1] + "*" * (len(account) - 1) + at + domain if at else hide(value, 1, 0)


def certificate_number(value: str) -> str:
    """A physician qualification number holds an identity number from its tenth character on; others show all."""
    return value[:9] + "*" * (len(value) - 9) if _QUALIFICATION_SHAPE.fullmatch(value) else value
