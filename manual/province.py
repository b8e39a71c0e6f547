"""省级: following the bases, and reviewing what they report."""

from manual.assessing import supervise
from manual.guide import Guide
from manual.pages import tour
from manual.rating import oversee as oversee_ratings
from manual.reader import Reader
from manual.recruiting_authority import run
from manual.teaching import oversee
from xinglin.demo.log_ins import AUTHORITY


def walk(reader: Reader) -> None:
    """A reviewer's day, then what only the administrator arranges."""
    reader.chapter("登录和首页")
    reader.log_in("广东审核员")
    reader.shot("首页：待审核的数量和各基地进度")
    _one_by_one(reader)
    _many(reader)
    _managed(reader)
    _progress(reader)
    reader.page.context.clear_cookies()
    reader.chapter("省级管理员登录")
    reader.log_in(f"北京市{AUTHORITY}")
    reader.switch("省级管理员")
    run(reader)
    supervise(reader)
    oversee(reader)
    oversee_ratings(reader)
    tour(reader)


def _one_by_one(reader: Reader) -> None:
    reader.chapter("逐份审核")
    reader.open("上报信息审核")
    reader.shot("等待审核的记录，等得最久的在最前")
    reader.press("审核", at=reader.page.locator("main tbody"))
    reader.step("左侧是上报的全部内容，与上次审核相比改了什么有标注；右侧是办理过程。")
    reader.shot("审核页面")
    reader.step("没有问题点击“通过”；有问题写明意见后“退回修改”，意见可以标注在具体字段旁。办完自动显示下一条。")
    reader.say("键盘也可以操作，快捷键写在页面下方的按钮旁。")


def _many(reader: Reader) -> None:
    reader.chapter("批量审核")
    reader.open("上报信息审核")
    reader.page.locator("[data-pick-page]").check()
    reader.step("按基地、专业、年份等条件查询后勾选，需要跨页时点击“选择全部”。")
    reader.press("审核通过", "确认后一次办理；不能办理的逐条说明原因", caption="批量通过")
    reader.shot("确认")
    reader.page.keyboard.press("Escape")


def _managed(reader: Reader) -> None:
    reader.chapter("审核往年住院医师的更新")
    reader.say("往年住院医师的更新随时上报、随时审核，不受招收时间限制。审核页面标出与上次审核通过时相比改了哪些字段。")
    reader.open("住院医师信息审核")
    reader.shot("等待审核的更新和培训状态变更")
    reader.say("退培经审核通过后进入全国“异常人员名单”；转培训基地、转培训专业的注明原因，不是离开培训。")


def _progress(reader: Reader) -> None:
    reader.chapter("上报进度和提醒")
    reader.open("上报进度")
    reader.shot("各基地开通、填报、上报、审核的数量和剩余天数")
    reader.page.locator("main tbody input[type=checkbox]").first.check()
    reader.step("勾选落后的基地。")
    reader.press("提醒", "提醒内容可以修改，同一基地每天最多提醒一次")
    reader.shot("提醒")
    reader.page.keyboard.press("Escape")
    reader.open("统计分析")
    reader.shot("统计只计算审核通过的内容，可以逐级查看并下载")


GUIDE = Guide(
    "province", "省级管理使用手册", "跟踪各基地进度，审核上报信息，统计与提醒；安排和办理招录、医师定期考核。", walk
)
