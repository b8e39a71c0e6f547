"""招录 as authorities run it, from batches to reviews; told in the guides of province and nation."""

from manual.reader import Reader


def run(reader: Reader) -> None:
    """What a province's administrator does, in the order of a batch."""
    _batches(reader)
    _plans(reader)
    _desk(reader)
    _match(reader)
    _confirm(reader)
    _progress(reader)
    _review(reader)


def look(reader: Reader) -> None:
    """What the nation sees of it."""
    reader.chapter("各省招录")
    reader.say("招收批次由省级（或省级指定的市）安排和办理，国家级查看全国的情况。")
    reader.open("批次时间查询")
    reader.shot("各省批次的时间；点击批次名称查看招收说明和招收办法")
    reader.open("招生计划查看")
    reader.shot("各基地各专业的招收计划数")
    reader.open("招录进度")
    reader.shot("计划、报名、录取、接受、确认和报到")
    reader.open("招录统计")
    reader.shot("招录统计")
    reader.open("匹配录取")
    reader.step("“匹配录取”列出各省的试运行和正式录取；点击后查看输入摘要、核验结果和核验文件。")
    reader.shot("匹配录取")
    reader.open("匹配录取结果")
    reader.step("“匹配录取结果”逐人说明各志愿为什么录取或没有录取。")


def _batches(reader: Reader) -> None:
    reader.chapter("招录：安排招收批次")
    reader.say("一个批次规定适用于哪些人员、几个志愿、由谁确认录取结果，以及各环节的时间。")
    reader.open("招收批次")
    reader.shot("招收批次")
    reader.press("新建招收批次", "填写批次设置、招收说明和各环节时间，保存")
    reader.shot("新建招收批次")
    reader.step("往年有相同批次的，在列表中点击“复制”：设置带入，日期顺延一年，核对后保存。")
    reader.step("点击“考核项目”，规定各项的分值、合格线和权重；基地的成绩模板按它生成。")
    reader.say(
        "试办时勾选测试批次：学员看到“测试-报名无效”，不计入统计。有人报名后，部分设置即固定，编辑页写明是哪些。"
        "个别基地需要更多时间的，点击“延长”，选择单位和环节，写明理由。"
    )
    reader.say(
        "由地市自行组织的批次，组织单位选择该市：只有该市的基地参加，"
        "市级管理员在“批次时间查询”中点击“调整时间”，可以修改各环节时间，不能修改其他设置。"
    )
    reader.open("批次时间查询")
    reader.shot("所有人看到的时间")


def _plans(reader: Reader) -> None:
    reader.chapter("招录：审核招生计划")
    reader.open("招生计划审核")
    reader.shot("各基地申报的人数")
    waiting = reader.page.locator("main tbody tr").filter(has_text="待审核").first
    reader.press("审核", "或从首页“待审核的招生计划”点击“去处理”", at=waiting)
    reader.shot("各专业申报人数、近两年招收人数和容量")
    reader.step(
        "要改人数的，点击“核定人数”，填写与申报不同的数，留空即按申报人数；再点击“通过”，或写明意见“退回修改”。"
    )
    reader.step("没有疑问的可以在列表中勾选，一次“审核通过”。")
    reader.say("审核通过的人数即招收计划数，在“招生计划查看”中查看，所有基地和学员以它为准。")
    reader.open("招生计划查看")
    reader.shot("招生计划查看")


def _desk(reader: Reader) -> None:
    reader.chapter("招录：成绩、公示、录取结果和调配")
    reader.say("统一组织考核的省，由省级导入成绩并发布公示；各基地的录取结果也可以在这里查看和办理。")
    reader.open("考核成绩与排名")
    reader.step(
        "点击“模板下载”取得本批次的成绩模板；点击“排名与公示”，导入成绩，查看排名，发布公示。"
        "每次导入的结果在“导入记录”中查看。"
    )
    reader.shot("考核成绩与排名")
    reader.open("公示管理")
    reader.shot("公示管理：有误的勾选后“撤下”，写明原因")
    reader.open("录取结果发送")
    reader.step("查看各基地录取和发送的情况；统一录取的结果也在这里发送或取消。")
    reader.shot("录取结果发送")
    reader.open("学员调配管理")
    reader.step("接受专业调剂而没有录取的学员，点击“调配”，可以安排到本省任何还有名额的基地和专业。")
    reader.shot("学员调配管理")


