"""A photograph that is none of a person, by what is known of the file. Faces are not looked for: no recognition of
people, and no model to be kept; shape, size and the amount of detail tell the common mistakes.
"""

from collections.abc import Iterator
from datetime import date

from .cases import Case, Picture
from .kinds import Finding

NARROWEST, WIDEST = 0.6, 0.9  # width by height; one inch is 0.71, two inches 0.72, a passport's 0.69
LEAST_WIDTH = 200  # pixels
BLANK = 0.015  # bytes a pixel: a plain picture takes 0.008, the plainest portrait 0.05
FIELD, TITLE = "basic.portrait", "个人照片"


def shape(case: Case, today: date) -> Iterator[Finding]:
    """A portrait stands upright."""
    if case.portrait and not NARROWEST <= case.portrait.width / case.portrait.height <= WIDEST:
        yield _of(case.portrait, "宽高比不是证件照的比例（约 5:7，竖幅），可能是生活照、扫描件或旋转过的照片，请核对。")


def size(case: Case, today: date) -> Iterator[Finding]:
    """It can be printed on a certificate."""
    if case.portrait and case.portrait.width < LEAST_WIDTH:
        yield _of(case.portrait, f"照片宽度不足 {LEAST_WIDTH} 像素，打印在证书上会模糊，请重新上传更清晰的照片。")


def blank(case: Case, today: date) -> Iterator[Finding]:
    """There is something on it."""
    if case.portrait and case.portrait.size / (case.portrait.width * case.portrait.height) < BLANK:
        yield _of(case.portrait, "照片几乎没有内容，可能是空白或纯色图片，请核对后重新上传。")


def card(case: Case, today: date) -> Iterator[Finding]:
    """It is not the scan of the identity card over again."""
    if case.portrait and case.portrait.is_card:
        yield _of(case.portrait, "个人照片与身份证照片是同一个文件，请上传近期免冠正面照片。")


def _of(picture: Picture, why: str) -> Finding:
    return Finding("portrait", FIELD, TITLE, f"{picture.width}×{picture.height}", why)


RULES = (shape, size, blank, card)
