"""Sample pictures are real JPEG files of the usual size, the same each time, in several variants."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from xinglin.demo import pictures


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    assert image.format == "JPEG"
    return image


@pytest.mark.parametrize("gender", ["1", "2"])
def test_portraits_differ_and_stay_small(gender: str) -> None:
    portraits = [pictures.portrait(gender, variant) for variant in range(pictures.VARIANTS)]
    assert len(set(portraits)) == pictures.VARIANTS
    for content in portraits:
        assert opened(content).size == pictures.PORTRAIT_SIZE
        assert 8_000 < len(content) < 20_000


def test_a_portrait_is_drawn_the_same_again() -> None:
    first = pictures.portrait("2", 5)
    pictures.portrait.cache_clear()
    pictures._portrait.cache_clear()
    assert pictures.portrait("2", 5) == first


def test_both_sides_of_a_card_carry_the_sample_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    marked = [opened(pictures.id_card_front("1", 2)), opened(pictures.id_card_back())]
    pictures.id_card_front.cache_clear()
    pictures.id_card_back.cache_clear()
    monkeypatch.setattr(pictures, "_marked", lambda image: image)
    plain = [opened(pictures.id_card_front("1", 2)), opened(pictures.id_card_back())]
    pictures.id_card_front.cache_clear()
    pictures.id_card_back.cache_clear()
    for with_mark, without in zip(marked, plain, strict=True):
        assert with_mark.size == pictures.CARD_SIZE
        left, top, right, bottom = ImageChops.difference(with_mark, without).getbbox() or (0, 0, 0, 0)
        assert right - left > pictures.CARD_SIZE[0] / 2
        assert bottom - top > 200
