"""招录 at a training base: from applying for places to the changes after admission; told in the base's guide."""

from manual.reader import Reader
from xinglin.demo.founding import this_year


def recruit(reader: Reader) -> None:
    """All that a base does in a batch, in the order of the batch."""
    _plan(reader)
    _screen(reader)
    _score(reader)
    _admit(reader)
    _reassign(reader)
    _report_in(reader)
    _follow(reader)
    _terms(reader)
    _changes(reader)


def _plan(reader: Reader) -> None:
    reader.chapter("招录：申报招生计划")
    reader.say(
        "省级（或市级）建立招收批次后，基地为每个专业申报招收人数；省级审核通过的人数就是招收计划数，录取不能超过它。"
    )
    reader.open("批次时间查询")
    reader.shot("各批次七个环节的时间；点击批次名称查看招收说明")
    reader.open("招生计划申报")
    reader.shot("各批次的申报状态和人数")
    row = reader.page.locator("main tbody tr").filter(has_text=f"{this_year() + 1}年第一批").first
    reader.press("打开", "逐个专业填写申报人数", at=row)
    reader.shot("旁边有近两年招收人数和容量，明显不合适的有提示")
    reader.step("协同单位单独招收的，选择专业和单位，填写人数。专业很多时，在列表中用“模板下载”“导入”批量填写。")
    reader.step("点击“保存并提交”，由省级审核。省级没有审核之前可以“撤回”修改。")
    reader.say(
        "被退回的，首页有提醒；打开该批次，按退回意见修改后重新提交。省级可以核定与申报不同的人数，审核通过后在“招生计划查看”中查看。"
    )
    reader.open("招生计划查看")
    reader.shot("各批次、各专业的招收计划数和已录取人数")


def _screen(reader: Reader) -> None:
    reader.chapter("招录：志愿预审核")
    reader.say("只有预录取的学员才能录取。预审核时间内都可以更改；不录取的原因，学员在预审核时间结束后看到。")
    reader.open("学员志愿预审核")
    reader.shot("填报本基地的学员，按批次、专业、人员类型等查询")
    reader.page.locator("main tbody tr a").first.click()
    reader.page.wait_for_load_state("networkidle")
    reader.step(
        "点击姓名（或“审核”）查看报名内容和材料，点击“预录取”；不录取的，填写原因后点击“不录取”。办完自动打开下一条。"
    )
    reader.shot("预审核")
    reader.step("多人一起办理：在列表中勾选，点击“预录取”“不录取”或“取消预录取”。")


def _score(reader: Reader) -> None:
    reader.chapter("招录：导入成绩、排名和公示")
    reader.say("考核项目、分值和合格线由批次规定。导入时检查分值范围，把名次误粘为得分的会被拒绝。")
    reader.open("考核成绩与排名")
    reader.shot("有考核项目的批次")
    reader.step("点击“模板下载”，按学员编号填写各项成绩；点击“排名与公示”，再点击“成绩导入”上传。")
    reader.page.locator("main tbody a").filter(has_text="第三批").first.click()
    reader.page.wait_for_load_state("networkidle")
    reader.shot("按专业排名；没有名次的写明原因")
    reader.step("按“双向匹配”录取的，可以在“基地排序”中拖动或上移、下移；没有排过的按成绩。")
    reader.step("填写标题和说明，点击“发布公示”：名单的姓名隐去中间部分，公示规定的工作日数。")
    reader.open("公示管理")
    reader.shot("点击标题查看公示页；有误的勾选后“撤下”，写明原因")


def _admit(reader: Reader) -> None:
    reader.chapter("招录：录取和发送录取结果")
    reader.say(
        "录取占用一个招收计划名额，几个人同时办理也不会超出。发送之前学员看不到；发送后在批次规定的小时数内还可以更改，过后锁定，由学员接受或放弃。这段时间从发送时起算，录取时间先结束的，仍可以取消、改录并重新发送；离志愿确认结束已来不及让学员接受的，不能发送，请联系组织单位延长志愿确认时间。"
    )
    reader.open("学员录取管理")
    reader.shot("预录取的学员、剩余名额和录取结果")
    reader.step("在要录取的学员右侧点击“基地录取”并确认。")
    reader.step("录错的，勾选后点击“取消录取”，名额随即释放；已发送的，学员会收到变更通知，重新录取后须重新发送。")
    reader.open("录取结果发送")
    reader.step(
        "“是否已发送”选择“未发送”，点击“查询”；勾选后点击“发送录取结果”。一次最多发送的人数由批次规定，一般为 20 人。"
    )
    reader.shot("发送时间、可更改剩余时间和学员的答复")
    reader.say(
        "学员放弃时填写的原因显示在“放弃原因”一列。志愿确认时间一过，没有接受的录取随即失效（“逾期”），"
        "名额空出，可以另行录取或调配；已另行安排的不能恢复。"
    )


