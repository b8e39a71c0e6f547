"""Printed documents: the font is there, nothing of the machine is used, equal input gives equal bytes."""

from io import BytesIO
from pathlib import Path

import pytest
import typst
from PIL import Image

from xinglin.kit.typesetting import FONTS, barcode, picture, typeset

TEMPLATE = """#let data = json(bytes(sys.inputs.data))
#set document(date: none)
#set text(font: "Noto Sans SC")
*报名表* #data.name #image("/code.svg", width: 4cm) #image("/portrait.svg", width: 2cm)
"""


def pixel() -> bytes:
    """The smallest of pictures."""
    drawn = BytesIO()
    Image.new("RGB", (1, 1)).save(drawn, "PNG")
    return drawn.getvalue()


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    template = tmp_path / "form.typ"
    template.write_text(TEMPLATE, encoding="utf-8")
    files = {"code.svg": barcode("20261101000059"), "portrait.svg": picture(pixel(), "image/png", 33, 45)}
    first, again = (typeset(template, {"name": "欧阳㛃"}, files) for _ in range(2))
    assert first.startswith(b"%PDF-")
    assert first == again
    assert typeset(template, {"name": "林清和"}, files) != first


def test_what_does_not_fit_is_an_error(tmp_path: Path) -> None:
    template = tmp_path / "form.typ"
    template.write_text(TEMPLATE, encoding="utf-8")
    with pytest.raises(RuntimeError):
        typeset(template, {"number": 1})


def test_both_weights_are_built() -> None:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    assert {(font.family, font.weight) for font in fonts.fonts()} == {("Noto Sans SC", 400), ("Noto Sans SC", 700)}


def test_a_barcode_is_a_drawing_without_its_text() -> None:
    drawn = barcode("20261101000059")
    assert drawn.count(b"<rect") > 20
    assert b"<text" not in drawn
    assert drawn != barcode("20261101000060")
