"""The columns of a batch and of a part of its examination (REC-01, REC-24)."""

from functools import partial

from xinglin.domains.reference.public import options
from xinglin.engines.fields import Coded, Field, Integer, LongText, ManyCoded, Text, Year, YesNo, is_

from ..enums import Confirming, Method, ScoreKind

BATCH: tuple[Field, ...] = (
    Year("intake_year", "招收届别", required=True, min=2014, max=2099),
    Text("name", "招收批次", required=True, max_length=60, help="学员报名时看到的名称"),
    ManyCoded("categories", "适用人员类型", partial(options, "resident_category"), required=True, wide=True),
    Coded("method", "录取方式", Method.choices, required=True),
    Coded("confirming", "录取结果由谁确认", Confirming.choices, required=True, help="省直属基地的由省级确认"),
    Integer("preferences", "志愿数", required=True, min=1, max=20, unit="个"),
    YesNo("several_specialties", "可填报多个专业", required=True),
    Integer(
        "release_hours",
        "录取结果可更改的小时数",
        required=True,
        max=720,
        unit="小时",
        help="发送录取结果后，基地在此时间内可以更改；此后学员才能接受",
    ),
    Integer("release_limit", "一次最多发送的人数", required=True, min=1, max=9999, unit="人"),
    Integer("publicity_days", "公示工作日数", required=True, min=7, max=60, unit="天", help="不少于 7 个工作日"),
    YesNo("is_trial", "测试批次（报名无效）", required=True, help="可以走完全部流程，但不计入统计，也不产生培训信息"),
    LongText("instructions", "招收说明", max_length=20_000, help="学员选择批次时看到"),
)

IS_POINTS = is_("kind", ScoreKind.POINTS)
SCORE_PART: tuple[Field, ...] = (
    Text("title", "名称", required=True, max_length=20),
    Coded("kind", "计分方式", ScoreKind.choices, required=True),
    Integer("least", "最低分", max=9999, when=IS_POINTS),
    Integer("most", "最高分", required=True, min=1, max=9999, when=IS_POINTS),
    Integer("passing", "合格线", max=9999, when=IS_POINTS),
    Integer("weight", "权重（%）", max=100, when=IS_POINTS),
)
