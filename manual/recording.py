"""培训记录 and 出科考核: the chapters of the resident, the supervisor, the department and the training office."""

from manual.reader import Reader

PERSONAL = "患者只登记病历号，不要填写患者姓名、身份证号、电话；病历号只有本人、带教老师、科室和教学部能看到。"


def own_records(reader: Reader) -> None:
    """What a resident records."""
    reader.chapter("我的培训记录")
    reader.say("科室确认入科后即可登记病例、操作和教学活动，带教老师确认后计入完成数。")
    reader.open("我的培训记录")
    reader.shot("我的培训记录：按轮转专业规范，各科室要求多少、完成多少")
    reader.step("在要求的项目后点击“登记”，填写日期和病历号，点击“保存”；连续登记的点击“保存并继续登记”。")
    reader.say(PERSONAL)
    reader.step("被退回的在首页和页面上方提示，点击“去修改”，按退回原因修改后保存，重新等待确认。")
    reader.step("出科考核由带教老师和科室签字后，成绩和评语显示在“出科考核”中；不合格的须重新轮转，由教学部安排。")
    reader.open("培训记录明细")
    reader.say("“培训记录明细”中可以查询、修改、删除没有确认的记录，也可以导出。")


def confirm_and_sign(reader: Reader) -> None:
    """What a supervisor does."""
    reader.chapter("确认培训记录，出科考核签字")
    reader.say("首页显示待确认的培训记录和待签字的出科考核。")
    reader.open("培训记录明细")
    reader.shot("待确认的培训记录")
    reader.step("核对后勾选一条或多条，点击“确认”；不符合的点击“退回”，写明退回原因，学员修改后重新提交。")
    reader.open("学员培训进度")
    reader.step("点击学员姓名，查看本人所带轮转完成了规范要求的多少，可以打印。")
    reader.open("出科考核")
    reader.step("点击“录入成绩”，录入理论考核、技能考核、日常表现和评语，总分自动计算。")
    reader.step("核对后勾选，点击“带教老师签字”，再由科室签字。签字后不能修改，有错误的由科室“重新开放”。")


def assess(reader: Reader) -> None:
    """What a department does at the end of each month."""
    reader.chapter("培训记录和出科考核")
    reader.open("出科考核")
    reader.shot("出科考核：待考核的学员和各自的进展")
    reader.step("点击“录入成绩”，选择出科月份，在一张表中录入各学员的三项成绩和评语；也可以“导入成绩”。")
    reader.say("总分按教学部设置的占比自动计算，不能填写。")
    reader.step("带教老师签字后，勾选学员，点击“科室签字”：结果生效并告知学员，不合格的自动登记重轮。")
    reader.step("只有带教老师签字、发现有误的，点击“重新开放”并写明原因；双方都已签字的，请教学部重新开放。")
    reader.open("培训记录明细")
    reader.step("带教老师不在时，科室可以代为确认或退回学员的培训记录。")
    reader.open("学员培训进度")
    reader.step("点击学员姓名，查看其在本科室完成规范要求的情况，可以打印。")
    reader.open("培训要求")
    reader.say("“培训要求”列出各标准科室应完成的病例、操作和教学活动。")


def set_up(reader: Reader) -> None:
    """What the training office sets, and opens again."""
    reader.chapter("轮转：培训要求和出科考核")
    reader.open("培训要求")
    reader.shot("培训要求：规范的和本基地另行规定的")
    reader.step("点击“新增要求”，选择标准科室，填写本基地另行规定的数量，不能低于规范；多项的下载模板填写后“导入”。")
    reader.step("需要改数量的点击该行“修改”；多余的勾选后“删除”。")
    reader.open("学员培训进度")
    reader.shot("学员培训进度")
    reader.step("点击学员姓名，查看各科室完成的情况和出科考核，可以打印；“培训记录明细”可以查询和导出。")
    reader.open("出科考核")
    reader.step("点击“出科考核办法”，设置三项占比、合格分数和启用日期；已签字的不受影响。")
    reader.step("签字后发现有误的，勾选后点击“重新开放”并写明原因，由科室更正后重新签字。")
    reader.say("不合格的登记为重轮：编制轮转计划时，重轮的月数计入该标准科室应轮转的月数。")
