"""国家级: windows, and seeing everything."""

from manual.guide import Guide
from manual.pages import tour
from manual.reader import Reader
from xinglin.demo.founding import NATION


def walk(reader: Reader) -> None:
    """What the nation arranges."""
    reader.chapter("登录和首页")
    reader.log_in(NATION)
    reader.shot("首页")
    reader.chapter("安排时间")
    reader.open("时间安排")
    reader.shot("各年度、各批次的时间安排")
    reader.press("新增时间安排", caption="新增")
    reader.shot("开始、结束日期与适用范围；某一基地需要延长时在列表中点击“延长”并写明理由")
    tour(reader)


GUIDE = Guide("nation", "国家级管理使用手册", "安排时间、维护代码表和基地、查看全国数据。", walk)
