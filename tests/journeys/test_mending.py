"""A base puts right what is wrong in its file for all rows at once, imports it, and takes the import back (PLT-46)."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.factories.country import YEAR, Country
from tests.journeys.conftest import Person, activated, work
from xinglin.demo.people import fake_people
from xinglin.domains.training.models import Training
from xinglin.domains.training.sheets import ACCOUNTS

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
LONG = "居民身份证（由户籍所在地公安机关签发的第二代居民身份证原件）"


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.mark.spec("PLT-46")
def test_mending(country: Country, people: Any, tmp_path: Path) -> None:
    base = people("base")
    base.log_in(activated(country.base.account_id))
    _upload(base, _workbook(tmp_path / "accounts.xlsx"))
    base.says("成功导入:2行,错误:22行")
    base.look("kinds-of-errors")
    _mend_by_keyboard(base)
    _import_and_undo(base)


def _workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([ACCOUNTS.heading(column) for column in ACCOUNTS.columns])
    for index, person in enumerate(fake_people(24, start=700, intake_year=YEAR)):
        kind = {0: "居民身分证", 1: LONG}.get(index % 3, "居民身份证") if index < 21 else "居民身份证"
        year = "2026学年" if index in range(2, 21, 3) else YEAR
        mobile = f"{person['mobile']}（家）" if index == 21 else person["mobile"]
        sheet.append([person["name"], kind, person["document_number"], mobile, year])
    book.save(path)
    return path


def _upload(base: Person, file: Path) -> None:
    base.page.goto("/sheets/resident-accounts/import")
    base.page.locator("input[type=file]").set_input_files(file)
    base.page.get_by_role("button", name="开始").click()
    base.page.wait_for_url("**/runs/*/")
    work()


def _mend_by_keyboard(base: Person) -> None:
    base.page.get_by_label("“居民身分证”全部替换为").focus()
    base.page.get_by_label(f"“{LONG[:20]}…”全部替换为").select_option("居民身份证")
    base.page.get_by_label("“2026学年”全部替换为").fill("不知道")
    base.page.keyboard.press("Enter")
    base.says("招收年份“不知道”不是年份，请填写四位数字，如 2026。")
    base.look("wrong-replacement")
    base.page.get_by_label("“2026学年”全部替换为").fill("2026")
    base.page.get_by_label("“2026学年”全部替换为").focus()
    base.page.keyboard.press("Enter")
    base.page.wait_for_url("**/runs/*/")
    work()
    base.says("校验通过:22行,错误:0行,未变化:2行")
    base.says("已替换的内容")
    base.look("rehearsed")


def _import_and_undo(base: Person) -> None:
    base.page.get_by_role("button", name="按替换后的内容导入").click()
    base.page.wait_for_url("**/runs/*/")
    work()
    base.says("成功导入:22行,错误:0行,未变化:2行")
    assert Training.objects.count() == 24
    base.look("imported")
    base.page.get_by_role("button", name="撤销导入").click()
    base.says("将移除这次导入新增的 22 行")
    base.look("asked")
    base.page.get_by_role("dialog").get_by_role("button", name="撤销导入").click()
    base.page.wait_for_url("**/runs/*/")
    work()
    base.says("这次导入已撤销")
    base.look("undone")
    assert Training.objects.count() == 2
    base.page.goto("/sheets/runs/")
    base.look("records")
