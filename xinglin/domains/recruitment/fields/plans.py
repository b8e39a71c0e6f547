"""The columns of 招生计划 as a sheet (REC-02)."""

from xinglin.domains.reference.public import specialty_options
from xinglin.engines.fields import Coded, Field, Integer, Text, Year

MOST = 999  # places of one line; more is a slip of the finger
PLAN_LINE: tuple[Field, ...] = (
    Year("intake_year", "招收届别", required=True, min=2014, max=2099, example="2026"),
    Text("batch", "招收批次", required=True, max_length=60, help="与“批次时间查询”中的名称一致", example="第一批"),
    Coded("specialty", "培训专业", choices=specialty_options, required=True, example="内科"),
    Text("site", "协同单位", max_length=120, help="在主要基地培训的留空", example=""),
    Integer("asked", "申报人数", required=True, max=MOST, unit="人", help="填 0 即不招收", example="10"),
)
