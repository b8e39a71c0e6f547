"""医师定期考核: the institution's guide, and what authorities do for it, told in the province's guide too."""

from manual.guide import Guide
from manual.pages import tour
from manual.reader import Reader
from xinglin.demo.log_ins import ASSESSED, ASSESSING


def walk(reader: Reader) -> None:
    """An institution before and after it confirms its information."""
    _confirm_profile(reader)
    reader.page.context.clear_cookies()
    reader.chapter("首页和考核安排")
    reader.log_in(ASSESSED[0])
    reader.shot("首页：考核安排和待处理任务")
    _departments(reader)
    _physicians(reader)
    _taking_part(reader)
    _reviewing(reader)
    _requests_and_conduct(reader)
    _follow(reader)
    _passwords(reader)
    tour(reader)
    _agency(reader)


def supervise(reader: Reader) -> None:
    """What a province's administrator arranges."""
    reader.chapter("医师定期考核：考核周期")
    reader.say("考核周期由省级管理员设置：起止日期，以及申请考核机构、报名申报、报名审核、测评、补考五项时间。")
    reader.open("考核周期")
    reader.shot("考核周期")
    reader.press("新增考核周期", "填写起止日期和各项时间，保存")
    reader.shot("新增考核周期")
    reader.open("考核周期")
    reader.step("点击“考核规则”，填写本省的周期年限和简易程序的执业年限，写明从哪天起；没有另行规定的按国家规定。")
    reader.step("周期办理完毕后点击“结束办理”，各项办理全部关闭，不能恢复。")
    reader.open("免考和简易程序情形")
    reader.step("省级规定的免考和简易程序情形在“免考和简易程序情形”中“新增情形”，写明须上传的证明；不再适用的“停用”。")
    reader.shot("免考和简易程序情形")
    _institutions(reader)
    reader.chapter("医师定期考核：医师名单")
    reader.say("“未确认参加”和“已确认参加”是管辖范围内医师的两个名单；有账号的医师忘记密码，在这里重置。")
    reader.open("未确认参加")
    reader.shot("未确认参加")
    reader.open("已确认参加")
    reader.shot("已确认参加：考核程序和考核状态")
    reader.open("医师注册信息同步")
    reader.step("与电子化注册系统对接的省，医师由“医师注册信息同步”而来；点击“同步错误”查看没有处理的行。")
    reader.shot("医师注册信息同步")
    _publishing(reader)
    _objections(reader)


def _publishing(reader: Reader) -> None:
    reader.chapter("医师定期考核：抽查和公布结果")
    reader.say("退回报名、抽查和公布结果由管理员办理；审核员可以查看进度、统计和历史结果。")
    reader.open("查看考核进度")
    reader.step("按考核程序、考核状态查询；点击“查看”，显示个人和执业信息、自评、机构和考核机构的意见、成绩和结果。")
    reader.shot("查看考核进度")
    reader.step("医师误报的，勾选后点击“退回报名”，写明原因；退回后医师可以修改，所在机构可以取消其参加。")
    reader.open("医疗卫生机构")
    reader.step(
        "公布前抽查：勾选机构，点击“抽取抽查对象”，填写比例。每家机构在考核完成、尚未公布的医师中随机抽取，"
        "随机种子留存备查；也可以在“查看考核进度”中勾选医师，点击“抽查”。"
    )
    reader.open("考核抽查")
    reader.step(
        "勾选后点击“登记抽查情况”。结果有误的写明原因并选择由谁重新办理，原结果作废；登记以前不能公布该医师的结果。"
    )
    reader.shot("考核抽查")
    reader.open("查看考核进度")
    reader.step("勾选考核完成的医师，点击“公布结果”。医师收到消息，合格的同时发放合格证书。")
    reader.open("考核统计")
    reader.step("按考核周期、机构、考核程序、执业类别、结果等统计，点击一项逐级查看，可以下载表格和图形。")
    reader.shot("考核统计")


