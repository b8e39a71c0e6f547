"""Typed fields of what a base and a province set (FAC-09)."""

from decimal import Decimal

from xinglin.engines.fields import DecimalNumber, Field, Integer, LongText, Year

YEAR = Year("first_year", "启用年度", required=True, help="从下一年度起；已经开始的年度不能改变")
QUESTIONNAIRE: tuple[Field, ...] = (
    YEAR,
    LongText("items", "评价项目", max_length=1500, required=True, help="每行一项，每项由住院医师在五档中选择"),
)
RULE: tuple[Field, ...] = (
    YEAR,
    Integer("minimum", "最少评价人数", min=3, max=50, required=True, unit="人", help="少于这个人数的不显示、不评定"),
    DecimalNumber(
        "pass_mark",
        "合格线",
        min=Decimal(1),
        max=Decimal(5),
        required=True,
        help="满分 5 分；年度平均分低于合格线的为不合格",
    ),
    Integer(
        "closing_days",
        "年后可评价天数",
        min=0,
        max=180,
        required=True,
        unit="天",
        help="年度结束后多少天内仍可评价上一年度的轮转，之后汇总",
    ),
)
