"""带教评价: the chapters of the resident, the supervisor, the department, the training office and the province."""

from manual.reader import Reader

HIDDEN = (
    "评价人数少于规定（一般为 5 人）的不显示、不评定，也不影响师资条件；"
    "年度结束并过了截止日后才汇总，此前任何人都看不到结果。"
)


def rate(reader: Reader) -> None:
    """What a resident says of his teachers, and what becomes of it."""
    reader.chapter("带教评价")
    reader.say("科室确认出科后，匿名评价这段轮转的带教老师；首页显示待评价的人数。")
    reader.open("带教评价")
    reader.shot("待评价的带教老师")
    reader.step("点击“评价”，逐项选择，可以写意见和建议，点击“匿名提交”。每段轮转评价一次。")
    reader.say(
        "答案与“谁已评价”分开保存，任何人都不能从系统中查到某份评价是谁写的；因此提交后您本人也不能查看、修改或撤回。"
        "意见会打乱次序显示给带教老师，请不要写姓名、日期、具体病例等能看出您是谁的内容。"
    )
    reader.say(HIDDEN)


def read_own(reader: Reader) -> None:
    """What a supervisor reads."""
    reader.chapter("我的带教评价")
    reader.open("我的带教评价")
    reader.step("按年度查看各项平均分，以及打乱次序的意见和建议。")
    reader.shot("我的带教评价")
    reader.say(HIDDEN)


def read_department(reader: Reader) -> None:
    """What the head and the teaching secretary read."""
    reader.chapter("带教评价")
    reader.open("带教评价结果")
    reader.step("查看本科室带教老师的年度结果，点击姓名查看各项平均分、意见和建议。")
    reader.open("科室带教评价")
    reader.step("查看本科室的平均分，以及出科的学员中有多少已经评价。")
    reader.open("带教评价统计")
    reader.step("按年度和评估结果统计。")
    reader.say(HIDDEN)


def confirm(reader: Reader) -> None:
    """What the training office does with a closed year."""
    reader.chapter("师资：带教评价")
    reader.open("带教评价结果")
    reader.step("按科室、年度、评估结果、状态查询，可以导出；点击姓名查看各项平均分、意见和建议。")
    reader.shot("带教评价结果")
    reader.step("核对后勾选，点击“确认年度结果”：记入“带教质量年度评估”，审核师资条件时使用。")
    reader.open("科室带教评价")
    reader.step("各科室的平均分和参加评价的情况。“人数不足，不显示”的，是为了不让人从合计中推算出少数人的评价。")
    reader.open("带教评价统计")
    reader.step("按年度、科室、评估结果统计。")
    reader.open("带教评价表")
    reader.step("点击“设置评价表”，每行写一个评价项目，从下一年度起启用；没有设置的使用本省或全国的评价表。")
    reader.say(HIDDEN)


def oversee(reader: Reader) -> None:
    """What a province reads, and its administrator sets."""
    reader.chapter("师资：带教评价")
    reader.open("带教评价结果")
    reader.step("查看本省各基地带教老师的年度结果；意见和建议只有本人、科室和基地能看到。")
    reader.open("科室带教评价")
    reader.step("各基地各科室的平均分和参加评价的情况；“带教评价统计”按年度、培训基地、科室统计。")
    reader.say(
        "省级管理员在“带教评价规则”中设置最少评价人数、合格线和年后可评价天数，在“带教评价表”中设置本省的评价项目，"
        "都从下一年度起启用。"
    )
    reader.say(HIDDEN)