def _objections(reader: Reader) -> None:
    reader.chapter("医师定期考核：复核、处理和合格证书")
    reader.open("复核申请")
    reader.step(
        "医师在结果公布后 30 日内申请复核，收到后 30 日内答复：勾选后点击“答复”。同意的选择由谁重新办理，"
        "原结果和合格证书作废；维持原结果的写明理由。逾期未答复的有标注。"
    )
    reader.shot("复核申请")
    reader.open("历史考核结果查询")
    reader.step("按考核周期、姓名、证件号码、执业类别、考核程序、考核状态、免考状态、考核结果查询。")
    reader.shot("历史考核结果查询")
    reader.step(
        "考核不合格的，勾选后点击“登记处理”：先登记暂停执业并培训（3 至 6 个月），期满后登记再次考核的结果；"
        "仍不合格的登记注销注册。"
    )
    reader.step("勾选合格的医师，点击“打印合格证书”，在后台生成一个压缩包，完成后消息通知下载。证书须加盖公章后生效。")
    reader.say(
        "证书上的二维码指向核验页面，任何人凭证书编号和校验码可以核对证书是否有效，不需要登录。"
        "配置了电子印章的，证书已有发证机关的数字签名。"
        "印章失效或文件打不开时证书暂时不能打印，系统管理员的首页“运行状况”显示电子印章何时到期。"
    )


def _follow(reader: Reader) -> None:
    """What an institution reads of progress and results."""
    reader.chapter("考核进度、统计和合格证书")
    reader.open("查看考核进度")
    reader.step("按考核程序、考核状态、科室查询；点击“查看”，显示该医师的全部信息、意见、成绩和结果。")
    reader.shot("查看考核进度")
    reader.open("考核统计")
    reader.step("按考核程序、执业类别、科室、结果统计，可以下载表格和图形。")
    reader.shot("考核统计")
    reader.open("历史考核结果查询")
    reader.step("查询各周期的结果；点击“查看”后“打印合格证书”，多人勾选后点击“打印合格证书”，盖章后生效。")
    reader.shot("历史考核结果查询")


def _institutions(reader: Reader) -> None:
    reader.chapter("医师定期考核：医疗卫生机构和考核机构")
    reader.open("医疗卫生机构")
    reader.shot("是否已确认机构信息、参加医师数、由哪个考核机构考核")
    reader.step(
        "勾选没有账号的机构，点击“开通账号”。填写手机号码的，机构用初始密码 666666 和手机验证码激活；没有填写的，"
        "再点击“重置密码”取得一次性密码，交付机构。机构忘记密码的，也点击“重置密码”。"
    )
    reader.step("可以承担考核的机构，勾选后点击“开通申请考核机构”，该机构即可提交申请。")
    reader.open("考核机构申请审核")
    reader.step("点击“审核”查看证明材料，“通过”或“退回修改”。")
    reader.shot("考核机构申请审核")
    reader.open("医疗卫生机构")
    reader.step("勾选机构（可以先按条件查询，再“选择全部”），点击“委托考核机构”，选择考核机构。")
    reader.page.locator("[data-pick]").first.check()
    reader.press("委托考核机构")
    reader.shot("委托考核机构")
    reader.say(
        "没有与注册系统对接的省，医师换了主执业机构的，点击“变更医师主执业机构”，按完整的证件号码办理；人多时在“未确认参加”中"
        "按机构查询，勾选后点击“变更主执业机构”。新登记的机构自动加入正在进行的周期；还有在岗医师的机构、受委托的考核机构不能停用。"
    )


def _confirm_profile(reader: Reader) -> None:
    reader.chapter("登录和确认本机构信息")
    reader.say(
        "账号由主管的卫生健康行政部门开通，账号就是机构名称；首次登录须修改初始密码。忘记密码的，请主管部门重置。"
        "每个考核周期开始后，先确认本机构信息，才能办理医师参加考核。"
    )
    reader.log_in(ASSESSED[1])
    reader.shot("首页提示考核周期已经开始，点击“去确认”")
    reader.open("本机构信息")
    reader.step("核对机构名称、统一社会信用代码、机构类别、等级、地址、法定代表人、联系人和电话，点击“确认并保存”。")
    reader.shot("本机构信息")
    reader.say("信息以后有变化，修改后再次保存即可。“隶属卫生行政机构”和“考核机构”由主管部门设置。")


