"""The command line for sheets."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.engines.sheets import example
from tests.engines.sheets.example import PEOPLE, document_number, people_of, row
from tests.engines.sheets.files import xlsx
from xinglin.engines.access.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-41", "PLT-42")]


def run(path: Path, by: Actor, *flags: str) -> tuple[int, Any]:
    """Exit code and what was printed, from JSON where it is JSON."""
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("import_sheet", PEOPLE.key, path, "--as", by.name, *flags, stdout=out)
    text = out.getvalue()
    return int(left.value.code or 0), json.loads(text) if "--json" in flags else text


def test_all_good_is_0(folder: Path, clerk: Actor) -> None:
    code, result = run(xlsx(folder, row(1), row(2)), clerk, "--json")
    assert code == 0
    assert {key: result[key] for key in ("imported", "unchanged", "refused", "errors")} == {
        "imported": 2,
        "unchanged": 0,
        "refused": 0,
        "errors": [],
    }
    assert run(xlsx(folder, row(1), row(2)), clerk, "--json")[1]["unchanged"] == 2


def test_something_refused_is_1_with_every_error_masked(folder: Path, clerk: Actor) -> None:
    wrong = document_number(2)[:-1] + "0"
    code, result = run(xlsx(folder, row(1), row(2, document_number=wrong)), clerk, "--json")
    assert (code, result["imported"], result["refused"]) == (1, 1, 1)
    (error,) = result["errors"]
    assert (error["row"], error["column"], error["heading"]) == (3, 3, "身份证件号码")
    assert error["value"] == "110***********" + wrong[-4:]
    assert error["message"]


def test_unreadable_is_2(folder: Path, clerk: Actor) -> None:
    (folder / "a.xlsx").write_bytes(b"%PDF-1.4")
    code, result = run(folder / "a.xlsx", clerk, "--json")
    assert (code, result["imported"]) == (2, 0)
    assert result["message"].startswith("这不是 Excel 或 CSV 文件")


def test_check_and_all_or_nothing_save_nothing(folder: Path, clerk: Actor) -> None:
    path = xlsx(folder, row(1), row(2, name=""))
    code, printed = run(path, clerk, "--check")
    assert code == 1
    assert "校验完成，没有写入数据" in printed
    assert "第3行,第1列:<姓名>错误：不能为空" in printed
    assert run(path, clerk, "--all-or-nothing")[0] == 1
    assert not people_of(clerk).exists()


@pytest.mark.spec("PLT-04")
def test_account_that_may_not_is_2_and_changes_nothing(folder: Path, clerk: Actor, province_clerk: Actor) -> None:
    for login in (province_clerk.name, "没有这个账号"):
        with pytest.raises(CommandError, match="没有导入“测试名单”的权限") as caught:
            call_command("import_sheet", PEOPLE.key, xlsx(folder), "--as", login)
        assert caught.value.returncode == 2
    example.closed.append("窗口已关闭。")
    try:
        with pytest.raises(CommandError, match="窗口已关闭。"):
            call_command("import_sheet", PEOPLE.key, xlsx(folder), "--as", clerk.name)
    finally:
        example.closed.clear()
    with pytest.raises(CommandError, match="找不到文件"):
        call_command("import_sheet", PEOPLE.key, folder / "none.xlsx", "--as", clerk.name)
    assert not people_of(clerk).exists()


@pytest.mark.spec("PLT-40")
def test_template_is_written(folder: Path) -> None:
    out = StringIO()
    call_command("sheet_template", PEOPLE.key, folder / "t.xlsx", stdout=out)
    assert (folder / "t.xlsx").read_bytes()[:2] == b"PK"
    assert "已写入“测试名单”模板" in out.getvalue()
