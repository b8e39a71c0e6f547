"""住院医师: on a phone, from the first log-in to what the base returns."""

import tempfile
from pathlib import Path

from manual.guide import Guide
from manual.pages import tour
from manual.rating import rate
from manual.reader import Reader
from manual.recording import own_records
from manual.rotating import own_rotation
from manual.teaching import join as join_teachers
from xinglin.demo.log_ins import INITIAL_PASSWORD, log_ins
from xinglin.demo.pictures import portrait
from xinglin.domains.recruitment.public import LengthReduction

ENTRY = "住院医师入口"
NEW_PASSWORD = "Jizhen#2026ok"  # noqa: S105 -- of an invented resident in the demonstration


def walk(reader: Reader) -> None:
    """Activation, the three pages, a return, the own account."""
    logins = {line.role: line.login for line in log_ins()}
    _activate(reader, logins["住院医师（首次登录，激活账号）"])
    _fill_in(reader)
    reader.page.context.clear_cookies()
    _returned(reader, logins["住院医师（基本信息被退回）"])
    _account(reader)
    _join(reader)
    reader.page.context.clear_cookies()
    _shorten(reader)
    own_rotation(reader)
    own_records(reader)
    rate(reader)
    join_teachers(reader)
    tour(reader)


def _activate(reader: Reader, login: str) -> None:
    reader.chapter("首次登录，激活账号")
    reader.say("账号由培训基地开通，账号就是您的证件号码。初始密码只能用来激活账号，激活时还要输入发到您手机的验证码。")
    reader.log_in(login, ENTRY, INITIAL_PASSWORD)
    reader.press("获取验证码", "验证码会发到基地为您登记的手机号码；号码不对请联系基地更正", caption="激活账号")
    code = reader.code_sent()
    reader.page.locator("input[name=code]").fill(code)
    reader.step("填写短信中的验证码。")
    for box in reader.page.locator("input[type=password]").all():
        box.fill(NEW_PASSWORD)
    rule = reader.page.locator("#field_new_password .help").first.inner_text().strip()
    reader.step(f"设置新密码并再输入一次：{rule}")
    reader.press("激活并登录", "以后用证件号码和新密码登录")
    reader.page.goto("/resident/")
    reader.shot("我的培训信息：每一部分完成了多少，一目了然")


def _fill_in(reader: Reader) -> None:
    reader.chapter("填写基本信息、学习经历和证书信息")
    reader.say("三个页面分别保存，没有“提交”按钮：保存的内容，培训基地马上就能看到，由基地统一上报。带 * 的必须填写。")
    reader.open("基本信息")
    reader.shot("基本信息：性别和出生日期由身份证号码得出，不必填写")
    reader.fill("民族", "汉族")
    reader.fill("婚姻状况", "未婚")
    reader.fill("通讯地址", "示范路 1 号 2 单元 301 室")
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "portrait.jpg"
        picture.write_bytes(portrait("1", 1))
        reader.page.locator("#id_portrait").set_input_files(picture)
        reader.page.locator("#id_portrait-slot img").wait_for()
    reader.step("个人照片、身份证照片点选文件或直接拍照上传，上传后可以看到缩略图。")
    reader.press("保存", "没有填完也可以先保存", caption="保存")
    reader.shot("保存后页面上方列出还缺什么")
    reader.open("学习经历")
    reader.page.locator("#id_bachelor-attended").check()
    reader.step("就读过的每一个层次勾选“是”，再填写院校、专业、学历和学位证书编号。")
    reader.shot("学习经历")
    reader.open("证书信息")
    reader.fill("医师资格考试", "未参加")
    reader.shot("证书信息：没有参加过医师资格考试的，只填这一项")
    reader.press("保存")
    reader.sees("证书信息已保存")


def _returned(reader: Reader, login: str) -> None:
    reader.chapter("基地退回后修改")
    reader.say("基地发现问题会把基本信息退回给您，并写明意见；您会收到通知。")
    reader.log_in(login, ENTRY)
    reader.page.goto("/resident/")
    reader.shot("首页上方显示退回意见")
    reader.open("基本信息")
    reader.step("按意见修改后点击“保存”。基地会看到“已修改”，以及您改了哪些内容，不需要再提交。")
    reader.shot("退回意见显示在页面上方")


def _account(reader: Reader) -> None:
    reader.chapter("密码、手机号码和登录设备")
    reader.page.goto("/account/")
    reader.step("点击右上角的姓名，进入“我的账号”：可以修改密码、更换手机号码、查看并退出其他设备。")
    reader.shot("我的账号")
    reader.say(
        "忘记密码时，在登录页点击“忘记密码”，用登记的手机号码收取验证码后重新设置；手机号码也换了的，请联系培训基地。"
    )


def _join(reader: Reader) -> None:
    reader.chapter("参加招录报名")
    reader.open("开通报名身份")
    reader.step("需要再次报名的，点击“开通报名身份”，不用另外注册；以后在右上角“切换身份”。")
    reader.shot("开通报名身份")
    reader.say("报名的步骤，见《报名人员使用手册》。")


def _shorten(reader: Reader) -> None:
    reader.chapter("培训年限和减免")
    reader.say(
        "已有医学专业学位研究生学历、或从事过临床工作的，可以申请减免为 1 年或 2 年，"
        "由培训基地、市级、省级依次审核，通过后自动生效。"
    )
    returned = LengthReduction._base_manager.filter(case__state="returned").select_related("training__person")
    reader.log_in(returned.order_by("pk")[0].training.person.document_number, ENTRY)
    reader.open("培训年限管理")
    reader.step("填写培训年限和开始日期，结束日期自动得出，点击“保存”。已经上报的由培训基地修改。")
    reader.shot("培训年限管理")
    reader.press("详情", "第一次申请的点击“申请减免”")
    reader.step(
        "选择申请培训年限，写明理由，上传申请表（PDF）和证明材料，点击“提交”。材料没有齐的可以先“保存”；"
        "“标准科室”列出年限缩短后各科室的轮转时间，只供查看。"
    )
    reader.shot("退回的写有意见，修改后重新提交")
    reader.say("基地还没有审核时可以“撤回”；不申请了的点击“撤销申请”。")


GUIDE = Guide(
    "resident",
    "住院医师使用手册",
    "激活账号，填写基本信息、学习经历和证书信息，按基地意见修改。手机上即可完成。",
    walk,
    phone=True,
)
