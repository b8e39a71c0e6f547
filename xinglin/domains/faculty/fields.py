"""Typed fields of supervisors, declared once for form, sheet, page and history (FAC-02 to FAC-10)."""

from dataclasses import replace

from xinglin.domains.people.public import BASIC, DOCUMENT_NUMBER, DOCUMENT_TYPE, LICENCE, NAME
from xinglin.domains.reference.public import specialty_options
from xinglin.engines.fields import (
    CertificateNumber,
    Coded,
    Day,
    Email,
    Field,
    Integer,
    LongText,
    Mobile,
    Text,
    Upload,
    Year,
)

from .enums import CertificateLevel, EventKind, Gravity, Health, PracticeLevel, Title, YearResult

PARTS = {"identity": "基本信息", "contact": "联系信息", "education": "教育信息", "work": "工作信息"}
_LICENSED = {
    "qualified_on": "取得证书时间",
    "practice_category": "执业资格类别",
    "qualification_number": "医师资格编码",
    "qualification_scan": "医师资格证书扫描件",
}
_IDENTITY = ("name", "gender", "birth_date", "ethnic_group", "portrait", "id_front", "id_back")
_CONTACT = ("mobile", "email", "address")
_licence = {f.key: f for f in LICENCE}

# What the person's own record takes.
PERSONAL: tuple[Field, ...] = tuple(f for f in BASIC if f.key in _IDENTITY)
CONTACT: tuple[Field, ...] = tuple(f for f in BASIC if f.key in _CONTACT)
HELD = {"licensed": "是", "none": "否", "passed": "已通过考试，尚未发放证书"}
LICENSED: tuple[Field, ...] = (
    # The person's 医师资格考试 in the words in which supervisors are asked.
    Coded(
        "licensing_exam",
        "是否获得医师资格证书",
        choices=list(HELD.items()),
        known=lambda: {**HELD, "failed": "否"},
        required=True,
    ),
    *(replace(_licence[key], title=title) for key, title in _LICENSED.items()),
)
PRACTICE = replace(_licence["practice_number"], title="执业证书编码", when=None)

# What stands in the supervisor's own row.
OWN_IDENTITY: tuple[Field, ...] = (
    Coded("health", "健康状况", choices=Health.choices, required=True),
    Coded("practice_level", "执业资格级别", choices=PracticeLevel.choices, required=True, when=LICENSED[1].when),
)
IDENTITY: tuple[Field, ...] = (*PERSONAL, OWN_IDENTITY[0], *LICENSED, OWN_IDENTITY[1])
OWN_WORK: tuple[Field, ...] = (
    Coded("specialty", "带教专业", choices=specialty_options, required=True),
    Coded("title", "职称", choices=Title.choices, required=True, example="主治医师（中级）"),
    Day("titled_on", "职称取得时间", required=True, help="任现职年限由此得出", example="2019-09-01"),
    Text("post", "职务", max_length=60, help="没有职务的留空"),
    Day("joined_on", "来院时间", required=True, help="来院年限由此得出"),
    Day("teaching_since", "带教任职时间", required=True, help="带教年限由此得出", example="2020-09-01"),
    Integer("recent_residents", "近3年带教人数", max=999, unit="人", required=True),
    Integer("recent_here", "近3年本院带教人数", max=999, unit="人", required=True),
)
WORK: tuple[Field, ...] = (*OWN_WORK, PRACTICE)
# Chosen among the units there are (see forms); declared here for their star and for what is missing.
PLACES = (Text("institution", "医院", required=True), Text("department", "科室", required=True))

MOBILE = Mobile("mobile", "手机号", required=True, help="首次登录的验证码发到该号码", example="19900001111")
EMAIL = Email("email", "电子邮箱", example="supervisor@example.com")
_of_work = {f.key: replace(f, required=False) for f in OWN_WORK}
DEPARTMENT = Text(
    "department", "科室", max_length=60, required=True, help="须已在“科室设置”中启用", example="心血管内科"
)
STAFF: tuple[Field, ...] = (
    NAME,
    DOCUMENT_TYPE,
    replace(DOCUMENT_NUMBER, help="师资用它登录，保存后不能修改"),
    MOBILE,
    DEPARTMENT,
    *(_of_work[key] for key in ("title", "titled_on", "teaching_since")),
)

