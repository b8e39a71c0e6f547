"""Workbooks: scores of a month's leavers, a base's own requirements (ROT-08, ROT-09)."""

from xinglin.engines.sheets.sheet import Sheet

from . import rules
from .actions.assessing import import_scores
from .actions.requiring import import_requirements
from .fields import REQUIREMENT, SCORE_SHEET
from .queries.assessing import resolve_scores
from .queries.requiring import resolve_requirements, why_not_base

SCORES = Sheet(
    key="rotation-scores",
    title="出科考核成绩",
    columns=SCORE_SHEET,
    unique=(("name", "starts_on"),),
    right=rules.SCORE,
    resolve=resolve_scores,
    save=import_scores,
    list_url="logbook:assessments",
    notes=(
        "按姓名和轮转开始日期找到本科室的学员；总分按本基地的占比自动计算，不用填写。",
        "空白单元格不改变已录入的成绩；带教老师签字后不能再导入。",
    ),
)

REQUIREMENTS = Sheet(
    key="training-requirements",
    title="培训要求",
    columns=REQUIREMENT,
    unique=(("specialty", "version", "department", "kind", "name"),),
    right=rules.REQUIRE,
    may_import=why_not_base,
    resolve=resolve_requirements,
    save=import_requirements,
    list_url="logbook:requirements",
    notes=("本基地另行规定的数量，不能低于轮转专业规范；同一项目再次导入即为更正。",),
)