def _departments(reader: Reader) -> None:
    reader.chapter("科室信息")
    reader.say("医师填报时从这里选择科室，只能选择启用的科室。")
    reader.open("科室信息")
    reader.shot("科室信息")
    reader.press("创建科室", "填写科室名称，选择一个或几个诊疗科目，保存")
    reader.shot("创建科室")
    reader.say("有医师的科室不能删除，请勾选后“停用”，已在其中的医师不受影响；以后可以“启用”。")


def _physicians(reader: Reader) -> None:
    reader.chapter("医师名单")
    reader.say(
        "与医师电子化注册系统对接的省，医师由系统同步，不能手工新增；其他省由机构“新增医师”或“批量导入医师”。"
        "多机构执业的医师由主执业机构办理。"
    )
    reader.open("未确认参加")
    reader.shot("还没有确认参加本周期考核的医师")
    reader.press("新增医师", "填写医师信息，保存")
    reader.shot("新增医师")
    reader.step(
        "人多时点击“导入模板下载”，填好后“批量导入医师”；结果和错误在“导入记录”中查看；导入有误、医师尚未激活账号的，可以“撤销导入”。"
    )
    reader.step("不在岗的医师，勾选后点击“离岗”，写明原因；回来后“恢复在岗”。误新增的可以“删除”。")


def _taking_part(reader: Reader) -> None:
    reader.chapter("确认参加考核")
    reader.say("在医师报名申报时间内，确认哪些医师参加本周期考核；确认后医师登录填报。")
    reader.open("未确认参加")
    reader.page.locator("main tbody input[type=checkbox]").first.check()
    reader.step("勾选医师，点击“批量参加”并确认；一名医师可以直接点击右侧的“参加”。")
    reader.shot("勾选后点击“批量参加”")
    reader.open("已确认参加")
    reader.shot("已确认参加的医师、考核程序和考核状态")
    reader.step("确认错了的，勾选后点击“取消参加”。医师已经提交报名的，须由主管的卫生健康行政部门先退回。")
    reader.say("报名结束前 3 天和 1 天的上午，系统通知还没有提交的医师，并告诉本机构还有几人没有提交、几人没有确认。")


def _reviewing(reader: Reader) -> None:
    reader.chapter("审核医师报名")
    reader.say(
        "医师提交后，在报名信息审核时间内由本机构审核：评定工作业绩和职业道德，提交考核机构复核；材料不符的驳回，"
        "医师修改后重新提交。首页“待处理任务”显示各种程序的待审核数，“考核进度”显示报名、审核和最终完成率。"
    )
    reader.open("一般程序审核")
    reader.shot("一般程序审核")
    reader.step("点击“审核”，用“上一步”“下一步”翻看医师信息、工作业绩·职业道德、申请材料和操作日志。")
    reader.page.locator("main tbody a").first.click()
    reader.page.get_by_role("link", name="工作业绩·职业道德").click()
    reader.step(
        "在“工作业绩·职业道德”中评定合格或不合格，不合格的填写理由；任何一项不合格，本次考核即为不合格。"
        "键盘 1、2 评定工作业绩，3、4 评定职业道德，A 提交，R 驳回；办理后自动打开下一条。"
    )
    reader.shot("评定工作业绩和职业道德")
    reader.step("需要医师补正的，在“审核意见”中写明理由，或点击字段旁的图标标注，再点击“驳回”。")
    reader.step("医师还在其他机构执业的，点击“新增意见”登记该机构的意见；考核机构复核时一并看到。")
    reader.open("一般程序审核")
    reader.step(
        "人多时勾选医师，点击“批量评定合格并提交”。有不良行为记录的、曾评定为不合格的、考核机构退回的不能批量办理，"
        "结果中逐条列出原因，须打开逐一评定。"
    )
    reader.open("简易程序审核")
    reader.say(
        "“简易程序审核”和“免考审核”还须核对申请材料；不符合条件或材料不对的，点击“驳回”，医师改选程序或补正后重新申请。"
    )
    reader.shot("简易程序审核")
    reader.open("免考审核")
    reader.shot("免考审核")


