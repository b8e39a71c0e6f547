"""师资: the chapters of the training office, of the province, and of who is something else already."""

from manual.reader import Reader


def teach(reader: Reader) -> None:
    """From departments and the staff list to the appointment, and what is kept of supervisors."""
    _departments(reader)
    _people(reader)
    _appoint(reader)
    _keep(reader)


def _departments(reader: Reader) -> None:
    reader.chapter("科室、科主任和教学秘书")
    reader.say("师资聘任和轮转安排都以科室为单位，请先登记本院科室。")
    reader.open("科室设置")
    reader.step("点击“新增科室”，或下载模板填写后“导入”：科室和科主任、教学秘书可以一起导入。")
    reader.shot("科室设置")
    reader.step("不再使用的科室勾选后“停用”；还有聘期内带教老师的科室不能停用。")
    reader.open("科主任和教学秘书")
    reader.step(
        "点击“任命科主任、教学秘书”，选择科室和身份。本院已有账号的填写其账号；没有的同时开通账号，"
        "初始密码 000000，首次登录须输入手机验证码。"
    )
    reader.step("不再担任的，点击“免去”，账号保留；忘记密码的，点击“重置密码”。")
    reader.shot("科主任和教学秘书")


def _people(reader: Reader) -> None:
    reader.chapter("师资：师资库和增补、解聘申请")
    reader.say("师资可以在登录页“师资注册”后选择本院，也可以由教学部新增或导入。")
    reader.open("师资管理")
    reader.step("点击“新增师资”，或下载模板填写后“导入”：没有账号的同时开通；本院住院医师、医师增加“带教老师”身份。")
    reader.step("按聘任状态、培训状态、年度信息确认等查询；点击姓名查看四部分信息、师资条件、聘任和培训记录。")
    reader.shot("师资管理")
    reader.step("不是本院人员的，勾选后“移出师资库”；聘期内需要终止的，勾选后“解聘”，填写原因。")
    reader.open("增补、解聘申请")
    reader.step(
        "科室在每年截止日期前提出的申请，逐条“同意”或“不同意”。同意增补的进入该科室师资库，同意解聘的即日终止聘期。"
    )
    reader.shot("增补、解聘申请")


def _appoint(reader: Reader) -> None:
    reader.chapter("师资：报名、推荐和聘任")
    reader.open("师资报名批次")
    reader.step("点击“新建报名批次”，填写名称和报名起止日期；本院师资在此期间可以“我要报名”。")
    reader.shot("师资报名批次")
    reader.open("师资推荐聘任")
    reader.step("点击姓名，查看各项师资条件是否符合及其依据。")
    reader.step("在该页或勾选后点击“推荐”，或“不推荐”并填写原因。不符合条件的不会推荐，并逐条说明原因。")
    reader.step("勾选已推荐的，点击“聘任”，填写聘期（最长五年）；本人收到通知。")
    reader.shot("师资推荐聘任")


def _keep(reader: Reader) -> None:
    reader.chapter("师资：培训、评估、事件和统计")
    reader.open("师资培训")
    reader.step("导入院级、省级、国家级和高级师资的培训证书及有效期，也可以在师资的详情页逐条登记。")
    reader.shot("师资培训")
    reader.step("点击“缺有效证书的在聘师资”，列出没有培训或证书已过期的带教老师。")
    reader.open("带教质量年度评估")
    reader.step(
        "导入住院医师评价汇总的年度结果；在省里规定的最近几个年度内连续不合格的，影响推荐和聘任。同一年度再次导入即为更正。"
    )
    reader.open("医疗损害和教学事故")
    reader.step("在师资的详情页登记，上传认定材料；登记有误的“撤销”并写明原因，记录保留。")
    reader.shot("医疗损害和教学事故")
    reader.open("师资信息统计")
    reader.step("按科室、带教专业、职称、培训级别、任现职年限和带教年限统计，可以导出。")
    reader.shot("师资信息统计")
    reader.open("师生比")
    reader.step("各专业基地在培住院医师与聘期内带教老师之比，超过 1 : 3 的标红。")


def oversee(reader: Reader) -> None:
    """What the province's reviewer sees."""
    reader.chapter("师资：聘任和统计")
    reader.open("师资管理")
    reader.step("查看本省各基地的师资、聘任和培训状态；“师资培训”“医疗损害和教学事故”中是各基地登记的记录。")
    reader.shot("师资管理")
    reader.open("师资信息统计")
    reader.step("按培训基地、科室、专业、职称等统计；“师生比”列出各专业基地的带教比例。")
    reader.say("省级管理员在“师资条件”中设置本省的职称年限、事件年限、评估年数和增补解聘截止日期，自施行日期起生效。")


def join(reader: Reader) -> None:
    """Somebody who has an account already."""
    reader.chapter("成为带教老师")
    reader.open("开通师资身份")
    reader.step("需要参加师资聘任的，点击“开通师资身份”，不用另外注册；以后在右上角“切换身份”。")
    reader.say("以后的步骤，见《带教老师使用手册》。")
