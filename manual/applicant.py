"""报名人员: on a phone, from registration to answering the result."""

import tempfile
from pathlib import Path
from typing import Any

from captcha.models import CaptchaStore

from manual.guide import Guide
from manual.pages import tour
from manual.reader import Reader
from xinglin.demo.founding import this_year
from xinglin.demo.log_ins import log_ins
from xinglin.demo.people import fake_people
from xinglin.demo.pictures import id_card_back, id_card_front, portrait
from xinglin.domains.recruitment.public import Couple

ENTRY = "住院医师入口"
NEWCOMER = 880_100  # a serial that the demonstration does not use
OWN_PASSWORD = "Zhaolu#2026ok"  # noqa: S105 -- of an invented applicant in the demonstration
BATCH = "第四批（秋季）"
BACHELOR = {
    "is_studying": "0",
    "school": "示范医科大学",
    "graduated_month": "2026-07",
    "major": "临床医学",
    "education_code": "21",
    "education_number": "100251202605000001",
    "degree_code": "4",
    "degree_number": "1002542026000001",
    "is_full_time": "1",
}
SUPPLEMENT = {
    "cultivation_type": "national",
    "graduate_kind": "fresh",
    "is_rural_order": "0",
    "is_western_support": "0",
    "training_years": "3",
}


def walk(reader: Reader) -> None:
    """One who registers and applies; one who answers; one who applies together with somebody."""
    facts = fake_people(1, start=NEWCOMER, intake_year=this_year())[0]
    _register(reader, facts)
    with tempfile.TemporaryDirectory() as folder:
        _four_parts(reader, facts, Path(folder))
    _five_steps(reader)
    _submit(reader)
    _print(reader)
    reader.page.context.clear_cookies()
    _answer(reader)
    reader.page.context.clear_cookies()
    _together(reader)
    _afterwards(reader)
    tour(reader)


def _register(reader: Reader, facts: dict[str, Any]) -> None:
    page = reader.page
    reader.chapter("注册账号")
    reader.say(
        "第一次报名先注册。已有住院医师或医师账号的，不用注册：登录后在菜单中打开“开通报名身份”即可，原来填写的信息不变。"
    )
    page.goto("/login/")
    reader.press("学员注册", caption="登录页", at=page.locator("body"))
    page.get_by_label("姓名").fill(facts["name"])
    page.get_by_label("证件类型").select_option(facts["document_type"])
    page.get_by_label("证件号码").fill(facts["document_number"])
    key = page.locator("input[name$=captcha_0]").input_value()
    page.locator("input[name$=captcha_1]").fill(CaptchaStore.objects.get(hashkey=key).response)
    reader.step("填写姓名、证件类型、证件号码和图形验证码。")
    check = page.get_by_role("button", name="验证", exact=True)
    reader.step("点击“验证”，提示“您填写信息正确”后点击“下一步”。")
    reader.shot("个人信息验证", check)
    check.click()
    page.get_by_role("link", name="下一步").click()
    page.locator("#id_new_password").fill(OWN_PASSWORD)
    page.locator("#id_repeated").fill(OWN_PASSWORD)
    page.get_by_label("手机号码").fill(facts["mobile"])
    page.get_by_role("button", name="获取验证码").click()
    reader.sees("验证码已发送至")
    reader.step("设置密码，填写手机号码，点击“获取验证码”，填写短信中的验证码。")
    page.get_by_label("短信验证码").fill(reader.code_sent())
    reader.press("注册", "账号就是您的证件号码", caption="填写账号密码")
    reader.sees("注册成功")
    reader.say("提示证件号码已经注册的，点击“忘记密码”用手机验证码找回；不是您本人注册的，请联系报考的培训基地。")
    reader.log_in(facts["document_number"], ENTRY, OWN_PASSWORD)


