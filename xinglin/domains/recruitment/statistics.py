"""What is counted of recruitment, and by what (REC-31, PLT-110)."""

from django.db.models import Sum

from xinglin.engines.access.actor import Actor
from xinglin.engines.statistics.declaration import Choices, Dimension, Figures, Measure

from .queries import progress as q
from .queries.batches import names_of, years_of
from .rules.progress import PROGRESS

COUNTED = {
    "approved": "招收计划",
    "applied": "报名人次",
    "passed": "预审核通过",
    "admitted": "录取",
    "accepted": "接受",
    "confirmed": "确认",
    "present": "报到",
}


def _years(actor: Actor) -> Choices:
    return sorted(years_of(actor))


RECRUITMENT = Figures(
    key="recruitment",
    title="招录统计",
    url="recruitment:statistics",
    right=PROGRESS,
    rows=q.facts_visible_to,
    source="每个志愿计一个报名人次；测试批次不计入",
    dimensions=(
        Dimension(key="province", title="省份", choices=q.provinces_of, down="city"),
        Dimension(
            key="city",
            title="城市",
            at="institution",
            choices=q.cities_of,
            fold=q.city_of_bases,
            down="institution",
            unnamed="省直属",
        ),
        Dimension(key="institution", title="培训基地", choices=q.bases_of, down="specialty"),
        Dimension(key="specialty", title="培训专业", choices=q.specialty_choices, down="institution"),
        Dimension(key="batch", title="招收批次", choices=names_of, down="institution", ordered=True),
        Dimension(
            key="intake_year",
            title="招收届别",
            at="batch__intake_year",
            choices=_years,
            down="batch",
            ordered=True,
            line=True,
        ),
    ),
    measures=tuple(Measure(key=key, title=title, aggregate=Sum(key)) for key, title in COUNTED.items()),
    empty="还没有经省级审核通过的招生计划。",
)