def _reassign(reader: Reader) -> None:
    reader.chapter("招录：调配")
    reader.say("已预录取、接受专业调剂而没有录取的学员，可以调配到还有名额的专业。")
    reader.open("学员调配管理")
    reader.shot("可以调配的学员")
    reader.step("点击“调配”，选择有剩余名额的专业，点击“调配”；然后在“录取结果发送”中发送。")


def _report_in(reader: Reader) -> None:
    reader.chapter("招录：报到")
    reader.say("学员接受录取、上级确认录取结果之后，在报到时间内登记。")
    reader.open("学员报到管理")
    reader.shot("已确认录取的学员")
    reader.step("勾选到院的学员，点击“已报到”，填写培训开始日期；没有来的勾选后点击“未报到”，写明原因。")
    reader.say(
        "登记报到后，学员直接出现在“招收信息管理”中，报名时填写的信息不用再录入。"
        "登记错了的，勾选后“撤销报到登记”；已经上报的不能撤销。需要名单时点击“导出”。"
    )


def _follow(reader: Reader) -> None:
    reader.chapter("招录：进度和统计")
    reader.open("招录进度")
    reader.shot("各专业的计划、报名、录取、接受、确认和报到人数，点击数字查看名单")
    reader.open("招录统计")
    reader.shot("按专业等统计，可以下载")


def _terms(reader: Reader) -> None:
    reader.chapter("招录之后：培训年限和减免")
    reader.say("培训年限和起止日期由学员或基地填写，填写开始日期和年限后，结束日期自动得出。")
    reader.open("培训年限管理")
    reader.shot("培训年限管理")
    reader.step("逐个点击“填写”；多人相同的勾选后“批量填写”；各不相同的用“模板下载”“培训年限导入”。")
    reader.say(
        "年限减免由学员申请并上传材料，基地审核并上传基地证明，再由市级、省级审核；最后通过时，年限和结束日期自动更改。"
    )
    reader.say(
        "减免在系统中审核通过后，填写和导入培训信息时也以它为准；"
        "没有审核通过减免的，“核定培训年限”不能少于该专业的规定年限。标“缺减免材料”的，请提醒学员补充申请。"
    )
    reader.open("培训年限审核")
    reader.step("“办理”选择“待我审核”，点击“查询”，再点击姓名打开。")
    reader.page.goto("/following/reductions/?turn=1")
    reader.page.locator("main tbody tr a").first.click()
    reader.page.wait_for_load_state("networkidle")
    reader.shot("学员的申请和证明材料")
    reader.step("点击“上传基地证明材料”，上传并填写说明后保存；再点击“审核通过”，或写明意见“退回修改”。")


def _changes(reader: Reader) -> None:
    reader.chapter("招录之后：信息变更和状态变更申请")
    reader.say(
        "人员类型、选送单位、培训专业、主要基地、协同单位的变更，以及退培、暂停、延期、恢复，由基地提出，上级审核通过后生效。"
        "并轨专硕的人员类型不能变更；不是当年招收的学员换基地，请办理退培后由对方接收。"
        "经招录系统录取的学员，人员类型和工作单位不能在培训信息中直接修改，也在这里申请。"
    )
    reader.open("学员信息变更申请")
    reader.shot("申请和审核情况")
    reader.press("新申请", "选择学员")
    reader.shot("选择申请变更的学员")
    reader.press("信息变更", "填写要变更的内容，上传证明，保存", at=reader.page.locator("main tbody tr").first)
    reader.shot("学员信息变更申请")
    reader.step(
        "回到“学员信息变更申请”，勾选后点击“提交”。审核之前可以“撤回”；退回的点击“修改”，不办了的点击“撤销申请”。"
    )
    reader.open("学员培训状态变更申请")
    reader.step(
        "退培、暂停、延期、恢复在这里同样办理：点击“新申请”，选择学员后点击“状态变更”，写明原因、日期并上传证明。"
    )
    reader.shot("学员培训状态变更申请")