def _four_parts(reader: Reader, facts: dict[str, Any], folder: Path) -> None:
    reader.chapter("填写学员信息")
    reader.say("基本信息、联系信息、教育信息、工作信息四部分都完整后才能报名。每部分分别保存，可以分多次填写。")
    reader.open("学员信息维护")
    reader.shot("四部分各缺什么")
    reader.page.get_by_role("link", name="基本信息").first.click()
    _choose(reader, {key: facts[key] for key in ("ethnic_group", "marital_status", "nationality")})
    _choose(reader, {"household_province": facts["household_province"], "licensing_exam": "none"})
    for key, content in {
        "portrait": portrait("1", 1),
        "id_front": id_card_front("1", 1),
        "id_back": id_card_back(),
    }.items():
        (folder / f"{key}.jpg").write_bytes(content)
        reader.page.locator(f"#id_{key}").set_input_files(folder / f"{key}.jpg")
        reader.page.locator(f"#id_{key}-slot img").wait_for()
    reader.step("基本信息：填写带 * 的内容，上传个人照片和身份证照片，点击“保存”，自动进入下一部分。")
    reader.shot("基本信息")
    _save(reader, "基本信息已保存")
    _choose(reader, {key: facts[key] for key in ("email", "address", "emergency_name", "emergency_mobile")})
    reader.step("联系信息：填写电子邮箱、通讯地址和紧急联系人，保存。")
    _save(reader, "联系信息已保存")
    reader.page.locator("#id_bachelor-attended").check()
    _choose(reader, {f"bachelor-{key}": value for key, value in BACHELOR.items()})
    for mark in ("first_level", "highest_level"):
        reader.page.locator(f"#id_marks-bachelor-{mark}").check()
    reader.step(
        "教育信息：逐个学历填写，并标记“第一学历”“本科学历”“最高学历”。同一学历可以同时是几个；"
        "第一学历是专科的，还要有本科学历。"
    )
    reader.shot("教育信息")
    _save(reader, "教育信息已保存")
    _choose(reader, {"has_employer": "0"})
    reader.step(
        "工作信息：面向社会招收住院医师和并轨专硕选择没有工作单位；"
        "本单位住院医师、外单位委托培养住院医师须填写一条工作单位，并标明是当前所在单位，否则不能以该身份报名。"
    )
    _save(reader, "四部分信息都已完整")
    reader.shot("四部分都已完整，可以报名")


def _five_steps(reader: Reader) -> None:
    page = reader.page
    reader.chapter("我要报名")
    reader.open("学员报名")
    reader.press("我要报名", "每一步都会保存，可以随时离开，以后点击“继续报名”接着填")
    card = page.locator("main .card").filter(has_text=BATCH).first
    card.scroll_into_view_if_needed()
    reader.step("选择招收批次：先看报名时间、志愿数、适用人员和“招收说明”，再点击“选择此批次”。")
    reader.shot("① 选择招收批次", card.get_by_role("button", name="选择此批次"))
    card.get_by_role("button", name="选择此批次").click()
    page.get_by_label("面向社会招收住院医师").check()
    reader.step("选择个人身份。不能选的，下面写明原因。")
    reader.press("保存并下一步", caption="② 选择个人身份")
    reader.step("确认个人信息：有误的点击“修改”，改好后回到这一步。")
    reader.press("确认无误，下一步", caption="③ 确认个人信息")
    _choose(reader, SUPPLEMENT)
    reader.press("保存并下一步", "先补充本次报名的培训年限等信息", caption="④ 补充报名信息")
    page.get_by_label("培训专业").select_option(label="内科")
    reader.step("填写志愿：选择培训专业，点击“查看培训基地”。")
    page.get_by_role("button", name="查看培训基地").click()
    reader.shot("⑤ 各培训基地的招收计划数和已报名人数")
    page.get_by_role("button", name="选择").filter(visible=True).first.click()
    page.wait_for_load_state("networkidle")
    page.locator("#id_accepts_reassignment").select_option("1")
    reader.step("在要报的基地（或协同单位）旁点击“选择”，再选择是否接受专业调剂。")
    reader.say(
        "可报几个志愿、能否报不同专业，由批次规定。有几个志愿的，用“上移”“下移”排好先后。"
        "接受专业调剂的，没有录取时可能被安排到有剩余名额的其他专业或基地。"
    )
    reader.press("确认并返回", caption="志愿")


def _submit(reader: Reader) -> None:
    reader.chapter("提交报名")
    reader.say("没有提交的报名，培训基地看不到。提交后不能修改，也不能撤回，请先核对身份、志愿和个人信息。")
    reader.shot("五步都已完成，报名状态仍是“未提交”")
    reader.press("提交", at=reader.page.locator(".save-bar"))
    reader.page.get_by_label("我已核对，确认提交").check()
    reader.step("核对后勾选“我已核对，确认提交”。")
    reader.press("提交", at=reader.page.locator(".save-bar"), caption="确认提交")
    reader.sees("报名已提交")


