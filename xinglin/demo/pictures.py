"""Drawn portraits and identity card scans, clearly invented and marked as samples; a few variants, each drawn once."""

from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from xinglin.demo import country
from xinglin.kit import documents

VARIANTS = 8  # of each sex
PORTRAIT_SIZE = (413, 579)  # pixels; 35 x 49 mm at 300 dpi
CARD_SIZE = (856, 540)  # pixels; the proportions of an identity card
_SCALE = 2  # drawn larger and reduced, for smooth edges

_SKINS = ("#f3d3b8", "#eec4a3", "#e3b08a", "#f7dcc6")
_HAIRS = ("#1d1a1a", "#2a2320", "#352a25", "#181c22")
_BACKGROUNDS = ("#4f8fd0", "#e9eef3", "#3f7fc4", "#f5f6f8")
_CLOTHES = ("#2f3e52", "#39465a", "#eef1f4", "#51606f", "#223a4d")
_INK = "#3a302c"

Box = tuple[float, float, float, float]


@cache
def portrait(gender: str, variant: int) -> bytes:
    """A JPEG of a drawn face in the manner of a passport photograph; any `variant` is taken modulo `VARIANTS`."""
    return _jpeg(_portrait(gender, variant))


@cache
def id_card_front(gender: str, variant: int) -> bytes:
    """A JPEG of the side with the portrait; bars stand for the text, so that it names nobody."""
    card, draw = _card("#eaf1f4", "#d5e4ea")
    for row, width in enumerate((150, 210, 300, 380, 330)):
        top = 70 + row * 66
        draw.rounded_rectangle((56, top, 116, top + 26), 6, fill="#8fb0c4")
        draw.rounded_rectangle((136, top, 136 + width, top + 26), 6, fill="#a9b4bc")
    draw.rounded_rectangle((56, 448, 176, 480), 6, fill="#8fb0c4")
    draw.rounded_rectangle((270, 448, 760, 480), 6, fill="#98a3ab")
    face = _portrait(gender, variant).resize((224, 314))
    card.paste(face, (576, 84))
    return _jpeg(_marked(card))


@cache
def id_card_back() -> bytes:
    """A JPEG of the other side; a plain badge in place of the emblem."""
    card, draw = _card("#f3ece6", "#ead9d2")
    draw.ellipse((60, 50, 200, 190), fill="#c9564b")
    draw.regular_polygon((130, 120, 46), 5, fill="#f0d27a")
    draw.rounded_rectangle((250, 66, 770, 104), 8, fill="#8d8580")
    draw.rounded_rectangle((310, 132, 710, 182), 8, fill="#6f6762")
    for row in range(2):
        draw.rounded_rectangle((230, 380 + row * 62, 340, 408 + row * 62), 6, fill="#b29f96")
        draw.rounded_rectangle((366, 380 + row * 62, 690, 408 + row * 62), 6, fill="#a8a29e")
    return _jpeg(_marked(card))


@cache
def paper() -> bytes:
    """A JPEG of some written page, for whatever has to be proved."""
    page, draw = _card("#ffffff", "#f4f6f7")
    draw.rounded_rectangle((250, 60, 606, 96), 8, fill="#6f6762")
    for row in range(7):
        draw.rounded_rectangle((90, 140 + row * 48, 760 - row % 3 * 90, 162 + row * 48), 6, fill="#c9cdd0")
    return _jpeg(_marked(page))


