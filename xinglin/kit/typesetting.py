"""Printed documents: a Typst template and data become a PDF, with the fonts built beside the front end and no others.

    typeset(template, {"name": "林清和"}, {"code.svg": barcode("20261101000059")})

The template reads the data by `json(bytes(sys.inputs.data))` and a file by its name («/code.svg»). It never reaches
the network, and equal input gives equal bytes.
"""

import base64
import json
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from barcode import Code128
from barcode.writer import SVGWriter

FONTS = Path(__file__).resolve().parents[2] / "web" / "dist" / "fonts"


def typeset(template: Path, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF. `data` is plain JSON, `files` are texts (SVG). Raises RuntimeError where the template does not fit."""
    project: Any = {"main": template.read_bytes(), **(files or {})}  # its types know of no projects yet
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return bytes(typst.compile(project, font_paths=_fonts(), sys_inputs=inputs, format="pdf"))


@cache
def _fonts() -> typst.Fonts:
    """Loaded once for the process; those of the machine would make the same document look different elsewhere."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def barcode(text: str) -> bytes:
    """A Code 128 as SVG, without its text."""
    drawn = BytesIO()
    size = {"module_width": 0.33, "module_height": 12, "quiet_zone": 2}  # millimetres
    Code128(text, writer=SVGWriter()).write(drawn, {**size, "write_text": False})
    return drawn.getvalue()


def picture(content: bytes, content_type: str, width: int, height: int) -> bytes:
    """A JPEG or PNG as SVG, since files of a project must be texts: cut to the proportion of width to height."""
    source = f"data:{content_type};base64,{base64.b64encode(content).decode()}"
    size = f'width="{width}" height="{height}"'
    cut = 'preserveAspectRatio="xMidYMid slice"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image href="{source}" {size} {cut}/></svg>'.encode()


def qr(text: str) -> bytes:
    """A QR code as SVG, readable though a tenth of it is dirty."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue()
