"""The columns of institutions, departments and physicians, declared once for form, sheet, feed and page."""

from dataclasses import replace
from functools import partial
from typing import Any

from xinglin.domains.people.public import DOCUMENT_NUMBER, DOCUMENT_TYPE, NAME, coded
from xinglin.engines.fields import (
    CertificateNumber,
    Coded,
    CreditCode,
    Day,
    Field,
    Integer,
    LongText,
    ManyCoded,
    Mobile,
    PersonName,
    Text,
    Upload,
    YesNo,
)

from .enums import Category, Level

PHONE = r"[0-9+()（） \-转]{7,30}"
MOST_PAPERS = 5

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
