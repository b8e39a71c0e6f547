"""Files that cannot be read get one clear sentence (PLT-43)."""

import zipfile
from pathlib import Path

import pytest
from django.test import override_settings

from tests.engines.sheets.example import HEADINGS, PEOPLE, row
from tests.engines.sheets.files import ole, part, saved, with_part, workbook, xlsx
from xinglin.engines.sheets.reading.limits import Unreadable
from xinglin.engines.sheets.reading.reader import read

pytestmark = pytest.mark.spec("PLT-43")
SHEET_PART = "xl/worksheets/sheet1.xml"


def refusal(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        read(path, PEOPLE)
    assert caught.value.why.endswith("。")
    return caught.value.why


def written(folder: Path, content: bytes, name: str = "people.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_empty_file(tmp_path: Path) -> None:
    assert "文件是空的" in refusal(written(tmp_path, b""))


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff\xe0\0\x10JFIF", b"MZ\x90\0\x03\0"]
)
def test_other_kinds_of_file(tmp_path: Path, content: bytes) -> None:
    assert refusal(written(tmp_path, content)).startswith("这不是 Excel 或 CSV 文件")


def test_word_document_with_an_excel_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(tmp_path / "a.xlsx").startswith("这不是 Excel 或 CSV 文件")
    assert refusal(written(tmp_path, ole("WordDocument"))).startswith("这不是 Excel 或 CSV 文件")


@pytest.mark.parametrize("content", [b"<html><table><tr><td>", b'\xef\xbb\xbf<?xml version="1.0"?><Workbook>'])
def test_web_page_with_an_excel_name(tmp_path: Path, content: bytes) -> None:
    assert "网页或 XML 格式" in refusal(written(tmp_path, content, "export.xls"))


def test_encrypted_workbook(tmp_path: Path) -> None:
    assert (
        refusal(written(tmp_path, ole("EncryptionInfo", "EncryptedPackage")))
        == "文件已加密，请去掉打开密码后重新上传。"
    )


def test_truncated_workbook(tmp_path: Path) -> None:
    content = xlsx(tmp_path).read_bytes()
    for length in (100, len(content) // 2, len(content) - 30):
        assert "已损坏或没有传完整" in refusal(written(tmp_path, content[:length]))


def test_workbook_with_broken_xml(tmp_path: Path) -> None:
    source = xlsx(tmp_path)
    content = part(source, SHEET_PART)
    assert "已损坏" in refusal(with_part(source, SHEET_PART, content[: len(content) // 2]))


def test_broken_old_workbook(tmp_path: Path) -> None:
    assert "已损坏" in refusal(written(tmp_path, ole("Workbook"), "people.xls"))


def test_zip_bomb(tmp_path: Path) -> None:
    source = xlsx(tmp_path)
    bomb = with_part(source, SHEET_PART, b"<worksheet>" + b" " * 40 * 2**20)
    assert bomb.stat().st_size < 200_000
    assert "解压后异常庞大" in refusal(bomb)


def test_archive_of_too_many_entries(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "many.xlsx", "w") as archive:
        for number in range(3000):
            archive.writestr(f"xl/{number}.xml", "")
    assert "解压后异常庞大" in refusal(tmp_path / "many.xlsx")


def test_billion_laughs(tmp_path: Path) -> None:
    source = xlsx(tmp_path)
    laughs = (
        '<!DOCTYPE a [<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
    )
    content = part(source, SHEET_PART).decode()
    assert "异常" in refusal(with_part(source, SHEET_PART, (laughs + content).encode()))
    assert "异常" in refusal(with_part(source, SHEET_PART, (laughs + content).encode("utf-16")))


def test_cell_far_out_that_would_take_gigabytes(tmp_path: Path) -> None:
    """calamine builds a dense table: 16,384 × 1,048,576 cells abort the whole process that reads it."""
    book, sheet = workbook(row())
    sheet["XFD1048576"] = "x"
    assert "超出了内存或时间限制" in refusal(saved(book, tmp_path))


def test_child_that_takes_too_long(tmp_path: Path) -> None:
    path = xlsx(tmp_path)
    with override_settings(SHEET_LIMITS={"seconds": 0}):
        assert "超出了内存或时间限制" in refusal(path)


def test_file_too_large_in_bytes_or_rows(tmp_path: Path) -> None:
    path = xlsx(tmp_path, *[row(number) for number in range(30)])
    with override_settings(SHEET_LIMITS={"file_bytes": 1000}):
        assert "文件超过 0 MB" in refusal(path)
    with override_settings(SHEET_LIMITS={"rows": 29}):
        assert "数据超过 29 行" in refusal(path)
    with override_settings(SHEET_LIMITS={"text_bytes": 100}):
        assert "单元格内容总量过大" in refusal(path)


def test_sheet_without_headings_or_rows(tmp_path: Path) -> None:
    assert "没有找到“测试名单”模板的表头" in refusal(xlsx(tmp_path, headings=["甲", "乙"]))
    book, _ = workbook()
    assert "表头下面没有数据" in refusal(saved(book, tmp_path))
    book, sheet = workbook()
    sheet.delete_rows(1)
    assert "没有数据" in refusal(saved(book, tmp_path))


def test_wrong_template_names_both(tmp_path: Path) -> None:
    book, _ = workbook(row())
    book.create_sheet("_xinglin").append(["xinglin", "other-sheet", 1])
    assert refusal(saved(book, tmp_path)).startswith("这是“其他业务”的模板，不能导入“测试名单”")


def test_missing_required_columns_are_named(tmp_path: Path) -> None:
    assert "文件缺少必填列“身份证件号码”、“招收年份”" in refusal(
        xlsx(tmp_path, row()[:2], headings=[*HEADINGS[:2], "有效的手机号码"])
    )


def test_older_template_is_told_as_such(tmp_path: Path) -> None:
    book, sheet = workbook(row())
    book.create_sheet("_xinglin").append(["xinglin", PEOPLE.key, PEOPLE.version - 1])
    hints = read(saved(book, tmp_path), PEOPLE).hints
    assert any(hint.startswith("使用的是旧版模板，所需的列都在") for hint in hints)
    sheet.delete_cols(5)
    assert refusal(saved(book, tmp_path)).startswith("模板版本过期：缺少“招收年份”列，请重新下载")
