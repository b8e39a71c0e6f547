"""What a file really is, by its content; what it becomes before it is stored (PLT-90)."""

import io
import re
import warnings
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageOps

from xinglin.engines.actions import Refused

from .kinds import JPEG, PDF, PNG, TITLES, FileKind

MOST_PIXELS = 50_000_000  # a hundredfold passport photograph; decoded it takes 200 MB
THUMBNAIL_EDGE = 320
MOST_UNPACKED = 20 * 1024 * 1024

_MAGIC = {b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG, b"%PDF-": PDF}
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_PDF_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|RichMedia)(?=[\s/<>\[\](){}%]|$)")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class Accepted:
    """A file as it will be stored: clean bytes, and a small picture where its kind has one."""

    content: bytes
    content_type: str
    width: int | None = None
    height: int | None = None
    thumbnail: bytes | None = None


def inspect(file: IO[bytes], size: int, kind: FileKind) -> Accepted:
    """Judge and clean one file. Raises Refused with the sentence for the person who sent it."""
    if size == 0:
        raise Refused("文件是空的，请重新选择文件。")
    if size > kind.max_bytes:
        raise Refused(f"文件有 {_megabytes(size)}，超过 {kind.max_bytes >> 20} MB 的上限，请压缩后再上传。")
    file.seek(0)
    content = file.read(kind.max_bytes + 1)
    found = next((content_type for magic, content_type in _MAGIC.items() if content.startswith(magic)), None)
    if found is None or found not in kind.accepts:
        raise Refused(f"{_called(found)}，“{kind.title}”只接受 {_listed(kind.accepts)} 文件，请转换格式后再上传。")
    return _pdf(content) if found == PDF else _picture(content, found, kind)


def _picture(content: bytes, content_type: str, kind: FileKind) -> Accepted:
    """Decode and encode anew: metadata, hidden data and broken parts do not survive."""
    try:
        with (
            warnings.catch_warnings(),
            Image.open(io.BytesIO(content), formats=[TITLES_OF_PILLOW[content_type]]) as image,
        ):
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            if image.width * image.height > MOST_PIXELS:
                raise Refused(f"图片有 {image.width}×{image.height} 像素，过大，请缩小到 5000 万像素以内再上传。")
            if content_type == JPEG:
                image.draft("RGB", (kind.max_edge, kind.max_edge))
            picture = ImageOps.exif_transpose(image)
            picture = picture.convert("RGBA" if content_type == PNG and _has_alpha(picture) else "RGB")
    except Image.DecompressionBombError:
        raise Refused("图片像素过大，请缩小到 5000 万像素以内再上传。")
    except (OSError, SyntaxError, ValueError, EOFError, zlib.error, IndexError, TypeError, OverflowError):
        raise Refused("图片已损坏或不完整，无法打开，请重新拍摄或导出后再上传。")
    picture.thumbnail((kind.max_edge, kind.max_edge))
    return Accepted(
        content=_encoded(picture, content_type),
        content_type=content_type,
        width=picture.width,
        height=picture.height,
        thumbnail=_thumbnail(picture) if kind.has_thumbnail else None,
    )


TITLES_OF_PILLOW = {JPEG: "JPEG", PNG: "PNG"}


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _encoded(picture: Image.Image, content_type: str) -> bytes:
    target = io.BytesIO()
    clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())  # leaves every kind of metadata behind
    if content_type == JPEG:
        clean.save(target, "JPEG", quality=88, optimize=True, progressive=True)
    else:
        clean.save(target, "PNG")
    return target.getvalue()


def _thumbnail(picture: Image.Image) -> bytes:
    small = picture.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
    if small.mode == "RGBA":
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    return _encoded(small, JPEG)


def _pdf(content: bytes) -> Accepted:
    """A PDF is kept as it came; one that is cut off, or would do something when opened, is refused."""
    if b"%%EOF" not in content[-2048:]:
        raise Refused("PDF 文件不完整，请重新导出后再上传。")
    if any(_PDF_ACTIVE.search(_PDF_ESCAPE.sub(_unescaped, part)) for part in _pdf_objects(content)):
        raise Refused("PDF 文件中含有脚本或可执行内容，不能上传，请用“打印为 PDF”另存后再上传。")
    return Accepted(content=content, content_type=PDF)


def _pdf_objects(content: bytes) -> Iterator[bytes]:
    """Everything but the data of streams, and the objects packed into object streams."""
    end = 0
    for found in _PDF_STREAM.finditer(content):
        head = content[end : found.start()]
        yield head
        if b"/ObjStm" in _PDF_ESCAPE.sub(_unescaped, head[-2048:]):
            yield _unpacked(found[1])
        end = found.end()
    yield content[end:]


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, MOST_UNPACKED)
    except zlib.error:  # not packed, or encrypted
        return data


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _called(content_type: str | None) -> str:
    return f"这是 {TITLES[content_type]} 文件" if content_type else "无法识别这个文件的格式"


def _listed(accepts: Collection[str]) -> str:
    return "、".join(title for content_type, title in TITLES.items() if content_type in accepts)


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"
