"""Cleans what people, Excel, WPS and web pages hand in: full-width, invisible and look-alike characters, stray spaces.

All functions are idempotent: cleaning clean text changes nothing (PLT-43, reference-data.md §2 and §2.3).
"""

import re
import unicodedata

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\u3007\U00020000-\U000323af"  # CJK ideographs with extensions A–H, for use in [...]
MIDDLE_DOT = "·"  # U+00B7, the one dot of names like 阿不都·买买提

# Control, format (zero-width, direction, soft hyphen, BOM) and filler characters; variation selectors of emoji.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"[\s\u2800]+")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")
# Radicals and compatibility ideographs that PDF copies put in place of the real characters.
_LOOK_ALIKE_HAN = re.compile(r"[\u2f00-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE_ALPHANUMERIC = {code: half for code, half in _WIDE.items() if chr(half).isalnum()}
_ALREADY_CLEAN = re.compile(r"[\u4e00-\u9fff0-9A-Za-z，。、；：（）()·-]*")  # most cells: spares them the work
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), ord("-"))
_DOTS = "·•‧・･．.⋅∙⸱。｡"
_DOT_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])\s*[{re.escape(_DOTS)}]\s*(?=[{HAN}])")
_SPACE_BESIDE_HAN = re.compile(rf"(?<=[{HAN}·]) +| +(?=[{HAN}·])")


def without_invisible(value: str) -> str:
    """`value` without characters that nobody can see; line ends stay."""
    if value.isascii() and value.isprintable():
        return value
    value = _LOOK_ALIKE_HAN.sub(lambda found: unicodedata.normalize("NFKC", found[0]), value)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", value))


def line(value: str) -> str:
    """One line of free text: half-width letters and digits, single spaces; Chinese punctuation stays as it is."""
    if _ALREADY_CLEAN.fullmatch(value):
        return value
    value = without_invisible(value).translate(_WIDE_ALPHANUMERIC)
    return _SPACES.sub(" ", value).strip()


def half_width(value: str) -> str:
    """A line whose punctuation is half-width too, such as a date: ２０１９－０７．０１ becomes 2019-07.01."""
    return line(value).translate(_WIDE | _DASHES)


def paragraphs(value: str) -> str:
    """Text of several lines: line breaks stay, at most one empty line in a row."""
    lines = [line(part) for part in _LINE_ENDS.sub("\n", value).split("\n")]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def number(value: str) -> str:
    """A document, telephone or certificate number: half-width, upper case, no spaces, plain hyphens."""
    if value.isascii() and value.isalnum():
        return value.upper()
    if not value.isascii():
        value = unicodedata.normalize("NFKC", without_invisible(value)).translate(_DASHES)
        value = without_invisible(value)  # NFKC can bring forth spaces and fillers
    return unicodedata.normalize("NFC", _SPACES.sub("", without_invisible(value)).upper())


def person_name(value: str) -> str:
    """A person's name: dots between Chinese characters become U+00B7, spaces stay only between Latin words (§2.3)."""
    value = line(value)
    if value.isascii():
        return value
    return _SPACE_BESIDE_HAN.sub("", _DOT_BETWEEN_HAN.sub(MIDDLE_DOT, value))
