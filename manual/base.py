"""培训基地: from opening accounts to the province's approval, and what comes after the intake."""

import tempfile
from pathlib import Path

import openpyxl
from django.utils.timezone import localdate

from manual.guide import Guide
from manual.pages import tour
from manual.rating import confirm
from manual.reader import Reader
from manual.recording import set_up
from manual.recruiting import recruit
from manual.rotating import rotate
from manual.supervising import limit
from manual.teaching import teach
from xinglin.demo.cohorts import FLAGSHIP, NEXT_DOOR
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
    _managed(reader)
    _status(reader)
    _registers(reader)
    _figures(reader)
    recruit(reader)
    teach(reader)
    confirm(reader)
    rotate(reader)
    limit(reader)
    set_up(reader)
    tour(reader)
    reader.page.context.clear_cookies()
    _received(reader)


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
    reader.say(
        "同一种错误合并显示，可以在“替换为”中选择正确的内容，点击“替换并重新校验”，一次改正所有行；"
        "整次导入有误时，在“导入记录”中打开该次导入，点击“撤销导入”，只要还没有在其上继续办理，就能恢复原状。"
    )


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
    reader.chapter("上报前的数据体检")
    reader.say("数据体检在上报前找出省级可能退回的问题：日期矛盾、证书编号格式、手机号码重复、照片等。")
    reader.open("数据体检")
    reader.press("开始体检", caption="数据体检")
    reader.page.wait_for_timeout(3000)
    reader.page.reload()
    reader.shot("体检结果按种类列出，点击查看每个人的问题，“去修改”直接到填写的地方；核对无误的可以说明理由后确认")
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


def _managed(reader: Reader) -> None:
    reader.chapter("往年住院医师：更新培训信息")
    reader.say(
        "招收上报时间结束后，招收信息即锁定，原件随时可以查看。以后的变化在“住院医师信息管理”中办理，随时可以更新和上报。"
    )
    reader.open("住院医师信息管理")
    reader.shot("住院医师信息管理：按培训状态、上报状态和审核状态查询")
    reader.step(
        "逐个修改点击“编辑”；多人修改用“培训信息模板下载”和“培训信息导入”。招收年份、培训基地、培训专业不能修改。"
    )
    reader.step(
        "保存任何修改后，上报状态变为“未上报”；改完后勾选并点击“上报”，由省级审核。统计仍以上次审核通过的内容为准。"
    )
    reader.say("当年漏报的人员用“漏报住院医师账号导入”补录；误录到本基地、从未审核通过的人员可以写明理由后删除。")


def _status(reader: Reader) -> None:
    reader.chapter("变更培训状态")
    reader.say("延期、暂停、结束、退培、恢复在培，都要写明原因和日期，上报并经省级审核通过后生效。")
    reader.page.goto("/training/managed/?status=training&reviewed=approved")
    reader.page.locator("main tbody tr a").first.click()
    reader.page.wait_for_load_state("networkidle")
    reader.step("在“住院医师信息管理”中点击姓名，打开详情。")
    reader.press("培训状态", caption="住院医师信息详情")
    reader.fill("培训状态", "暂停")
    reader.fill("原因", "病假")
    reader.shot("变更培训状态：按所选状态显示需要填写的内容")
    reader.say(
        "转培训基地：状态选择“退培”，原因选择“转培训基地”，并选择转入的基地；对方在“转入待接收”中接收。"
        "转培训专业：在同一页面点击“转培训专业”，一次办完退出和重新进入，两条记录相互关联。"
        "还没有审核通过的变更可以“撤销变更”。"
    )


def _registers(reader: Reader) -> None:
    reader.chapter("历史招录、异常人员和更新记录")
    reader.open("历史招录信息查询")
    reader.page.locator("main tbody tr a").first.click()
    reader.page.wait_for_load_state("networkidle")
    reader.step("点击姓名，查看当年审核通过的原件与现在内容的对照。")
    reader.shot("招收信息原件与现在的信息")
    reader.open("异常人员名单")
    reader.shot("全国经审核通过的退培人员；转培训基地、转培训专业的单独标明，不是离开培训")
    reader.open("住院医师信息更新记录")
    reader.press("查看更新字段", at=reader.page.locator("main tbody"))
    reader.shot("更新字段、更新前内容、更新后内容")
    reader.open("住院医师账户管理")
    reader.press("重置密码", "恢复为初始密码，本人须用手机验证码重新激活", at=reader.page.locator("main tbody"))
    reader.shot("确认重置")
    reader.page.keyboard.press("Escape")


def _figures(reader: Reader) -> None:
    reader.chapter("统计分析和操作员")
    reader.open("统计分析")
    reader.shot("按专业、年份、状态、人员类型等统计，点击图形或表格逐级查看，可以下载表格和图片")
    reader.open("操作员管理")
    reader.press("新增操作员", "让每位工作人员用自己的账号办理，操作记录显示本人姓名")
    reader.shot("只授予需要的权限，可以设置期限")


def _received(reader: Reader) -> None:
    reader.chapter("接收转入的住院医师")
    reader.log_in(NEXT_DOOR)
    reader.open("转入待接收")
    reader.shot("其他基地办理退培、转入本基地的人员")
    reader.press("接收", at=reader.page.locator("main tbody"))
    reader.step("核对已有信息，填写培训专业和起止日期后接收；本人已填写的基本信息沿用，不必重填。")
    reader.shot("接收转入的住院医师")


GUIDE = Guide(
    "base",
    "培训基地使用手册",
    "开通账号、填写培训信息、退回与上报，培训信息更新和培训状态变更；以及招录：从招生计划申报到学员报到和以后的变更。",
    walk,
)
