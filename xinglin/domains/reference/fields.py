"""The columns of code lists and specialties, declared once for form and sheet (REP-43)."""

import re
from collections.abc import Sequence

from xinglin.engines.fields import Coded, Day, Field, Integer, LongText, Text

from .enums import CODE_LISTS

CATEGORIES = [(name, name) for name in ("临床", "口腔", "公共卫生", "中医", "助理全科")]

DAY_KINDS = [("off", "休息"), ("worked", "上班")]

CODE: tuple[Field, ...] = (
    Coded(
        "table",
        "代码表",
        choices=[(key, listed.title) for key, listed in CODE_LISTS.items()],
        required=True,
        example="民族",
    ),
    Text(
        "code",
        "代码",
        max_length=20,
        required=True,
        text=True,
        pattern=r"[0-9A-Za-z._-]+",
        pattern_help="只能用数字、字母、点、横线和下划线，请核对",
        help="已有的代码填写后即修改该条；代码本身不能修改",
        example="97",
    ),
    Text("label", "名称", max_length=100, required=True, help="与现行名称不同即为更名", example="其他"),
    Integer("order", "次序", max=9999, help="在下拉列表中的先后，小的在前", example="57"),
    Text("parent_code", "上级代码", max_length=20, text=True, help="诊疗科目二级科目填写所属一级科目的代码"),
    LongText(
        "synonyms",
        "同义写法",
        max_length=1000,
        help="导入时也认识的写法，用顿号分隔，如“专硕、专业型”。更名后旧名称自动加入",
        example="其它",
    ),
    Day("valid_from", "启用日期", help="新增条目或新名称自该日起使用；不填为今天", example="2027-01-01"),
    Day("valid_until", "停用日期", help="最后使用的一天；此后不再可选，已保存的记录不变"),
)

SPECIALTY: tuple[Field, ...] = (
    Text(
        "code",
        "专业代码",
        max_length=4,
        required=True,
        text=True,
        pattern=r"[0-9]{4}",
        pattern_help="应为 4 位数字，如 0100",
        example="3800",
    ),
    Text("name", "专业名称", max_length=60, required=True, help="与现行名称不同即为更名", example="老年医学科"),
    Coded("category", "类别", choices=CATEGORIES, required=True, example="临床"),
    Integer("years", "培训年限", min=1, max=5, unit="年", required=True, example="3"),
    Day("named_from", "新名称启用日期", help="更名时填写；不填为今天"),
    Day("valid_from", "启用日期", example="2027-01-01"),
    Day("valid_until", "停用日期", help="最后招收的一天；已在培的住院医师不受影响"),
    Day("shortage_from", "列入紧缺专业日期", example="2027-01-01"),
    Day("shortage_until", "移出紧缺专业日期", help="按紧缺专业计算的最后一天"),
)

SPECIAL_DAY: tuple[Field, ...] = (
    Day("day", "日期", required=True, example="2027-10-01"),
    Coded("kind", "安排", choices=DAY_KINDS, required=True, example="休息"),
    Text("name", "名称", max_length=30, required=True, help="节日名称；调休上班的可填“国庆节调休”", example="国庆节"),
    Text("document", "依据文件", max_length=60, example="国办发明电〔2026〕1号"),
)


def words_of(text: str | Sequence[str]) -> list[str]:
    """«专硕、专业型» as a list."""
    parts = re.split(r"[、，,；;\n]", text) if isinstance(text, str) else text
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
