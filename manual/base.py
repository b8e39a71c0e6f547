"""培训基地: from opening accounts to the province's approval, and what comes after the intake."""

import tempfile
from pathlib import Path

import openpyxl
from django.utils.timezone import localdate

from manual.guide import Guide
from manual.pages import tour
from manual.reader import Reader
from xinglin.demo.cohorts import FLAGSHIP
from xinglin.demo.people import fake_people

NEWCOMERS = 880_000  # serials that the demonstration does not use


def walk(reader: Reader) -> None:
    """All of a training office's year."""
    reader.chapter("登录和首页")
    reader.log_in(FLAGSHIP)
    reader.shot("首页：待处理任务在最上面，点击“去处理”直接到达")
    with tempfile.TemporaryDirectory() as folder:
        _import_accounts(reader, Path(folder))
    _training_information(reader)
    _return_personal(reader)
    _report(reader)
    _returned(reader)
    tour(reader)


def _import_accounts(reader: Reader, folder: Path) -> None:
    reader.chapter("为新招收的住院医师开通账号")
    reader.open("招收信息管理")
    with reader.page.expect_download() as template:
        reader.press("账号模板下载", "得到带下拉选项和填写说明的表格", caption="招收信息管理")
    file = folder / "accounts.xlsx"
    template.value.save_as(file)
    _fill_in(file)
    reader.step("在表格中填写姓名、身份证件类别、身份证件号码、手机号码和招收年份，每人一行，保存。")
    reader.press("住院医师账号导入")
    reader.page.locator("input[type=file]").set_input_files(file)
    reader.step("选择或拖入填好的表格。想先看看结果，勾选“仅校验”；要求一行不错才导入，勾选“全部正确才导入”。")
    reader.shot("导入面板")
    reader.page.get_by_role("button", name="开始").or_(reader.page.get_by_role("button", name="导入")).first.click()
    reader.page.wait_for_url("**/sheets/runs/*/")
    reader.sees("成功导入:2行,错误:1行")
    reader.step("正确的行已经导入；有错的行逐条列出，可以下载标注好的表格，改正后再次导入，已导入的不会重复。")
    reader.shot("导入结果：第几行、第几列、哪里不对、可以填什么")


def _fill_in(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for number, person in enumerate(fake_people(3, start=NEWCOMERS), start=2):
        kind = "学生证" if number == 4 else "居民身份证"
        row = (person["name"], kind, person["document_number"], person["mobile"], localdate().year)
        for column, value in enumerate(row, start=1):
            sheet.cell(row=number, column=column, value=value)
    book.save(file)


def _training_information(reader: Reader) -> None:
    reader.chapter("填写培训信息")
    reader.say("住院医师自己填写基本信息，基地填写培训信息：一次导入许多人，或逐个编辑。")
    reader.open("招收信息管理")
    reader.step("批量填写：点击“培训信息模板下载”，填好后用“培训信息导入”上传。空白单元格不改变已有内容。")
    reader.press("编辑", "逐个填写", at=reader.page.locator("main tbody"))
    reader.shot("编辑培训信息")


def _return_personal(reader: Reader) -> None:
    reader.chapter("退回基本信息")
    reader.open("招收信息管理")
    reader.page.locator("main tbody input[type=checkbox]").first.check()
    reader.step("勾选要退回的住院医师。")
    reader.press("基本信息退回", "写明需要修改什么")
    reader.shot("退回意见")
    reader.page.keyboard.press("Escape")
    reader.say("退回后“基本信息退回情况”显示“退回修改”；本人修改保存后变为“已修改”，点击可以逐项查看改了什么。")


def _report(reader: Reader) -> None:
    reader.chapter("上报")
    reader.page.goto("/training/intake/?complete=1&reported=open")
    reader.step("在招收信息管理中，“资料完整”选择“已完整”，“上报状态”选择“未上报”，点击“查询”。")
    reader.page.locator("[data-pick-page]").check()
    reader.step("勾选全部，需要跨页时点击“选择全部”。")
    reader.press("上报", "资料不完整的会逐个列出缺什么，其余照常上报", caption="勾选后上报")
    reader.shot("上报结果")


def _returned(reader: Reader) -> None:
    reader.chapter("省级退回后修改")
    reader.page.goto("/training/intake/?reviewed=returned")
    reader.step("首页“省退回修改”点击“去处理”，或在列表中“审核状态”选择“退回修改”。")
    reader.shot("被退回的记录")
    reader.page.locator("main tbody tr a").first.click()
    reader.page.wait_for_load_state("networkidle")
    reader.step("点击姓名打开详情：退回意见在最上面，标注到具体字段。改正后重新上报。")
    reader.shot("退回意见")


GUIDE = Guide(
    "base",
    "培训基地使用手册",
    "开通账号、填写培训信息、退回与上报，以及招收结束之后的培训信息更新和培训状态变更。",
    walk,
)