def _match(reader: Reader) -> None:
    reader.chapter("招录：匹配录取")
    reader.say(
        "录取方式为“双向匹配”或“平行志愿”的批次，由系统按公开的规则一次录取。先试运行，再公布输入摘要，然后正式录取。"
    )
    reader.open("匹配录取")
    reader.shot("试运行和正式录取")
    reader.step("点击“新建运行”，选择批次。页面写明参加学员、剩余计划和排序规则，以及哪些志愿不能参加。")
    reader.step("试运行：可以假设某个基地的计划数变了，看结果怎样变；两次运行可以“比较”。")
    _show_run(reader, 1, "试运行的结果")
    reader.step("正式录取：确定后输入即封存，摘要公布在公示页面；再依次点击“运行”“生成录取结果”“发送全部结果”。")
    _show_run(reader, 0, "正式录取：摘要已公布")
    reader.say(
        "结果由独立的程序核验；下载“核验文件”和核验程序，任何人可以重算。发送之前发现问题的，写明理由“作废”，重新开始。"
    )
    reader.say(
        "学员可以两人一起填报联合志愿。两人改为单独参加的，由组织单位在“招录系统 › 招收管理 › 联合志愿管理”中"
        "勾选后“解除联合报名”，写明原因，两名学员都会收到；输入摘要公布之后不能再解除。"
    )
    reader.open("匹配录取结果")
    reader.step("点击学员，查看各志愿的原因；学员本人在“录取说明”中看到同样的内容。")
    reader.shot("匹配录取结果")


def _show_run(reader: Reader, row: int, caption: str) -> None:
    """A run of the list, which stands newest first."""
    reader.page.goto("/recruitment/matching/")
    reader.page.locator("main tbody tr").nth(row).locator("a").first.click()
    reader.page.wait_for_load_state("networkidle")
    reader.shot(caption)


def _confirm(reader: Reader) -> None:
    reader.chapter("招录：确认录取结果")
    reader.say("学员接受录取后，由市级、省级（按批次规定）确认；确认之后基地才能登记报到。")
    reader.open("录取结果确认")
    reader.step("“确认状态”选择“待省级确认”（市级选择“待市级确认”），点击“查询”。")
    reader.step("勾选（跨页时“选择全部”），点击“确认”。不同意的点击“不予确认”，写明原因，名额随即释放。")
    reader.shot("录取结果确认：确认后不能撤回")


def _progress(reader: Reader) -> None:
    reader.chapter("招录：进度和统计")
    reader.open("招录进度")
    reader.shot("计划、报名、预审核、录取、接受、确认和报到，点击数字查看名单")
    reader.open("招录统计")
    reader.shot("按专业、基地等统计，可以下载")


def _review(reader: Reader) -> None:
    reader.chapter("招录之后：年限减免和各种变更")
    reader.say(
        "培训年限减免由基地、市级、省级依次审核；信息变更和状态变更由基地提出。最后一级通过后自动生效，不用再改。"
    )
    reader.open("培训年限审核")
    reader.page.goto("/following/reductions/?turn=1")
    reader.step("“办理”选择“待我审核”，点击“查询”，再点击姓名：左侧是申请和材料，右侧是各级意见。")
    reader.shot("等待审核的培训年限减免")
    reader.step("点击“审核通过”“退回修改”或“驳回”，后两者写明理由。没有疑问的可以在列表中勾选一起办理。")
    reader.open("学员信息变更申请")
    reader.step("“学员信息变更申请”“学员培训状态变更申请”同样审核，变更前后的内容对照列出。")
    reader.shot("学员信息变更申请")
    reader.open("学员培训状态变更申请")
    reader.shot("学员培训状态变更申请")
