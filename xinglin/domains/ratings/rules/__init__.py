"""Rights of this domain, and what may be rated, counted, confirmed and set (FAC-09)."""

from collections.abc import Sequence
from datetime import date, timedelta

from xinglin.domains.rotation.public import Stay
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import PROVINCE, Role

from ..enums import USUAL_ITEMS, Score
from ..models import Box, Questionnaire, RatingRule, Result

_DEPARTMENT = frozenset({Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY})
RATE = right("ratings.rate", "评价带教老师", Role.RESIDENT)
OWN = right("ratings.own", "查看本人的带教评价结果", Role.SUPERVISOR)
VIEW = right("ratings.view", "查看带教评价结果", Role.BASE_ADMIN, _DEPARTMENT, PROVINCE)
READ = right("ratings.read", "阅读住院医师的意见和建议", Role.BASE_ADMIN, _DEPARTMENT)
CONFIRM = right("ratings.confirm", "确认带教评价年度结果", Role.BASE_ADMIN)
QUESTIONS = right("ratings.questions", "设置带教评价表", Role.BASE_ADMIN, Role.PROVINCE_ADMIN)
FIGURES = right("ratings.figures", "设置带教评价规则", Role.PROVINCE_ADMIN)

LONGEST_WORDS, LONGEST_ITEM, MOST_ITEMS, FEWEST_ITEMS = 200, 60, 20, 3
UNKNOWN = "没有找到该段轮转，可能不是您本人的轮转，请刷新后再试。"


def closes_on(rule: RatingRule, year: int) -> date:
    """The last day on which rotations of that year can be rated."""
    return date(year, 12, 31) + timedelta(rule.closing_days)


def may_rate(stay: Stay, rule: RatingRule, today: date) -> str | None:
    """Is the rotation over, was it taught, and is its year still open?"""
    if stay.left_on is None:
        return "还没有出科，出科后才能评价带教老师。"
    if not hasattr(stay.stint, "teaching"):
        return "科室没有为该段轮转分配带教老师，不用评价。"
    last = closes_on(rule, stay.left_on.year)
    return f"{stay.left_on.year} 年度的评价已于 {last} 截止。" if today > last else None


def why_not_answer(scores: Sequence[int], words: str, items: Sequence[str]) -> str | None:
    """Is it an answer to this questionnaire?"""
    if len(scores) != len(items) or set(scores) - set(Score.values):
        return f"评价表共 {len(items)} 项，每一项都要选择，请补充。"
    if len(words) > LONGEST_WORDS:
        return f"意见和建议有 {len(words)} 个字，最多 {LONGEST_WORDS} 个字，请精简。"
    return None


def may_put(box: Box, is_given: bool) -> str | None:
    """Put an answer into the box, now that it is locked?"""
    if box.counted_on:
        return f"{box.year} 年度的评价已汇总，不能再评价。"
    return "这段轮转已经评价过，每段轮转只评价一次，提交后不能查看或修改。" if is_given else None


def may_count(box: Box, rule: RatingRule, today: date) -> str | None:
    """Only when nobody can answer any more: what is published once is never published again with one answer more."""
    if box.counted_on:
        return f"{box.year} 年度已于 {box.counted_on} 汇总，结果不再改变。"
    last = closes_on(rule, box.year)
    return None if today > last else f"{box.year} 年度的评价 {last} 截止，之后才能汇总。"


def may_confirm(result: Result) -> str | None:
    """Take it over as the verdict of the year?"""
    if result.confirmed_at:
        return f"已由 {result.confirmed_by} 确认，无需再办理。"
    return None


def why_not_year(year: int, today: date) -> str | None:
    """Can something be set from this year on? Never for one that has begun."""
    if year > today.year:
        return None
    return f"{today.year} 年度已经开始，住院医师按已公布的评价表和规则评价，请从 {today.year + 1} 年度或以后启用。"


def why_not_items(items: Sequence[str]) -> str | None:
    """Can these be asked?"""
    if not FEWEST_ITEMS <= len(items) <= MOST_ITEMS:
        return f"评价项目应有 {FEWEST_ITEMS} 至 {MOST_ITEMS} 项，现为 {len(items)} 项，请修改。"
    if long := next((item for item in items if len(item) > LONGEST_ITEM), None):
        return f"“{long[:12]}…”有 {len(long)} 个字，每项最多 {LONGEST_ITEM} 个字，请精简。"
    return "评价项目有重复，请修改。" if len(set(items)) < len(items) else None


def in_force(rows: Sequence[Questionnaire], institution: int, province: int | None) -> Questionnaire:
    """The base's own before its province's before that of all; of each the latest. `rows`: up to the year asked for."""

    def rank(row: Questionnaire) -> tuple[bool, bool, int]:
        return row.institution_id == institution, row.province_id is not None, row.first_year

    ours = [
        row
        for row in rows
        if row.institution_id == institution or (row.institution_id is None and row.province_id in (None, province))
    ]
    return max(ours, key=rank, default=Questionnaire(items=list(USUAL_ITEMS)))
