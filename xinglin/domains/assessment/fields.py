"""The columns of institutions, departments and physicians, declared once for form, sheet, feed and page."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from xinglin.domains.people.public import BASIC, DOCUMENT_NUMBER, DOCUMENT_TYPE, NAME, coded
from xinglin.engines.fields import (
    CertificateNumber,
    Coded,
    CreditCode,
    Day,
    DecimalNumber,
    Field,
    Integer,
    LongText,
    ManyCoded,
    Mobile,
    PersonName,
    Text,
    Upload,
    YesNo,
    is_not,
)

from .enums import AttachmentKind, Category, Level, Paper, TestState, Title

PHONE = r"[0-9+()（） \-转]{7,30}"
MOST_PAPERS = 5
SITTINGS = (("1", "测评"), ("2", "补考"), ("3", "第二次补考"), ("4", "第三次补考"))

PROFILE: tuple[Field, ...] = (
    Text("name", "机构名称", max_length=120, required=True, help="按执业许可证填写"),
    CreditCode("credit_code", "统一社会信用代码", required=True),
    Coded("category", "机构类别", choices=Category.choices, required=True),
    Coded("level", "等级", choices=Level.choices, required=True),
    Text("address", "地址", max_length=200, required=True, wide=True),
    PersonName("legal_representative", "法定代表人", required=True),
    PersonName("contact", "联系人", required=True),
    Text(
        "contact_phone",
        "联系电话",
        max_length=30,
        required=True,
        pattern=PHONE,
        pattern_help="应为手机号码，或带区号的固定电话",
        help="医师、考核机构和卫生行政机构用它与您联系",
    ),
)

ACTIVATION = Mobile(
    "mobile",
    "手机号码",
    help="机构用初始密码 666666 和发到这个号码的验证码激活账号；不填的，用“重置密码”取得一次性密码，交付机构",
)

DEPARTMENT: tuple[Field, ...] = (
    Text("name", "科室", max_length=60, required=True, help="医师填报时从这里选择"),
    coded("services", "关联诊疗科目", "clinical_service", kind=ManyCoded, required=True, wide=True),
)

PAPERS: tuple[Field, ...] = (
    LongText("note", "申请说明", max_length=500, help="可写明床位数、执业医师人数和考核委员会的情况"),
    *(
        Upload(f"paper_{number}", f"附件 {number}", kind="agency-paper", required=number == 1)
        for number in range(1, MOST_PAPERS + 1)
    ),
)

RULES: tuple[Field, ...] = (
    Day("starts_on", "生效日期", required=True, help="自该日起按下列规定办理，此前的仍按原规定"),
    Integer("cycle_years", "考核周期", min=1, max=10, unit="年", required=True, help="医师法规定三年"),
    Integer("commended_years", "简易程序：有良好行为记录须执业满", min=1, max=60, unit="年", required=True),
    Integer("clean_years", "简易程序：无不良行为记录须执业满", min=1, max=60, unit="年", required=True),
    Integer(
        "resits",
        "补考次数",
        min=0,
        max=len(SITTINGS) - 1,
        unit="次",
        required=True,
        help="不合格、缺考的试卷可以补考几次",
    ),
    YesNo("is_connected", "已与医师电子化注册系统对接", required=True, help="选“是”后，医师只由注册系统同步"),
)

REGISTRATION: tuple[Field, ...] = (
    coded("grade", "医师级别", "practice_grade", required=True, example="执业医师"),
    coded("category", "执业类别", "practice_category", required=True, example="临床"),
    coded("scopes", "执业范围", "practice_scope", kind=ManyCoded, example="内科专业"),
    CertificateNumber("practice_number", "医师执业证书编码", kind="practice", example="110110000900001"),
    Day("licensed_on", "执业证取得时间", example="2015-12-01"),
    Day("first_registered_on", "首次注册时间", required=True, example="2016-03-01"),
)

IDENTITY: tuple[Field, ...] = (
    NAME,
    replace(DOCUMENT_TYPE, title="证件类型"),
    replace(DOCUMENT_NUMBER, title="证件号码", help="医师用它登录，保存后不能修改"),
    Mobile("mobile", "手机号码", required=True, example="19900000001", help="首次登录的验证码发到这个号码"),
)
SHEET: tuple[Field, ...] = (
    *IDENTITY,
    Text("department", "科室", max_length=60, example="内科", help="须已在“科室信息”中创建并启用；可留空由医师自选"),
    *REGISTRATION,
)
TEST_SHEET: tuple[Field, ...] = (
    NAME,
    replace(DOCUMENT_TYPE, title="证件类型", required=False),
    replace(DOCUMENT_NUMBER, title="证件号码"),
    Coded("sitting", "测评批次", choices=SITTINGS, required=True, example="测评"),
    *(
        field
        for paper, title in Paper.choices
        for field in (
            Coded(paper, f"{title}结果", choices=TestState.choices, example="合格"),
            DecimalNumber(f"{paper}_score", f"{title}得分", max=Decimal(1_000), example="86.5"),
        )
    ),
    Day("taken_on", "测评日期", example="2026-11-20"),
)
REASON: tuple[Field, ...] = (
    Coded("procedure", "考核程序", choices=[("simplified", "简易程序"), ("exempt", "免考")], required=True),
    Text("title", "情形", max_length=120, required=True, wide=True),
    Text("proof", "须上传的证明", max_length=200, required=True, wide=True),
    Day("starts_on", "生效日期", required=True),
    Day("ends_on", "失效日期", help="不填则一直有效"),
)


def department_field(choices: Any) -> Field:
    """科室 as a drop-down; `choices` gives (key, name)."""
    return Coded("department", "科室", choices=partial(list, choices))


# What a physician hands in (ASM-20), part by part
_OF_PERSON = {f.key: f for f in BASIC}
PERSONAL: tuple[Field, ...] = (
    _OF_PERSON["gender"],
    _OF_PERSON["birth_date"],
    _OF_PERSON["ethnic_group"],
    _OF_PERSON["email"],
    replace(_OF_PERSON["mobile"], title="手机号码", help="所在机构和考核机构用它与您联系"),
    replace(_OF_PERSON["portrait"], title="头像"),
)
EDUCATION = coded("education_code", "学历", "education", required=True)
BASIC_INFORMATION: tuple[Field, ...] = (*PERSONAL[:3], EDUCATION, *PERSONAL[3:])
REGISTERED: tuple[Field, ...] = tuple(
    replace(f, required=True, example="") for f in REGISTRATION if f.key in ("grade", "category", "scopes")
)
HAS_TITLE = is_not("title", Title.NONE)
PRACTICE: tuple[Field, ...] = (
    Coded("department", "科室", choices=(), required=True),
    coded("specialty", "从事专业", "clinical_service", required=True, help="所选科室的诊疗科目"),
    Coded("title", "职称", choices=Title.choices, required=True),
    Day("title_since", "取得现任职称时间", required=True, when=HAS_TITLE, help="职称任职年限由此算出"),
    Text("post", "职务", max_length=60, help="没有的可以不填"),
    YesNo("was_resident", "是否规范化培训", required=True),
    *REGISTERED,
)
EXPERIENCE: tuple[Field, ...] = (
    Day("starts_on", "开始时间", required=True),
    Day("ends_on", "结束时间", help="至今的不填"),
    Text("institution_name", "执业机构", max_length=120, required=True),
    Text("department_name", "科室", max_length=60),
    Text("post", "职务/职称", max_length=60),
)
SELF_ASSESSMENT: tuple[Field, ...] = (
    LongText("work", "工作业绩自评", required=True, help="本周期的工作量、质量、技术能力、指令性任务等"),
    LongText("ethics", "职业道德自评", required=True, help="本周期遵守职业道德、服务患者、廉洁行医等情况"),
)
PERSONAL_REPORT = LongText("personal_report", "个人述职", max_length=5_000, help="也可以在“附件”中上传述职报告")
MOST_OF_KIND = 3


def attachment_fields(kinds: Mapping[str, str]) -> tuple[Field, ...]:
    """A few slots for each kind of attachment. `kinds`: those asked for → what the proof is, empty where it is none."""
    return tuple(
        Upload(
            f"{kind}_{number}",
            f"{AttachmentKind(kind).label} {number}",
            kind="enrolment-proof",
            required=bool(proof) and number == 1,
            help=proof if number == 1 else "",
        )
        for kind, proof in kinds.items()
        for number in range(1, MOST_OF_KIND + 1)
    )
