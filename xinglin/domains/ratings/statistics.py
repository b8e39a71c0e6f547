"""带教评价统计: how many supervisors were rated, and how many below the mark (FAC-08, FAC-09)."""

from django.db.models import Count

from xinglin.domains.institutions.public import bases_under, department_choices
from xinglin.engines.access.actor import Actor
from xinglin.engines.statistics.declaration import Choices, Dimension, Figures, Measure

from . import rules
from .queries.results import facts_visible_to

PEOPLE = Count("*")


def _bases(actor: Actor) -> Choices:
    return [] if actor.unit.institution_id else list(bases_under(actor.unit).order_by("name").values_list("pk", "name"))


def _years(actor: Actor) -> Choices:
    years = facts_visible_to(actor).order_by("year").values_list("year", flat=True).distinct()
    return [(year, f"{year} 年度") for year in years]


def _verdicts(actor: Actor) -> Choices:
    return [(0, "合格"), (1, "不合格")]


RATINGS = Figures(
    key="ratings",
    title="带教评价统计",
    url="ratings:statistics",
    right=rules.VIEW,
    rows=facts_visible_to,
    source="按已汇总年度中评价人数达到规定的带教老师统计，每名带教老师每科室每年度计一次",
    dimensions=(
        Dimension(key="year", title="年度", choices=_years, down="department", ordered=True),
        Dimension(key="institution", title="培训基地", choices=_bases, down="department"),
        Dimension(key="department", title="科室", choices=department_choices, down="year"),
        Dimension(key="is_poor", title="评估结果", choices=_verdicts, down="department", ordered=True),
    ),
    measures=(
        Measure(key="people", title="已评定", aggregate=PEOPLE),
        Measure(key="poor", title="不合格", aggregate=PEOPLE, where="is_poor", values=frozenset({1})),
    ),
    empty="还没有已汇总的带教评价。",
)
