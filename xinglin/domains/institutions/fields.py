"""The columns of bases, programmes, affiliate sites and reporting modes, declared once for form and sheet (REP-43)."""

from xinglin.domains.reference.public import specialty_options
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.fields import Coded, CreditCode, Day, Field, Integer, Mobile, PersonName, Text, YesNo, is_

from .enums import BaseLevel, HospitalKind, HospitalLevel, Mode, Module


def provinces() -> list[tuple[str, str]]:
    """(unit key, name) of every province."""
    rows = Unit.objects.filter(kind=UnitKind.PROVINCE, is_active=True).order_by("code", "pk")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


HOSPITAL: tuple[Field, ...] = (
    Text(
        "name",
        "机构名称",
        max_length=120,
        required=True,
        help="按执业许可证填写；修改即为更名，旧名称仍可查到",
        example="示范医院",
    ),
    Text("short_name", "简称", max_length=40, example="示范"),
    Coded("province", "省份", choices=provinces, required=True, example="北京市"),
    Text("city", "地市", max_length=120, help="直属省级的留空", example=""),
    CreditCode("credit_code", "统一社会信用代码", example="12999999123456788W", help="部分军队医院没有，可留空"),
    Coded(
        "base_level",
        "基地级别",
        choices=BaseLevel.choices,
        help="不是培训基地的（如协同单位）留空",
        example="国家住培基地",
    ),
    Text(
        "base_code",
        "基地代码",
        max_length=3,
        text=True,
        pattern=r"[0-9]{3}",
        pattern_help="应为 3 位数字，由省编排，用于合格证书编号",
        example="001",
    ),
    Coded("level", "医院等级", choices=HospitalLevel.choices, example="三级甲等"),
    Coded("kind", "医院类别", choices=HospitalKind.choices, example="综合"),
    YesNo("is_military", "是否军队医院", example="否"),
    Mobile(
        "mobile", "账号联系手机", help="新登记的基地用它接收激活账号的验证码；不填则由上级“重置密码”后交付一次性密码"
    ),
)

PROGRAMME: tuple[Field, ...] = (
    Text("institution", "培训基地", max_length=120, required=True, help="名称或统一社会信用代码", example="示范医院"),
    Coded("specialty", "培训专业", choices=specialty_options, required=True, example="内科"),
    Integer("least", "最小容量", max=9999, unit="人", help="三年招收总数的下限", example="9"),
    Integer("capacity", "容量", max=9999, unit="人", help="三年招收总数的上限", example="60"),
)

AFFILIATION: tuple[Field, ...] = (
    Text("base", "培训基地", max_length=120, required=True, help="名称或统一社会信用代码", example="示范医院"),
    Text(
        "site",
        "协同单位",
        max_length=120,
        required=True,
        help="名称或统一社会信用代码，须已登记",
        example="示范区人民医院",
    ),
)

BY_INTERFACE = is_("mode", Mode.INTERFACE)
SWITCH: tuple[Field, ...] = (
    Coded("province", "省份", choices=provinces, required=True),
    Coded("module", "申请模块", choices=Module.choices, required=True),
    Coded("mode", "切换为", choices=Mode.choices, required=True),
    Day("starts_on", "申请切换时间", required=True, help="自该日起按新的方式报送"),
    PersonName("contact", "省级负责人", required=True),
    Mobile("contact_mobile", "省级负责人联系方式", required=True),
    Text("company", "技术公司", max_length=120, required=True, when=BY_INTERFACE),
    PersonName("company_contact", "技术公司联系人", required=True, when=BY_INTERFACE),
    Mobile("company_mobile", "技术公司联系人联系方式", required=True, when=BY_INTERFACE),
)

DEPARTMENT: tuple[Field, ...] = (
    Text("name", "科室名称", max_length=60, required=True, help="按本院机构设置填写", example="心血管内科"),
)

LOGIN = "本院已有的账号（如师资的证件号码），或为其新开的账号：字母开头的 4–20 个字母、数字"
ROLES: list[tuple[str, str]] = [
    (role.value, str(role.label)) for role in (Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY)
]
STAFF: tuple[Field, ...] = (
    Text("department", "科室", max_length=60, required=True),
    Coded("role", "身份", choices=ROLES, required=True),
    PersonName("name", "姓名", required=True),
    Text("login", "账号", max_length=60, text=True, required=True, help=LOGIN),
    Mobile("mobile", "手机号码", help="新开的账号用它接收激活验证码，初始密码 000000；已有账号可不填"),
)


def _staff(key: str, title: str, name: str, login: str) -> tuple[Field, ...]:
    return (
        PersonName(f"{key}_name", f"{title}姓名", example=name),
        Text(f"{key}_login", f"{title}账号", max_length=60, text=True, help=LOGIN, example=login),
        Mobile(f"{key}_mobile", f"{title}手机号码", example="19900001111"),
    )


DEPARTMENT_SHEET: tuple[Field, ...] = (
    *DEPARTMENT,
    *_staff("head", "科主任", "欧阳景行", "xnk_zhuren"),
    *_staff("secretary", "教学秘书", "沈微之", "xnk_mishu"),
)
