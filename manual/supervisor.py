"""The guide of 带教老师: information, application, yearly confirmation."""

from manual.guide import Guide
from manual.pages import tour
from manual.rating import read_own
from manual.reader import Reader
from manual.recording import confirm_and_sign
from manual.supervising import own_residents
from xinglin.demo.log_ins import log_ins

ENTRY = "师资入口"


def walk(reader: Reader) -> None:
    """As somebody appointed, who has everything to show."""
    logins = {line.role: line.login for line in log_ins()}
    _register(reader)
    _describe(reader, logins["带教老师（聘任中）"])
    _apply(reader)
    own_residents(reader)
    confirm_and_sign(reader)
    read_own(reader)
    tour(reader)


def _register(reader: Reader) -> None:
    reader.chapter("注册账号")
    reader.say("医院已导入的，直接用证件号码登录，初始密码 000000；已有住院医师或医师账号的，登录后“开通师资身份”。")
    reader.page.goto("/login/")
    reader.step("其他人员点击“师资注册”，填写姓名、证件类型、证件号码，再设置密码，用手机验证码完成注册。")
    reader.shot("登录页")


def _describe(reader: Reader, login: str) -> None:
    reader.chapter("填写师资信息")
    reader.log_in(login, ENTRY)
    reader.open("师资信息维护")
    reader.step("基本信息、联系信息、教育信息、工作信息四部分分别保存，可以分多次填写。")
    reader.shot("四部分各缺什么")
    reader.step("工作信息先选择医院，保存后选择科室。教学部聘任后，医院和科室由教学部维护。")
    reader.say("任现职年限、带教年限、来院年限由所填日期得出，不用填写。")
    reader.step("每年核对一次，点击“确认年度信息”；教学部和科室会看到未确认的人员。")


def _apply(reader: Reader) -> None:
    reader.chapter("我要报名")
    reader.open("师资报名申请")
    reader.step("点击“我要报名”，选择本院的报名批次。")
    reader.step("核对师资条件：每一条是否符合、依据是什么；不符合的不能提交。")
    reader.step("点击“提交”，状态为“已提交”；教学部推荐、不推荐或聘任后会收到通知。")
    reader.shot("师资报名申请")


GUIDE = Guide(
    "supervisor",
    "带教老师使用手册",
    "注册账号，填写师资信息，报名，每年确认信息。手机上即可完成。",
    walk,
    phone=True,
)
