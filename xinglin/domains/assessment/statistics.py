"""What is counted of assessments, and by what: for institution, agency and authority (ASM-41)."""

from django.db.models import Count

from xinglin.domains.reference.public import labels
from xinglin.engines.access.actor import Actor
from xinglin.engines.statistics.declaration import Choices, Dimension, Figures, Measure

from .enums import Procedure, Progress, Result
from .queries import figures as q
from .rules.overseeing import FOLLOW

PEOPLE = Count("*")


def _categories(actor: Actor) -> Choices:
    return list(labels("practice_category").items())


def _grades(actor: Actor) -> Choices:
    return list(labels("practice_grade").items())


def _listed(key: str, title: str, choices: Choices, unnamed: str = "未填写") -> Dimension:
    return Dimension(key=key, title=title, choices=lambda _actor: choices, ordered=True, unnamed=unnamed)


def _result(result: Result) -> Measure:
    return Measure(key=result, title=result.label, aggregate=PEOPLE, where="result", values=frozenset({result.value}))


ASSESSMENTS = Figures(
    key="assessments",
    title="考核统计",
    url="assessment:statistics",
    right=FOLLOW,
    rows=q.counted_visible_to,
    source="按已确认参加考核的医师统计",
    dimensions=(
        Dimension(key="cycle", title="考核周期", choices=q.cycles_chosen, ordered=True, down="institution"),
        Dimension(key="institution", title="医疗卫生机构", choices=q.institution_names, down="department"),
        Dimension(key="agency", title="考核机构", choices=q.agency_names, down="institution", unnamed="未委托"),
        Dimension(
            key="department",
            title="科室",
            choices=q.department_names,
            fold=q.departments_by_key,
            down="procedure",
        ),
        _listed("procedure", "考核程序", Procedure.choices, "未选择"),
        _listed("progress", "考核状态", Progress.choices),
        _listed("result", "考核结果", Result.choices, "未完成"),
        Dimension(key="category", title="执业类别", choices=_categories, ordered=True, down="result"),
        Dimension(key="grade", title="医师级别", choices=_grades, ordered=True, down="result"),
    ),
    measures=(
        Measure(key="people", title="参加人数", aggregate=PEOPLE),
        Measure(
            key="done",
            title="考核完成",
            aggregate=PEOPLE,
            where="progress",
            values=frozenset({Progress.DONE.value}),
        ),
        _result(Result.PASSED),
        _result(Result.FAILED),
    ),
    empty="还没有医师确认参加考核。",
)
