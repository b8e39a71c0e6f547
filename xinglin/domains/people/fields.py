"""The parts of a person's record, declared once for form, page, completeness, history and API (REP-21 to REP-23)."""

from functools import partial
from typing import Any

from xinglin.domains.reference.public import labels, options, synonyms
from xinglin.engines.fields import (
    All,
    CertificateNumber,
    Coded,
    Day,
    DocumentNumber,
    Email,
    Field,
    Filled,
    LongText,
    ManyCoded,
    Mobile,
    Month,
    PersonName,
    Text,
    Upload,
    YesNo,
    is_,
    is_not,
)

from .enums import EducationLevel

IDENTITY_CARD = "01"


def coded(key: str, title: str, list_name: str, *, kind: type[Coded] = Coded, **kwargs: Any) -> Coded:
    """A field whose values stand in a code list."""
    known = partial(labels, list_name)
    return kind(key, title, partial(options, list_name), synonyms=partial(synonyms, list_name), known=known, **kwargs)


HAS_IDENTITY_CARD = is_("document_type", IDENTITY_CARD)

NAME = PersonName("name", "姓名", required=True, example="林清和")
DOCUMENT_TYPE = coded("document_type", "身份证件类别", "document_type", required=True, example="居民身份证")
DOCUMENT_NUMBER = DocumentNumber(
    "document_number", "身份证件号码", kind="document_type", required=True, example="110101190303070012"
)
MOBILE = Mobile(
    "mobile",
    "手机",
    required=True,
    help="用于基地与您联系。登录和找回密码的验证码发到账号登记的号码，换号请到“我的账号”更换。",
)

BASIC: tuple[Field, ...] = (
    NAME,
    coded("gender", "性别", "gender", required=True),
    coded("ethnic_group", "民族", "ethnic_group", required=True),
    Day("birth_date", "出生日期", required=True),
    coded("marital_status", "婚姻状况", "marital_status", required=True),
    coded("nationality", "国籍及地区", "nationality", required=True),
    coded("household_province", "户口所在地省行政区划", "province", required=True),
    MOBILE,
    Email("email", "电子邮箱", required=True),
    Text("address", "通讯地址", required=True, max_length=200, wide=True),
    PersonName("emergency_name", "紧急联系人", required=True),
    Mobile("emergency_mobile", "紧急联系人手机", required=True),
    Upload("portrait", "个人照片", required=True, kind="portrait", help="近期免冠正面照片，JPG 或 PNG，不超过 5 MB"),
    Upload("id_front", "身份证正面照(人像页)", required=True, kind="identity-scan", when=HAS_IDENTITY_CARD),
    Upload("id_back", "身份证反面照(国徽页)", required=True, kind="identity-scan", when=HAS_IDENTITY_CARD),
)


FINISHED = is_not("is_studying", True)


def education(level: EducationLevel) -> tuple[Field, ...]:
    """The fields of one level; what only a graduate has is asked only of graduates."""
    group = level.label
    return (
        YesNo("is_studying", "是否在读", group=group, required=True),
        Text("school", "毕业院校名称", group=group, required=True, max_length=120, help="在读请填写就读院校"),
        Month("graduated_month", "毕业年月", group=group, required=True, when=FINISHED),
        Text("major", "所学专业", group=group, required=True, max_length=80),
        coded("education_code", "学历", "education", group=group, required=True, when=FINISHED),
        CertificateNumber(
            "education_number", "学历证书编号", kind="education", group=group, required=True, when=FINISHED
        ),
        coded("degree_code", "学位", "degree", group=group, required=level != "associate", when=FINISHED),
        CertificateNumber(
            "degree_number", "学位证书编号", kind="degree", group=group, required=level != "associate", when=FINISHED
        ),
        coded("degree_type", "学位类型", "degree_type", group=group, required=level in ("master", "doctor")),
        YesNo("is_full_time", "全日制与否", group=group, required=True),
        Upload("education_scan", "学历证书扫描件", kind="certificate-scan", group=group),
        Upload("degree_scan", "学位证书扫描件", kind="certificate-scan", group=group),
    )


HAS_PASSED = is_("licensing_exam", "licensed")
PRACTISES = All((HAS_PASSED, Filled("practice_number")))

LICENCE: tuple[Field, ...] = (
    coded("licensing_exam", "医师资格考试", "licensing_exam", required=True),
    CertificateNumber(
        "qualification_number",
        "医师资格证书编码",
        kind="qualification",
        sensitive=True,
        required=True,
        when=HAS_PASSED,
    ),
    Day("qualified_on", "取得时间", required=True, when=HAS_PASSED),
    coded("practice_category", "执业类别", "practice_category", required=True, when=HAS_PASSED),
    CertificateNumber("practice_number", "医师执业证书编码", kind="practice", when=HAS_PASSED),
    Text("practice_place", "执业地点", max_length=120, required=True, when=PRACTISES),
    coded("practice_scopes", "执业范围", "practice_scope", kind=ManyCoded, required=True, when=PRACTISES),
    Upload("qualification_scan", "医师资格证书扫描件", kind="certificate-scan", when=HAS_PASSED),
    Upload("practice_scan", "医师执业证书扫描件", kind="certificate-scan", when=PRACTISES),
    LongText("other_certificates", "其他证书", max_length=300, help="证书名称与编号，多个请分行填写"),
    Upload("other_scan", "其他证书扫描件", kind="certificate-scan"),
)
