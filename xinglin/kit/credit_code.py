"""Unified social credit codes of organisations, GB 32100-2015 (reference-data.md §2.2)."""

import re

from stdnum.cn import uscc

_SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check(code: str) -> str | None:
    """None when the code (already through `text.number`) is right, else why not."""
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，现为 {len(code)} 位，请核对是否多填或漏填"
    if stray := sorted(set(code) & set("IOZSV")):
        return f"统一社会信用代码不含字母 {'、'.join(stray)}，请核对是否把数字看成了字母"
    if not (code.isascii() and _SHAPE.fullmatch(code)):
        return "统一社会信用代码应为数字和大写字母，第 3–8 位为数字，请对照证书核对"
    if uscc.calc_check_digit(code[:-1]) != code[-1]:
        return "统一社会信用代码校验不通过，至少有一位填错，请对照证书逐位核对"
    return None


def hints(code: str) -> list[str]:
    """What looks unusual: characters 9–17 have a check digit of their own (GB 11714)."""
    if check(code) is None and code[16] != _body_check_digit(code[8:16]):
        return ["统一社会信用代码第 9–17 位（主体标识码）校验不符，请对照证书核对"]
    return []


def _body_check_digit(body: str) -> str:
    total = sum(weight * int(character, 36) for weight, character in zip(_BODY_WEIGHTS, body, strict=True))
    return "0123456789X0"[11 - total % 11]
