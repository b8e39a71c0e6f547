"""国家级: windows, and seeing everything."""

from manual.guide import Guide
from manual.pages import tour
from manual.reader import Reader
from manual.recruiting_authority import look
from xinglin.demo.founding import NATION


def walk(reader: Reader) -> None:
    """What the nation arranges."""
    reader.chapter("登录和首页")
    reader.log_in(NATION)
    reader.shot("首页")
    reader.chapter("安排时间")
    reader.open("时间安排")
    reader.shot("各年度、各批次的时间安排")
    reader.press("安排新年度", "招收上报和省级审核一起安排，日期按上一年填好", caption="安排新年度")
    reader.shot("安排新年度")
    reader.say("某一基地或某一省需要延长时，在列表中点击“延长”，写明理由；各省另有时间的，以省的安排为准。")
    _institutions(reader)
    _lists(reader)
    look(reader)
    tour(reader)


def _institutions(reader: Reader) -> None:
    reader.chapter("培训基地、专业基地和协同单位")
    reader.open("培训基地")
    reader.shot("登记、改名、暂停招收、停用和开通账号；也可以用表格批量导入")
    reader.press("登记机构")
    reader.shot("登记机构")
    reader.open("专业基地")
    reader.shot("各基地的专业、容量和招收状态")
    reader.open("省级授权")
    reader.step("勾选省份，点击“授权维护培训基地”，该省即可维护本省的基地；随时可以收回。")
    reader.open("报送方式")
    reader.say(
        "各省默认直接填报。省级申请改为接口报送，国家批准后，该省从生效之日起关闭直接填报的功能，页面上会说明原因。"
    )
    reader.shot("报送方式")


def _lists(reader: Reader) -> None:
    reader.chapter("代码表和培训专业")
    reader.open("代码表")
    reader.step(
        "新增、改名（从某日起）、停用、调整次序；同义写法供导入时识别。用过的代码不会删除，旧记录仍显示原来的名称。"
    )
    reader.shot("代码表")
    reader.open("培训专业")
    reader.shot("培训专业及紧缺专业")
    reader.open("节假日安排")
    reader.step(
        "登记法定节假日和调休上班的周末，公示等按工作日计算的期限以它为准；每年国务院办公厅公布安排后，用“导入”一次登记"
        "全年。没有登记的日期按周一至周五上班计算。省级管理员可以在同一页面登记只在本省放假的日子（如三月三）。"
        "删除须写明原因。"
    )
    reader.shot("节假日安排")


GUIDE = Guide("nation", "国家级管理使用手册", "安排时间、维护代码表和基地、查看全国数据。", walk)
