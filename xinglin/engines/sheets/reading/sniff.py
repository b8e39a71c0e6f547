"""What a file is, by its content; its name is never trusted."""

import re
import zipfile
import zlib
from pathlib import Path

from .limits import Limits, Unreadable

ACCEPTED = "请使用 .xlsx、.xls 或 .csv 文件"
ENCRYPTED = "文件已加密，请去掉打开密码后重新上传。"
BROKEN = "文件已损坏或没有传完整，请用 Excel 或 WPS 打开并另存为 .xlsx 后重新上传。"
BOMB = "文件解压后异常庞大，为安全起见没有读取，请新建工作簿，只粘贴需要导入的数据后重新上传。"
WRONG = f"这不是 Excel 或 CSV 文件，{ACCEPTED}。"
WEB_PAGE = "文件实际是网页或 XML 格式，只是扩展名像 Excel，请用 Excel 或 WPS 打开并另存为 .xlsx 后重新上传。"
SAVE_AS = "不支持这种工作簿格式，请用 Excel 或 WPS 打开并另存为 .xlsx 后重新上传。"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DTD = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_LARGE = 20 * 2**20


def kind_of(path: Path, limits: Limits) -> str:
    """xlsx | xls | text; raises Unreadable for everything else."""
    with path.open("rb") as file:
        head = file.read(65536)
    if not head:
        raise Unreadable("文件是空的，请填写数据后重新上传。")
    if head.startswith(b"PK"):
        _check_zip(path, limits)
        return "xlsx"
    if head.startswith(_OLE):
        return _kind_of_ole(path.read_bytes())
    if head.startswith((b"\x09\x08", b"\x09\x04")):
        return "xls"  # a bare BIFF stream of the nineties, which some old programs still write
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|table|head|meta|\?xml|workbook)", head, re.IGNORECASE):
        raise Unreadable(WEB_PAGE)
    is_utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if head.startswith((b"%PDF", b"{\\rtf")) or (_BINARY.search(head) and not is_utf16):
        raise Unreadable(WRONG)
    return "text"


def _kind_of_ole(content: bytes) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise Unreadable(ENCRYPTED)
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise Unreadable(BROKEN if len(content) < 4096 else WRONG)


def _check_zip(path: Path, limits: Limits) -> None:
    """Judge by the directory first, then unpack every XML part once, to nowhere, looking for what no workbook needs."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_directory(entries, limits)
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_xml(archive, entry)
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error, NotImplementedError, ValueError):
        raise Unreadable(BROKEN) from None
    except RuntimeError:  # zipfile's way to say that a password is needed
        raise Unreadable(ENCRYPTED) from None


def _check_directory(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise Unreadable(BOMB)
    if any(e.file_size > _LARGE and e.file_size > limits.ratio * max(e.compress_size, 1) for e in entries):
        raise Unreadable(BOMB)
    names = {entry.filename.lower().lstrip("/") for entry in entries}
    if len(names) < len(entries):
        raise Unreadable(BROKEN)  # two parts of one name: which one is read depends on the program
    if "xl/workbook.bin" in names or "mimetype" in names:
        raise Unreadable(SAVE_AS)
    if "xl/workbook.xml" not in names:
        raise Unreadable(WRONG)


def _check_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    tail = b""
    with archive.open(entry) as part:
        while chunk := part.read(1 << 20):
            if _DTD.search(tail + chunk) or (not tail and chunk.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00"))):
                raise Unreadable(BOMB)
            tail = chunk[-16:]
