"""«带教评价表» and the province's «带教评价规则» (FAC-09)."""

from typing import Any

from xinglin.engines.lists import columns as c
from xinglin.engines.lists.declaration import Link, List

from .. import rules
from ..queries.results import questionnaires_visible_to, rules_visible_to


def whose(row: Any) -> str:
    """For whom it holds."""
    if getattr(row, "institution_id", None):
        return "本院"
    return "本省" if row.province_id else "全国（没有另行设置时）"


QUESTIONNAIRES = List(
    key="rating-questionnaires",
    title="带教评价表",
    url="ratings:questionnaires",
    right=rules.QUESTIONS,
    rows=questionnaires_visible_to,
    columns=(
        c.Show("whose", "适用范围", at=whose, reads=("institution_id", "province_id"), fixed=True, width=24),
        c.Number("first_year", "启用年度"),
        c.Number("number", "项目数", at=lambda row: len(row.items), reads=("items",)),
        c.Show("items", "评价项目", at=lambda row: "；".join(row.items), reads=("items",), width=60, css="wrap"),
    ),
    links=(
        Link(title="设置评价表", url="ratings:questionnaire_new", right=rules.QUESTIONS, tone="primary", icon="plus"),
    ),
    order=("-first_year", "pk"),
    cards=True,
    exports=False,
)

RULES = List(
    key="rating-rules",
    title="带教评价规则",
    url="ratings:rules",
    right=rules.FIGURES,
    rows=rules_visible_to,
    columns=(
        c.Show("whose", "适用范围", at=whose, reads=("province_id",), fixed=True, width=24),
        c.Number("first_year", "启用年度"),
        c.Number("minimum", "最少评价人数"),
        c.Number("pass_mark", "合格线"),
        c.Number("closing_days", "年后可评价天数"),
    ),
    links=(Link(title="设置评价规则", url="ratings:rule_new", right=rules.FIGURES, tone="primary", icon="plus"),),
    order=("-first_year", "pk"),
    cards=True,
    exports=False,
)
