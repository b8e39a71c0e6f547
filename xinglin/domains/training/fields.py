"""The parts of a training record, declared once for sheet, form, page, completeness and history (REP-03, REP-07)."""

from dataclasses import replace

from xinglin.domains.people.public import DOCUMENT_NUMBER, DOCUMENT_TYPE, NAME, coded
from xinglin.domains.reference.public import specialty_names, specialty_options
from xinglin.engines.fields import All, Coded, CreditCode, Day, Field, LongText, Mobile, Text, Year, YesNo, is_

from .enums import ChangeReason, TrainingStatus

ACCOUNT: tuple[Field, ...] = (
    NAME,
    DOCUMENT_TYPE,
    DOCUMENT_NUMBER,
    Mobile("mobile", "有效的手机号码", required=True, example="19900001234"),
    Year("intake_year", "招收年份", required=True, min=2014, max=2099, example="2026"),
)

IS_OTHER = is_("resident_category", "OTHER")
HAS_EMPLOYER = is_("resident_category", "COMPANY", "ENTRUST")
NEEDS_CREDIT_CODE = All((HAS_EMPLOYER, is_("is_military_employer", False)))  # some military hospitals have none

TRAINING: tuple[Field, ...] = (
    coded("cultivation_type", "培养类型", "cultivation_type", required=True, example="国家计划培养"),
    coded("resident_category", "人员类型", "resident_category", required=True, example="本单位住院医师"),
    Text(
        "other_category",
        "其他人员",
        max_length=60,
        required=True,
        when=IS_OTHER,
        help="人员类型为“其他人员”时填写说明",
    ),
    Text("employer_name", "工作单位名称", max_length=120, required=True, when=HAS_EMPLOYER, example="示范医院"),
    YesNo("is_military_employer", "是否军队医院", required=True, when=HAS_EMPLOYER, example="否"),
    CreditCode(
        "employer_credit_code",
        "工作单位统一社会信用代码",
        required=True,
        when=NEEDS_CREDIT_CODE,
        example="12999999123456788W",
    ),
    coded("graduate_kind", "应届/往届", "graduate_kind", required=True, example="应届生"),
    YesNo("is_rural_order", "是否为农村订单定向免费医学毕业生", required=True, example="否"),
    YesNo("is_western_support", "是否西部支援行动住院医师", required=True, example="否"),
    Coded("specialty", "培训专业", choices=specialty_options, known=specialty_names, required=True, example="内科"),
    Text("site", "协同单位", max_length=120, help="在协同单位培训的填写其名称，须是本基地已登记的协同单位"),
    coded("training_years", "核定培训年限", "training_years", required=True, example="3年"),
    Day("starts_on", "培训开始日期", required=True, example="2026-09-01"),
    Day("ends_on", "培训结束日期", required=True, example="2029-08-31"),
    YesNo("degree_study", "是否在读专业学位", required=True, example="否"),
)

IS_AWAY_UNTIL = is_("status", TrainingStatus.EXTENDED.value, TrainingStatus.SUSPENDED.value)
STATUS: tuple[Field, ...] = (
    Coded(
        "status",
        "培训状态",
        [(s.value, s.label) for s in TrainingStatus if s != TrainingStatus.COMPLETED],  # a province completes
        required=True,
        example="暂停",
    ),
    Coded(
        "reason",
        "变更原因",
        [(r.value, r.label) for r in ChangeReason if r != ChangeReason.PASSED],
        required=True,
        example="产假",
    ),
    Day("starts_on", "变更日期", required=True, help="从哪一天起，不晚于今天", example="2026-10-01"),
    Day("ends_on", "预计结束日期", required=True, when=IS_AWAY_UNTIL, help="延期、暂停到哪一天", example="2027-03-31"),
    LongText(
        "note", "变更说明", max_length=500, wide=True, help="原因为“其他”或“培训基地终止培训”时必填；退培请写明去向"
    ),
)

# The same in a sheet beside 培训信息, which has dates of its own: `status`, `status_reason` and so on.
STATUS_COLUMNS: tuple[Field, ...] = (
    replace(STATUS[0], required=False, help="要变更培训状态时填写，同时填写变更原因和变更日期"),
    *(replace(f, key=f"status_{f.key}", title=f"状态{f.title}", required=False, example="") for f in STATUS[1:]),
)
