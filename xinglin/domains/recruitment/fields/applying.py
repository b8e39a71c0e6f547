"""The fields of 学员信息维护 beside a person's own, and of the application form, declared once (REC-11 to REC-14)."""

from dataclasses import replace

from xinglin.domains.people.public import BASIC, LICENCE
from xinglin.domains.training.public import TRAINING
from xinglin.engines.fields import Coded, CreditCode, Day, Field, LongText, Text, YesNo, is_, is_not

from ..enums import DeclineReason

PARTS = {"identity": "基本信息", "contact": "联系信息", "education": "教育信息", "work": "工作信息"}

_CONTACT = ("mobile", "email", "address", "emergency_name", "emergency_mobile")
IDENTITY: tuple[Field, ...] = (*(f for f in BASIC if f.key not in _CONTACT), *LICENCE)
CONTACT: tuple[Field, ...] = tuple(f for f in BASIC if f.key in _CONTACT)


class HasOrNot(YesNo):
    """有 or 无, stored as a truth value."""

    def present(self, value: object) -> str:
        return "有" if value else "无"

    def options(self) -> list[tuple[str, str]]:
        return [("1", "有"), ("0", "无")]


HAS_EMPLOYER = HasOrNot("has_employer", "是否有工作单位", required=True)
EMPLOYMENT: tuple[Field, ...] = (
    Text("employer_name", "工作单位名称", required=True, max_length=120),
    CreditCode("employer_credit_code", "统一社会信用代码", help="18 位；没有的可以不填"),
    Text("department", "部门/科室", max_length=60),
    Text("post", "职务/岗位", max_length=60),
    Day("starts_on", "开始日期", required=True),
    YesNo("is_current", "是否为当前所在单位", required=True),
    Day("ends_on", "结束日期", required=True, when=is_not("is_current", True)),
)

# Who is sent and paid by an employer, and who is sent by a school (reference-data §1.7).
EMPLOYED, STUDENT, OTHER = ("COMPANY", "ENTRUST"), "GRADUATE", "OTHER"
CATEGORY = next(f for f in TRAINING if f.key == "resident_category")
_OF_TRAINING = {f.key: replace(f, example="") for f in TRAINING}
SUPPLEMENT: tuple[Field, ...] = (
    replace(_OF_TRAINING["other_category"], when=is_("category", OTHER), help="写明属于哪一类人员"),
    Text("sender_name", "派送学校", required=True, max_length=120, when=is_("category", STUDENT)),
    _OF_TRAINING["cultivation_type"],
    _OF_TRAINING["graduate_kind"],
    _OF_TRAINING["is_rural_order"],
    _OF_TRAINING["is_western_support"],
    replace(_OF_TRAINING["training_years"], title="申请培训年限", help="以培训基地和省级核定的年限为准"),
)
REASSIGNMENT = YesNo("accepts_reassignment", "是否接受专业调剂", required=True)

# Nobody has to say why he declines; what he says helps the base to do better (REC-17).
DECLINE: tuple[Field, ...] = (
    Coded("why", "放弃原因", DeclineReason.choices, help="可以不填"),
    LongText("note", "补充说明", max_length=200, help="可以不填；培训基地和省级可以看到"),
)
