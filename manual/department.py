"""The guide of 科主任 and 教学秘书: the department's supervisors and residents."""

from manual.guide import Guide
from manual.pages import tour
from manual.rating import read_department
from manual.reader import Reader
from manual.recording import assess
from manual.rotating import stay
from manual.supervising import assign
from xinglin.demo.log_ins import DEPARTMENT_STAFF


def walk(reader: Reader) -> None:
    """As the head of a department that has both."""
    reader.chapter("登录和首页")
    reader.say("账号由教学部开通；首次登录用初始密码 000000 和手机验证码，随后设置自己的密码。")
    reader.log_in(DEPARTMENT_STAFF[0][0])
    reader.shot("首页")
    reader.chapter("本科室的师资")
    reader.open("师资管理")
    reader.step("查看本科室带教老师的聘任、培训和年度信息确认情况；没有确认的请提醒本人。")
    reader.shot("师资管理")
    reader.step(
        "需要增补的点击“申请增补”，填写姓名、证件号、执业证书编码、手机号、电子邮箱、带教任职时间；多人的下载模板导入。"
    )
    reader.step("需要解聘的勾选后点击“申请解聘”，填写理由；多人的也可以在“增补、解聘申请”中“导入解聘”。")
    reader.open("增补、解聘申请")
    reader.step("查看教学部的审核结果和意见。每年有截止日期，过期请联系教学部。")
    reader.shot("增补、解聘申请")
    stay(reader)
    assign(reader)
    assess(reader)
    read_department(reader)
    tour(reader)


GUIDE = Guide(
    "department",
    "科主任和教学秘书使用手册",
    "查看本科室的师资和住院医师，申请增补和解聘，办理入科和出科。",
    walk,
)
