"""«师生比»: residents per supervisor of each specialty base (FAC-08)."""

from typing import Any

from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import List

from .. import rules
from ..queries.figures import ratios_visible_to


def ratio(row: Any) -> tuple[str, str] | None:
    """How many residents there are to one supervisor; more than three are too many (R of 2014)."""
    if row.ratio is None:
        return ("没有带教老师", "red") if row.residents else None
    return f"1 : {row.ratio:.1f}", "red" if row.ratio > MOST else "green"


MOST = 3  # 每名指导医师同时带教, standard of 2014

RATIOS = List(
    key="supervisor-ratios",
    title="师生比",
    url="faculty:ratios",
    right=rules.VIEW,
    rows=ratios_visible_to,
    columns=(
        c.Show("specialty", "专业基地", at="specialty__name", fixed=True),
        c.Show("institution", "培训基地", at="institution__name", width=34),
        c.Number("residents", "在培住院医师"),
        c.Number("supervisors", "聘期内带教老师"),
        c.Tag("ratio", "师生比", tag=ratio, reads=("ratio", "residents"), sort=("ratio",)),
    ),
    filters=(
        f.Contains("specialty", "专业基地", at=("specialty__name",)),
        f.Contains("institution", "培训基地", at=("institution__name", "institution__pinyin")),
    ),
    order=("institution__name", "specialty__code"),
    cards=True,
)