def _card(paper: str, line: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A card with rounded corners on a table, with the fine lines that such cards carry."""
    image = Image.new("RGB", CARD_SIZE, "#6d7276")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((12, 12, CARD_SIZE[0] - 13, CARD_SIZE[1] - 13), 34, fill=paper)
    for radius in range(60, 420, 18):
        draw.ellipse((428 - radius, 270 - radius * 0.55, 428 + radius, 270 + radius * 0.55), outline=line, width=2)
    return image, draw


def _marked(image: Image.Image) -> Image.Image:
    """The picture with «示例 SAMPLE» across it; the words are a stored picture, so that no font is needed."""
    with Image.open(country.DATA / "sample_mark.png") as stored:
        mark = stored.convert("L").rotate(20, expand=True).point(lambda grey: grey * 0.5)
    corner = ((image.width - mark.width) // 2, (image.height - mark.height) // 2)
    image.paste("#c0392b", (*corner, corner[0] + mark.width, corner[1] + mark.height), mark)
    return image


def _jpeg(image: Image.Image) -> bytes:
    target = BytesIO()
    image.save(target, "JPEG", quality=88)
    return target.getvalue()


@cache
def _portrait(gender: str, variant: int) -> Image.Image:
    random = Random(f"{gender}/{variant % VARIANTS}")  # noqa: S311 -- a picture, no secret
    image = Image.new("RGB", (PORTRAIT_SIZE[0] * _SCALE, PORTRAIT_SIZE[1] * _SCALE), random.choice(_BACKGROUNDS))
    face = _Face(random, is_woman=gender == documents.FEMALE)
    face.draw_on(ImageDraw.Draw(image))
    return image.resize(PORTRAIT_SIZE, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.6))


class _Face:
    """A face of simple shapes, on a canvas of 413 x 579 whose middle is x = 206."""

    def __init__(self, random: Random, *, is_woman: bool) -> None:
        self.skin, self.hair = random.choice(_SKINS), random.choice(_HAIRS)
        self.clothes = random.choice(_CLOTHES)
        self.width, self.height = random.randint(86, 98), random.randint(118, 130)
        self.eye_gap, self.brow = random.randint(38, 44), random.randint(3, 6)
        self.mouth = random.randint(22, 30)
        self.has_glasses = random.random() < 0.3
        self.has_long_hair = is_woman and random.random() < 0.6
        self.is_woman = is_woman

    def draw_on(self, draw: ImageDraw.ImageDraw) -> None:
        """Back to front."""
        self._draw, (middle, top) = draw, (206, 130)
        chin = top + 2 * self.height
        self._hair_behind(middle, top, chin)
        self._body(middle, chin)
        self._ellipse((middle - self.width - 10, top + 110, middle - self.width + 14, top + 160), self.skin)
        self._ellipse((middle + self.width - 14, top + 110, middle + self.width + 10, top + 160), self.skin)
        self._ellipse((middle - self.width, top, middle + self.width, chin), self.skin)
        self._hair_before(middle, top)
        self._features(middle, top)

    def _ellipse(self, box: Box, fill: str) -> None:
        self._draw.ellipse([edge * _SCALE for edge in box], fill=fill)

    def _arc(self, box: Box, start: int, end: int, width: float, fill: str = _INK) -> None:
        self._draw.arc([edge * _SCALE for edge in box], start, end, fill=fill, width=round(width * _SCALE))

    def _polygon(self, points: list[tuple[float, float]], fill: str) -> None:
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=fill)

    def _hair_behind(self, middle: int, top: int, chin: int) -> None:
        side = self.width + 22
        self._ellipse((middle - side, top - 46, middle + side, top + 190), self.hair)
        if self.has_long_hair:
            self._polygon(
                [
                    (middle - side, top + 70),
                    (middle + side, top + 70),
                    (middle + side + 6, chin + 70),
                    (middle - side - 6, chin + 70),
                ],
                self.hair,
            )

    def _body(self, middle: int, chin: int) -> None:
        self._ellipse((middle - 190, chin + 26, middle + 190, chin + 420), self.clothes)
        self._polygon([(middle - 44, chin + 30), (middle + 44, chin + 30), (middle, chin + 120)], "#fbfbfb")
        self._polygon(
            [
                (middle - 40, chin - 40),
                (middle + 40, chin - 40),
                (middle + 46, chin + 44),
                (middle, chin + 84),
                (middle - 46, chin + 44),
            ],
            self.skin,
        )
        self._arc((middle - 60, chin - 70, middle + 60, chin + 14), 35, 145, 2, "#c99b7c")

    def _hair_before(self, middle: int, top: int) -> None:
        side = self.width + 8
        box = [edge * _SCALE for edge in (middle - side, top - 34, middle + side, top + 190)]
        self._draw.chord(box, 200 if self.is_woman else 208, 340 if self.is_woman else 332, fill=self.hair)

    def _features(self, middle: int, top: int) -> None:
        eyes = top + 128
        for side in (-1, 1):
            x = middle + side * self.eye_gap
            self._arc((x - 24, eyes - 38, x + 24, eyes - 6), 200, 340, self.brow)
            self._ellipse((x - 17, eyes - 8, x + 17, eyes + 8), "#ffffff")
            self._ellipse((x - 8, eyes - 8, x + 8, eyes + 8), "#2b211d")
            self._arc((x - 18, eyes - 10, x + 18, eyes + 12), 190, 350, 3)
            if self.has_glasses:
                self._arc((x - 32, eyes - 24, x + 32, eyes + 28), 0, 360, 3, "#30343a")
        if self.has_glasses:
            self._arc((middle - 14, eyes - 10, middle + 14, eyes + 10), 190, 350, 3, "#30343a")
        self._arc((middle - 14, eyes + 26, middle + 14, eyes + 58), 30, 150, 3, "#b98b6e")
        lips = "#b5574f" if self.is_woman else "#a8695a"
        self._arc((middle - self.mouth, eyes + 52, middle + self.mouth, eyes + 92), 25, 155, 5, lips)
