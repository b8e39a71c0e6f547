"""师资信息统计 (FAC-08)."""

from django.db.models import Count

from xinglin.domains.institutions.public import department_choices
from xinglin.engines.statistics.declaration import Dimension, Figures, Measure

from . import rules
from .queries import figures as q

PEOPLE = Count("*")


SUPERVISORS = Figures(
    key="supervisors",
    title="师资信息统计",
    url="faculty:statistics",
    right=rules.VIEW,
    rows=q.facts_visible_to,
    source="按师资库中的本院师资统计，聘任和证书以今天为准",
    dimensions=(
        Dimension(key="institution", title="培训基地", choices=q.bases_of, down="department"),
        Dimension(key="department", title="科室", choices=department_choices, down="title"),
        Dimension(key="specialty", title="带教专业", choices=q.specialty_choices, down="department"),
        Dimension(key="title", title="职称", choices=q.titles, down="department", ordered=True),
        Dimension(key="level", title="培训级别", choices=q.levels, down="department", ordered=True),
        Dimension(key="title_band", title="任现职年限", choices=q.bands, down="department", ordered=True),
        Dimension(key="teaching_band", title="带教年限", choices=q.bands, down="department", ordered=True),
    ),
    measures=(
        Measure(key="people", title="师资人数", aggregate=PEOPLE),
        Measure(key="appointed", title="聘任中", aggregate=PEOPLE, where="is_appointed", values=frozenset({1})),
    ),
    empty="师资库中还没有本院师资。",
)
