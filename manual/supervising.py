"""带教: the chapters of the department, the training office and the supervisor."""

from manual.reader import Reader


def assign(reader: Reader) -> None:
    """A department's month: who comes, who teaches whom, who had better not meet."""
    reader.chapter("分配带教老师")
    reader.open("分配带教老师")
    reader.step("选择月份，查看本月到科室的学员和带教老师；下方列出每位老师本月和以后两个月带教的学员。")
    reader.shot("分配带教老师：本月学员和各位老师带教的人数")
    reader.step(
        "点击“自动分配”：没有老师的学员分给聘期内的老师，人数不超过上限，尽量均衡，一段轮转由同一位老师带到出科。"
    )
    reader.step("需要指定的，勾选学员，选择带教老师后点击“分配”；已分配的可以改派，也可以“取消分配”。")
    reader.say("不能分配的逐人说明原因：聘期不够、带教人数已到上限、需要回避；带教人数不均的，说明为什么不能再匀开。")
    reader.step("学员和老师曾有纠纷等情况的，勾选学员后点击“登记回避”，选择老师并填写原因；本人看不到。")
    reader.open("带教回避")
    reader.step("查看已登记的回避；不再需要的，勾选后“取消回避”。")


def limit(reader: Reader) -> None:
    """What the training office sets, and does by hand in a plan."""
    reader.chapter("轮转：选科、手工安排和带教")
    reader.open("轮转学员")
    reader.step("点击“选科”，为学员选定可选科室和月数；以后编排和自动排班都按此安排。")
    reader.say("在计划草稿的表中点击空白格，可以为学员手工安排一段轮转。已退培的学员置灰，保留备查，不计入科室人数。")
    reader.open("分配带教老师")
    reader.step("选择科室和月份，可以代科室分配；点击“带教人数上限”，设置每名老师同时带教的人数和启用日期。")
    reader.shot("分配带教老师：各科室各月")
    reader.say("没有设置的按学员所用标准：2014 版不超过 3 人，2022 版不超过 2 人。各科室登记的回避见“带教回避”。")
    reader.say("请假超过上限的，教学部收到消息；发布新版本时，带教老师随同一科室的轮转沿用，不能沿用的回到“未分配”。")


def own_residents(reader: Reader) -> None:
    """Whom a supervisor teaches."""
    reader.chapter("我的学员")
    reader.open("我的学员")
    reader.shot("我的学员：现在带教、即将到来和已出科")
    reader.say(
        "科室分配后即可查看；每次轮换前一周收到消息。点击“日历订阅”，可以在手机或电脑的日历中查看所带学员的轮转时间。"
    )
