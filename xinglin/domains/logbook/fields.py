"""Typed fields of training records and assessments, declared once for form and sheet (ROT-08, ROT-09)."""

from decimal import Decimal

from xinglin.domains.people.public import NAME
from xinglin.domains.reference.public import specialty_options
from xinglin.engines.fields import Coded, Day, DecimalNumber, Field, Integer, LongText, Text

from .enums import Kind

CASE_NUMBER = Text(
    "case_number",
    "病历号",
    max_length=30,
    pattern=r"[0-9A-Za-z/_-]+",
    pattern_help="只能填字母、数字和连接号；不要填写患者姓名、身份证号、电话",
    help="住院号或门诊号；教学活动不填。只有本人、带教老师、科室和教学部能看到",
)
ENTRY: tuple[Field, ...] = (
    Coded("kind", "类别", choices=Kind.choices, required=True),
    Text("name", "名称", max_length=60, required=True, help="病种、诊断、操作或活动的名称，可从标准要求的项目中选择"),
    Day("happened_on", "日期", required=True),
    CASE_NUMBER,
    Integer("number", "例数", min=1, max=50, help="操作技能和教学活动可以合并登记；填写病历号的为 1 例"),
    LongText("note", "说明", max_length=300, wide=True, help="不要填写患者姓名、身份证号、电话等个人信息"),
)

_MOST = Decimal(100)
SCORES: tuple[Field, ...] = (
    DecimalNumber("theory", "理论考核", max=_MOST, places=1, example="85"),
    DecimalNumber("skill", "技能考核", max=_MOST, places=1, example="88"),
    DecimalNumber("daily", "日常表现", max=_MOST, places=1, example="90"),
    Text("comment", "评语", max_length=300, example="掌握本科室常见病诊治，操作规范"),
)
SCORE_SHEET: tuple[Field, ...] = (
    NAME,
    Day("starts_on", "轮转开始日期", required=True, help="与“出科考核”列表中一致", example="2026-11-01"),
    *SCORES,
)

_PERCENT = {"min": 0, "max": 100, "required": True, "unit": "%"}
RULE: tuple[Field, ...] = (
    Integer("theory_weight", "理论考核占比", **_PERCENT),  # type: ignore[arg-type]  # -- the same three facts for each
    Integer("skill_weight", "技能考核占比", **_PERCENT),  # type: ignore[arg-type]  # -- as above
    Integer("daily_weight", "日常表现占比", **_PERCENT),  # type: ignore[arg-type]  # -- as above
    DecimalNumber("pass_mark", "合格分数", min=Decimal(1), max=_MOST, places=1, required=True),
    Day("valid_from", "启用日期", required=True, help="此后录入成绩的按新办法计算，已签字的不变"),
)

REQUIREMENT: tuple[Field, ...] = (
    Coded("specialty", "培训专业", choices=specialty_options, required=True, example="内科"),
    Text("version", "版本", max_length=20, help="轮转专业规范的版本，不填为最新版本", example="2014 版"),
    Text("department", "标准科室", max_length=120, required=True, help="与规范一致", example="消化内科"),
    Coded("kind", "类别", choices=Kind.choices, required=True, example="病种"),
    Text("name", "名称", max_length=60, help="不填表示该类别的全部合计", example="消化性溃疡"),
    Integer("number", "要求数", min=1, max=999, required=True, example="5"),
)