def _print(reader: Reader) -> None:
    reader.chapter("报名状态和打印报名表")
    reader.open("学员报名")
    reader.shot("报名状态、学员编号和志愿")
    reader.step("点击“打印报名表”，得到带照片和条形码的 PDF，可以保存或打印。")
    reader.say(
        "报名状态：未提交、已提交、审核通过、审核不通过。审核不通过的，在预审核时间结束后显示原因。"
        "个人信息以后有变化，在“学员信息维护”中修改；已提交的报名保持提交时的内容。"
    )


def _answer(reader: Reader) -> None:
    reader.chapter("查看和答复录取结果")
    reader.say(
        "培训基地发送录取结果后您会收到通知。发送后的几个小时（一般 12 小时，由批次规定）内结果可能更改，"
        "过后才能接受或放弃；志愿确认时间结束前没有接受的，录取结果失效。"
    )
    logins = {line.role: line.login for line in log_ins()}
    reader.log_in(logins["报名人员（两个录取结果待接受）"], ENTRY)
    reader.shot("首页提醒还有录取结果等待答复")
    reader.open("学员报名")
    reader.shot("录取结果和志愿确认状态")
    reader.press("接受或放弃")
    reader.shot("录取结果，以及在什么时间之前答复")
    reader.press("接受", "另有一个招收的录取结果时，会写明接受这个即放弃那个")
    box = reader.page.locator("input[name=sure]")
    box.check()
    reader.step("核对后勾选确认。")
    reader.press("接受", "接受后不能更改，请按时报到", at=reader.page.locator(".save-bar"), caption="接受录取")
    reader.shot("已接受")
    reader.say(
        "不去的，点击“放弃”，可以填写原因（也可以不填），确认后不能恢复。没有“接受”按钮的，页面上写着原因："
        "结果还可能更改、还没到志愿确认时间，或时间已过。"
    )


def _together(reader: Reader) -> None:
    reader.chapter("联合志愿和录取说明")
    reader.say(
        "按“双向匹配”录取的批次，可以与配偶等希望录取到一起的人联合报名：邀请对方，对方接受后填报一组组志愿，对方同意后生效。"
    )
    couple = Couple.objects.select_related("first__person").order_by("pk").first()
    assert couple  # noqa: S101 -- the demonstration has one
    reader.log_in(couple.first.person.document_number, ENTRY)
    reader.open("联合志愿")
    reader.step("还没有联合的，填写对方的姓名和证件号码，点击“邀请”；对方在同一页面点击“接受邀请”。")
    reader.step("按希望的先后填报各组，“不录取”表示宁可只录取另一人，点击“保存联合志愿”；对方点击“同意联合志愿”。")
    reader.shot("联合志愿")
    reader.say("两人都提交报名后生效。提交之前可以“取消联合报名”，各自的志愿仍在。")
    reader.open("录取说明")
    reader.step("按“双向匹配”或“平行志愿”录取的，结果发送后在“录取说明”中逐个志愿查看为什么录取或没有录取。")
    reader.shot("录取说明")


def _afterwards(reader: Reader) -> None:
    reader.chapter("报到和培训年限")
    reader.say(
        "上级确认录取结果后，按通知到培训基地报到。基地登记报到后，您的账号多一个住院医师身份，"
        "报名时填写的信息直接带入，不用再填；点击右上角的姓名可以“切换身份”。"
    )
    reader.open("批次时间查询")
    reader.step("各环节的时间在“批次时间查询”中查看。")
    reader.open("培训年限管理")
    reader.step("报到后在“培训年限管理”中填写培训年限和开始日期，结束日期自动得出。")
    reader.say("申请培训年限减免的步骤，见《住院医师使用手册》。")


def _choose(reader: Reader, values: dict[str, Any]) -> None:
    """Fill in the controls of these keys."""
    for key, value in values.items():
        control = reader.page.locator(f"#id_{key}")
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)


def _save(reader: Reader, said: str) -> None:
    reader.page.get_by_role("button", name="保存", exact=True).first.click()
    reader.page.wait_for_load_state("networkidle")
    reader.sees(said)


GUIDE = Guide(
    "applicant",
    "报名人员使用手册",
    "注册账号，填写学员信息，报名，打印报名表，接受或放弃录取结果。手机上即可完成。",
    walk,
    phone=True,
)