ADDITION: tuple[Field, ...] = (
    NAME,
    DOCUMENT_TYPE,
    replace(DOCUMENT_NUMBER, title="证件号"),
    CertificateNumber("practice_number", "执业证书编码", kind="practice", required=True, example="110110000012345"),
    MOBILE,
    replace(EMAIL, required=True),
    replace(_of_work["teaching_since"], required=True),
    Text("reason", "申请理由", max_length=300, wide=True),
)

DISMISSAL: tuple[Field, ...] = (
    NAME,
    replace(DOCUMENT_TYPE, required=True),
    replace(DOCUMENT_NUMBER, title="证件号"),
    Text("reason", "解聘理由", max_length=300, required=True, example="调离本院"),
)

ROUND: tuple[Field, ...] = (
    Text("name", "报名批次名称", max_length=60, required=True, help="如“2026年度师资报名”"),
    Day("opens_on", "报名开始日期", required=True),
    Day("closes_on", "报名结束日期", required=True),
    LongText("note", "说明", max_length=500, help="报名人员在选择批次时看到"),
)
STANDARD: tuple[Field, ...] = (
    Day("valid_from", "施行日期", required=True, help="自该日起按新的条件审核；已聘任的不受影响"),
    Integer("title_years", "任中级及以上职称年限", min=0, max=30, unit="年", required=True),
    Integer("injury_years", "无医疗损害事件年限", min=0, max=30, unit="年", required=True),
    Integer("accident_years", "无教学事故年限", min=0, max=30, unit="年", required=True),
    Integer("poor_years", "带教评估连续不合格年数", min=1, max=10, unit="年", required=True),
    Integer(
        "poor_span",
        "带教评估计算年数",
        min=1,
        max=10,
        unit="年",
        required=True,
        help="只看最近这些年度的评估，更早的不再影响；不少于连续不合格年数",
    ),
    Integer("roster_month", "增补解聘截止月", min=1, max=12, unit="月", required=True),
    Integer("roster_day", "增补解聘截止日", min=1, max=31, unit="日", required=True),
)
TERM: tuple[Field, ...] = (
    Day("starts_on", "聘期开始", required=True),
    Day("ends_on", "聘期结束", required=True),
)
LEVELS = [(str(level.value), str(level.label)) for level in CertificateLevel]
CERTIFICATE: tuple[Field, ...] = (
    Coded("level", "培训级别", choices=LEVELS, required=True, example="院级"),
    Text("course", "培训班名称", max_length=120, required=True, example="住培师资岗前培训班"),
    Text("number", "证书编号", max_length=60, text=True, example="YJ2026001"),
    Day("issued_on", "发证日期", required=True, example="2026-03-01"),
    Day("valid_until", "有效期至", help="长期有效的留空", example="2031-02-28"),
)
BY_DOCUMENT: tuple[Field, ...] = (replace(DOCUMENT_TYPE, required=True), replace(DOCUMENT_NUMBER, title="证件号码"))
SCAN = Upload("scan", "证书扫描件", kind="teaching-certificate", help="没有电子版的可以不传")
CERTIFICATE_SHEET: tuple[Field, ...] = (NAME, *BY_DOCUMENT, *CERTIFICATE)
INCIDENT: tuple[Field, ...] = (
    Coded("kind", "类别", choices=EventKind.choices, required=True),
    Coded(
        "gravity",
        "责任或严重程度",
        choices=Gravity.choices,
        required=True,
        help="医疗损害事件填责任程度，教学事故填严重程度",
    ),
    Day("happened_on", "发生日期", required=True),
    LongText("description", "经过和认定", max_length=1000, required=True, wide=True),
    Upload("evidence", "认定材料", kind="incident-evidence", required=True, help="鉴定书、处理决定等"),
)
VERDICT: tuple[Field, ...] = (
    Year("year", "年度", required=True, example="2025"),
    Coded("result", "评估结果", choices=YearResult.choices, required=True, example="合格"),
    Integer("answers", "有效评价人数", min=1, max=999, required=True, unit="人", example="12"),
)
VERDICT_SHEET: tuple[Field, ...] = (NAME, *BY_DOCUMENT, *VERDICT)
