"""轮转: the chapters of the training office and of the resident."""

from manual.reader import Reader


def rotate(reader: Reader) -> None:
    """From the standard to the plan in force, and the departments' confirmations."""
    _map(reader)
    _plan(reader)
    _search(reader)
    stay(reader, "轮转：入科、出科和请假")
    reader.say("“请假天数上限”设置每个培训年度可以请假的天数。科主任和教学秘书只看到本科室的学员，办理方法相同。")


def _map(reader: Reader) -> None:
    reader.chapter("轮转：专业规范和本院科室")
    reader.say("先在“机构管理 › 科室设置”中登记本院科室，再逐个标准科室说明由哪些本院科室承担。")
    reader.open("轮转专业规范浏览")
    reader.shot("轮转专业规范浏览：合计与原文不一致的专业有提示")
    reader.step(
        "点击专业名称，查看必选和可选科室、月数、阶段，以及病种、技能等要求；在标准科室后点击“对应科室”，选择本院科室并填写月数。"
    )
    reader.say("一个标准科室可以由几个本院科室分担；月数之和与标准不同时提示，不影响保存。只供个别学员选择的科室填 0。")
    reader.open("科室容量")
    reader.step("勾选科室后点击“设置容量”：不填月份为平时的容量，填写月份则只改这一个月。")
    reader.shot("科室容量")
    reader.open("轮转学员")
    reader.step("勾选学员，点击“设置轮转限制”，填写不能安排的时间（如执业医师资格考试）和科室。")
    reader.say("已有的限制在“轮转限制”中查看和取消。")


def _plan(reader: Reader) -> None:
    reader.chapter("轮转：编制和发布计划")
    reader.open("轮转计划")
    reader.shot("轮转计划：编制中、已发布、已被替代的各个版本")
    reader.step("点击“新建计划”，填写名称、开始月份和周期；修改现行计划时点击“编制新版本”，沿用原来的安排。")
    reader.step("点击“加入学员”，勾选在培学员后“加入计划并编排”：按入培时的规范和核定年限排入各科室。")
    reader.step(
        "在表中把一段轮转拖到空白月份即移动，拖到另一段即对调；点击它还可以拆分半月、改科室、锁定或移除。"
        "放到空白月份的右半边即从 16 日开始。"
        "只用键盘时，方向键走到一段，空格拿起、再按空格放下（按 2 放到空白月份的下半月），"
        "L 锁定或解除，U 撤销上一步，回车打开。"
    )
    reader.step(
        "“冲突检查”逐条说明超出容量、人数不足、请假、轮转限制、缺少轮转、科室不对应、阶段次序和超期，点击姓名或科室即到要调整的地方；"
        "每次调整后说明带来的新冲突，“撤销上一步”可以连续使用；"
        "别人在您打开本页之后的调整不会被您撤销，页面会提示。"
    )
    reader.step("点击“发布”。科室和学员随即可以查看，轮转有变动的学员收到消息；已入科的轮转不能被新版本改动。")
    reader.open("轮转计划查看")
    reader.shot("按人员查看：每月两格，可排半个月")
    reader.say(
        "上方切换“按科室查看”“按日期查看”，按计划、招收届别、培训专业、人员类型、姓名、科室和计划周期查询，可以导出和打印。"
    )


def _search(reader: Reader) -> None:
    reader.chapter("轮转：自动排班")
    reader.step(
        "在计划草稿中“加入学员”后，点击“自动排班”，填写方案个数（最多 3 个）和每个方案的用时上限，点击“全部重新编排”。"
    )
    reader.step(
        "计算在后台进行，页面显示阶段、超出的人月、已证明的下限、用时和步数；可以离开，完成后会收到消息。"
        "点击“停止，保留最好的”即以当时最好的方案结束，排队的立即停止。"
    )
    reader.step("“方案比较”把各方案并排列出；打开一个方案，可以看采用后谁的安排有变动，并与其他方案逐人比较。")
    reader.step(
        "容量不够时，方案页说明哪个科室、哪些月份、哪些学员超出，以及该科室最小要放宽多少；"
        "点击“按建议放宽容量并重新排班”，新的方案会说明放宽后够不够。"
    )
    reader.step("点击“采用”，草稿换成方案中的安排，可以“撤销上一步”恢复；再用拖动或键盘调整，最后“发布”。")
    reader.step(
        "请假登记后，在现行计划中点击“请假后调整”，再点击“请假后尽量少变动”：先看谁的哪几段要改，采用后成为新版本，核对后发布。"
    )
    reader.say("已经开始（开始日期已到或已入科）的轮转和锁定的轮转不动；半个月中请假超过一半的，该半月不排，所缺顺延。")
    reader.say("科室列为“可选”（月数为 0）而学员没有选科的，由系统在可选科室中选人最少的；选了科的按所选编排。")
    reader.say("计算被中断时，已发布的计划和草稿都不受影响，系统从头重新计算并在方案中说明。")


def stay(reader: Reader, chapter: str = "入科、出科和请假") -> None:
    """Who comes, is away and leaves; for the training office and for the department."""
    reader.chapter(chapter)
    reader.open("入科出科管理")
    reader.shot("入科出科管理：本月和下月到各科室的学员")
    reader.step("学员到科室后勾选，点击“入科确认”，可以填写入科日期，不填为计划的开始日期。")
    reader.step("学员离开时勾选，点击“出科确认”，填写出科日期和缺勤天数。")
    reader.step("请假时勾选学员，点击“请假登记”；日期须在本科室轮转时间之内，跨科室的分段登记。")
    reader.open("请假管理")
    reader.shot("请假管理：超过上限的天数顺延培训结束日期")
    reader.say("请假超过上限的，教学部收到消息，学员在“我的轮转”中看到顺延后的培训结束日期。")


def own_rotation(reader: Reader) -> None:
    """What a resident sees of it."""
    reader.chapter("我的轮转")
    reader.open("我的轮转")
    reader.shot("我的轮转：各科室的时间、入科和出科")
    reader.say("计划发布、每次换科室前一周会收到消息。“轮转专业规范浏览”中可以查看本专业应轮转的科室和月数。")
    reader.say("点击“日历订阅”，得到一个只属于本人的网址，手机或电脑的日历订阅后自动更新；网址可以更换，也可以停用。")