def _requests_and_conduct(reader: Reader) -> None:
    reader.chapter("修改申请和执业行为记录")
    reader.open("报名信息修改申请")
    reader.step("医师提交后要修改的，在这里“同意”或“不同意”（写明意见）。同意后医师修改并重新提交，再重新审核。")
    reader.shot("报名信息修改申请")
    reader.open("执业行为记录")
    reader.step("点击“登记行为记录”，按完整的证件号码登记良好或不良执业行为；审核医师时也可以直接登记。")
    reader.shot("执业行为记录")
    reader.say(
        "情节严重、须提前考核的不良行为记录选“须提前考核”，勾选后点击“启动提前考核”：该医师可以登录填报，"
        "不受本周期各项时间限制。登记有误的，请卫生健康行政部门删除。"
    )


def _passwords(reader: Reader) -> None:
    reader.chapter("医师密码、操作员和负责人")
    reader.open("未确认参加")
    reader.step(
        "医师忘记密码的，在这里或“已确认参加”中点击“重置密码”；多人勾选后点击“批量重置密码”。恢复为初始密码，本人用手机验证码重新激活。"
    )
    reader.open("操作员管理")
    reader.step("为每位工作人员“新增操作员”，用自己的账号办理。")
    reader.shot("操作员管理")
    reader.open("负责人")
    reader.step("在“负责人”中填写姓名和电话，本机构人员在首页“各级负责人”中看到；清空一行即删除。")
    reader.shot("负责人")


def _agency(reader: Reader) -> None:
    reader.page.context.clear_cookies()
    reader.chapter("申请成为考核机构")
    reader.say(
        "主管部门为本机构开通后，菜单中出现“申请考核机构”。有几个身份的账号，点击右上角的姓名“切换身份”；"
        "切换前打开的其他标签页不能再提交，会提示“身份已切换”，不会误办到另一身份名下；"
        "获准后增加“考核机构”身份，在“受委托考核的医师”中查看委托的医师。"
    )
    reader.log_in(ASSESSING)
    reader.switch("医疗卫生机构管理员")
    reader.open("申请考核机构")
    reader.step("上传符合考核机构条件的证明材料，点击“提交申请”；“审核信息”显示审核结果，退回的修改后重新提交。")
    reader.shot("申请考核机构")
    reader.switch("考核机构管理员")
    reader.open("受委托考核的医师")
    reader.shot("受委托考核的医师")
    _second_review(reader)


def _second_review(reader: Reader) -> None:
    reader.chapter("考核机构：复核和测评成绩")
    reader.say("考核机构复核受委托的医疗卫生机构提交的医师，录入测评成绩；周期结束办理后不再看到这些医师。")
    reader.open("考核复核")
    reader.shot("考核复核")
    reader.step("点击“复核”查看报名内容和机构评定；简易程序的，还须评定业务水平是否合格。“复核通过”后打开下一条。")
    reader.step("评定有疑问的，写明理由点击“退回机构”，由医疗卫生机构重新评定。")
    reader.step("人多时勾选医师，点击“批量复核通过”；机构评定为不合格的、有不良行为记录的须逐一办理。")
    reader.say("一般程序的医师复核通过后参加测评；免考的不参加测评；简易程序的以述职报告代替测评。")
    reader.open("查看考核进度")
    reader.step(
        "测评结束后点击“导入测评成绩”：一名医师一行，填写测评批次、公共知识和业务水平的结果与得分，缺考、认定作弊在结果列选择。"
        "补考只填补考的试卷。导入有误的，可以“撤销导入”。"
    )


GUIDE = Guide(
    "institution",
    "医疗卫生机构使用手册（医师定期考核）",
    "确认本机构信息，维护科室和医师名单，确认参加考核的医师，申请成为考核机构。",
    walk,
)
