"""Words of the periodic assessment (reference-data §5, glossary)."""

from django.db import models


class Category(models.TextChoices):
    """机构类别 of an institution whose physicians are assessed: not hospitals alone (ASM-03)."""

    GENERAL = "general", "综合医院"
    CHINESE_MEDICINE = "chinese_medicine", "中医医院"
    INTEGRATED = "integrated", "中西医结合医院"
    ETHNIC = "ethnic", "民族医医院"
    SPECIALISED = "specialised", "专科医院"
    MATERNITY = "maternity", "妇幼保健机构"
    COMMUNITY = "community", "社区卫生服务机构"
    TOWNSHIP = "township", "乡镇卫生院"
    CLINIC = "clinic", "门诊部、诊所"
    EMERGENCY = "emergency", "急救中心（站）"
    DISEASE_CONTROL = "disease_control", "疾病预防控制机构"
    ASSOCIATION = "association", "行业、学术组织"
    OTHER = "other", "其他"


class Level(models.TextChoices):
    """等级 of an institution (ASM-03)."""

    L3A = "3A", "三级甲等"
    L3B = "3B", "三级乙等"
    L3C = "3C", "三级丙等"
    L3 = "3", "三级未定等"
    L2A = "2A", "二级甲等"
    L2B = "2B", "二级乙等"
    L2C = "2C", "二级丙等"
    L2 = "2", "二级未定等"
    L1 = "1", "一级"
    NONE = "none", "未定级"


class Duty(models.TextChoices):
    """Is the physician there to be assessed? Who is off duty is no part of what must be assessed (§5.5)."""

    ON = "on", "在岗"
    OFF = "off", "离岗"
    ENDED = "ended", "注册已注销"


class Source(models.TextChoices):
    """How a physician came to stand here (ASM-11)."""

    REGISTRY = "registry", "电子化注册系统"
    FORM = "form", "机构新增"
    SHEET = "sheet", "批量导入"


class Title(models.TextChoices):
    """职称 (reference-data §1.13)."""

    CHIEF = "chief", "正高（主任医师）"
    ASSOCIATE_CHIEF = "associate_chief", "副高（副主任医师）"
    ATTENDING = "attending", "中级（主治/主管医师）"
    RESIDENT = "resident", "初级（师/住院医师）"
    ASSISTANT = "assistant", "士级"
    NONE = "none", "无"


class Procedure(models.TextChoices):
    """考核程序; empty until the physician has chosen (ASM-21)."""

    GENERAL = "general", "一般程序"
    SIMPLIFIED = "simplified", "简易程序"
    EXEMPT = "exempt", "免考"


class Ground(models.TextChoices):
    """Why the simplified procedure is open (PA-11); an exemption always has a reason of the province's list."""

    COMMENDED = "commended", "执业满规定年限且周期内有良好行为记录"
    EXPERIENCED = "experienced", "执业满规定年限且周期内无不良行为记录"
    PROVINCIAL = "provincial", "省级以上卫生行政部门规定的其他情形"


class Progress(models.TextChoices):
    """考核状态: what comes next (ASM-22). Worked out from the parts, never set by hand."""

    FILLING = "filling", "待填报信息"
    RETURNED = "returned", "驳回"
    INSTITUTION = "institution", "待机构审核"
    AGENCY = "agency", "待考核机构复核"
    TEST = "test", "待参加测评"
    RESIT = "resit", "待参加补考"
    DONE = "done", "考核完成"


class Result(models.TextChoices):
    """考核结果; empty while the assessment goes on."""

    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"


class Aspect(models.TextChoices):
    """The three things assessed (PA-L1)."""

    WORK = "work", "工作业绩"
    ETHICS = "ethics", "职业道德"
    COMPETENCE = "competence", "业务水平"


class ConductKind(models.TextChoices):
    """良好/不良执业行为记录."""

    COMMENDATION = "commendation", "良好行为记录"
    ADVERSE = "adverse", "不良行为记录"


class AttachmentKind(models.TextChoices):
    """What an attachment of an enrolment proves."""

    COMMENDATION = "commendation", "良好行为证明"
    EXPERIENCE = "experience", "执业年限证明"
    PROVINCIAL = "provincial", "省级规定情形证明"
    EXEMPTION = "exemption", "免考证明"
    REPORT = "report", "述职报告"
    OTHER = "other", "其他材料"


class Paper(models.TextChoices):
    """测评 papers."""

    COMMON = "common", "公共知识"
    PROFESSIONAL = "professional", "业务水平"


class TestState(models.TextChoices):
    """What became of one paper at one sitting."""

    __test__ = False  # pytest takes the name for a test

    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"
    ABSENT = "absent", "缺考"
    CHEATED = "cheated", "认定作弊"


class ConsequenceKind(models.TextChoices):
    """What follows from a failed assessment (PA-L3)."""

    SUSPENDED = "suspended", "暂停执业并培训"
    REASSESSED = "reassessed", "期满再次考核"
    DEREGISTERED = "deregistered", "注销注册"


class Answer(models.TextChoices):
    """How a request stands: a change request, a request for re-consideration."""

    WAITING = "waiting", "待处理"
    GRANTED = "granted", "同意"
    DECLINED = "declined", "不同意"


class Redo(models.TextChoices):
    """Where a result that was found wrong is put right."""

    INSTITUTION = "institution", "由医疗卫生机构重新评定"
    AGENCY = "agency", "由考核机构重新复核"
    TESTS = "tests", "更正测评成绩"
