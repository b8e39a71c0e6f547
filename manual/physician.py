"""医师: on a phone, from the notice to the result of the periodic assessment."""

from manual.guide import Guide
from manual.pages import tour
from manual.reader import Reader
from manual.teaching import join
from xinglin.demo.log_ins import log_ins

ENTRY = "医师入口"


def walk(reader: Reader) -> None:
    """The physician of the demonstration, who has filled in one page so far."""
    _home(reader)
    _fill(reader)
    _procedure(reader)
    _check(reader)
    _afterwards(reader)
    join(reader)
    tour(reader)


def _home(reader: Reader) -> None:
    reader.chapter("登录和考核状态")
    reader.say(
        "所在机构确认您参加本周期考核后，登录即可填报。账号是您的证件号码，初始密码 666666 只能用来激活："
        "首次登录按提示用手机验证码设置新密码。忘记密码的，用手机验证码找回，或请所在机构重置。"
    )
    own = next(line for line in log_ins() if line.role == "医师")
    reader.log_in(own.login, ENTRY)
    reader.open("本人定期考核")
    reader.shot("考核状态、下一步办什么、截止时间")
    reader.say(
        "考核状态依次是：待填报信息、待机构审核、待考核机构复核、待参加测评（有不合格或缺考的待参加补考）、考核完成；"
        "被退回的显示“驳回”和原因。下面是考核安排、所在机构和考核机构的联系人和电话。"
    )


def _fill(reader: Reader) -> None:
    reader.chapter("填报报名信息")
    reader.say(
        "每一步都会保存，可以分多次填写；提交之前所在机构看不到。点击步骤名称可以直接进入那一步。"
        "报名结束前 3 天和 1 天还没有提交的，系统会发消息提醒。"
    )
    reader.press("基本信息", "核对并填写，上传头像，点击“保存并下一步”")
    reader.shot("基本信息")
    reader.press("保存并下一步")
    reader.step(
        "执业信息：选择科室和从事专业，填写职称、取得现任职称时间、职务等。注册信息有误的，请所在机构或注册系统更正。"
    )
    reader.shot("执业信息")
    _part(reader, "执业经历")
    reader.step("执业经历：一段一段填写，正在执业的一段不填结束时间；多一段的，保存后再打开本页填写。")
    reader.shot("执业经历")
    _part(reader, "自我评定")
    reader.step("自我评定：写明本周期的工作业绩和职业道德情况，不要写入患者信息。")
    reader.shot("自我评定")
    _part(reader, "行为记录")
    reader.step("行为记录：查看本周期的良好、不良执业行为记录。有遗漏或不符的，请携带证明到所在机构登记。")
    reader.shot("行为记录")


def _procedure(reader: Reader) -> None:
    reader.chapter("选择考核程序")
    reader.say(
        "系统按您的执业年限、本周期行为记录和本省规定，列出一般程序、简易程序和免考，每项条件旁边写明您的情况。"
        "简易程序以述职报告代替测评；免考不参加测评，工作业绩和职业道德仍须评定；其余为一般程序。"
    )
    _part(reader, "选择程序")
    reader.step("选择一项可以选择的程序，点击“保存并下一步”。")
    reader.shot("选择程序：符合的打勾，不符合的写明差多少")
    _part(reader, "个人述职")
    reader.step("个人述职：在此填写，或在“附件”中上传述职报告。")
    _part(reader, "附件")
    reader.step("附件：按所选程序上传证明，标有“必须上传”的不能缺少。")
    reader.shot("附件")


def _check(reader: Reader) -> None:
    reader.chapter("核对与提交")
    reader.open("本人定期考核")
    reader.press("核对与提交")
    reader.shot("还缺的内容列在最上面，点击即可补充")
    reader.step("全部完整后，逐项核对，勾选“我承诺以上内容真实”，点击“提交”。")


def _afterwards(reader: Reader) -> None:
    reader.chapter("提交以后")
    reader.say(
        "所在机构审核以前、报名时间以内，可以“撤回”修改后重新提交。被驳回的，打开“本人定期考核”查看原因，"
        "点击有标注的项目修改，改好后在审核时间结束前重新提交。"
    )
    reader.say(
        "已经审核或报名时间已过、仍须修改的，点击“申请修改报名信息”，写明修改内容和原因；所在机构同意后即可修改，"
        "改好后须重新提交，重新提交以前不会继续审核。已有测评成绩的不能再修改。"
    )
    reader.open("考核结果")
    reader.shot("考核结果")
    reader.say("结果公布后在“考核结果”中查看；有异议的，在公布后 30 日内申请复核。合格的可以打印合格证书，盖章后生效。")


def _part(reader: Reader, title: str) -> None:
    """Go to one part by its tab."""
    reader.page.get_by_role("navigation", name="报名步骤").get_by_role("link", name=title).click()
    reader.page.wait_for_load_state("networkidle")


GUIDE = Guide(
    "physician",
    "医师使用手册（医师定期考核）",
    "查看考核状态，填报报名信息，选择考核程序，提交、修改和查看结果。手机上即可完成。",
    walk,
    phone=True,
)
