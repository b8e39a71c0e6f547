"""«专业基地» and «协同单位» (REP-43)."""

from django.db.models import Q

from xinglin.domains.reference.public import specialties
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink

from .. import actions, rules
from ..models import SpecialtyBase
from ..queries import affiliations_visible_to, programmes_visible_to
from ..sheets import may_import
from .bases import provinces_of, sheet_links

STATES = {
    "open": ("正常招收", Q(unit__is_active=True, suspended_on=None)),
    "suspended": ("暂停招收", Q(unit__is_active=True, suspended_on__isnull=False)),
}


def state_of(row: SpecialtyBase) -> tuple[str, str]:
    """正常招收 / 暂停招收."""
    return ("暂停招收", "orange") if row.suspended_on else ("正常招收", "green")


PROGRAMMES = List(
    key="programmes",
    title="专业基地",
    url="institutions:programmes",
    right=rules.VIEW,
    rows=programmes_visible_to,
    columns=(
        c.Show("name", "专业基地", at="unit__name", fixed=True, width=24),
        c.Show("institution", "培训基地", at="institution__name", width=34),
        c.Show("province", "省份", at="institution__province__name"),
        c.Show("specialty", "培训专业", at="specialty__name", sort=("specialty__code",)),
        c.Tag("state", "状态", tag=state_of, reads=("suspended_on",), sort=("suspended_on",)),
        c.Number("least", "最小容量"),
        c.Number("capacity", "容量"),
        c.Show("suspended_reason", "暂停招收原因", chosen=False, width=34),
    ),
    filters=(
        f.Contains("institution", "培训基地", at=("institution__name", "institution__pinyin")),
        f.Pick("specialty", "培训专业", lambda: [(key, each.name) for key, each in specialties().items()]),
        f.Exact("province", "省份", at="institution__province", choices_for=provinces_of),
        f.Where("state", "状态", STATES),
    ),
    links=(
        Link(
            title="新增专业基地",
            url="institutions:programme_new",
            right=rules.MANAGE,
            why=may_import,
            tone="primary",
            icon="plus",
        ),
        *sheet_links("programmes"),
    ),
    row_actions=(RowLink(title="编辑容量", url="institutions:programme_edit", right=rules.MANAGE),),
    bulk=(
        Bulk(
            title="暂停招收",
            action=actions.suspend_programmes,
            right=rules.MANAGE,
            why=may_import,
            opinion="暂停原因",
            tone="return",
        ),
        Bulk(
            title="恢复招收",
            action=actions.resume_programmes,
            right=rules.MANAGE,
            why=may_import,
            confirm="所选专业基地可以重新新增住院医师。",
        ),
    ),
    order=("institution__province__code", "institution__name", "specialty__code"),
    cards=True,
    empty="您的管理范围内还没有专业基地。",
)

AFFILIATIONS = List(
    key="affiliations",
    title="协同单位",
    url="institutions:affiliations",
    right=rules.VIEW,
    rows=affiliations_visible_to,
    columns=(
        c.Show("site", "协同单位", at="site__name", fixed=True, width=34),
        c.Show("site_province", "协同单位所在省", at="site__province__name"),
        c.Show("base", "培训基地", at="base__name", width=34),
        c.Show("province", "省份", at="base__province__name"),
    ),
    filters=(
        f.Contains("base", "培训基地", at=("base__name", "base__pinyin")),
        f.Contains("site", "协同单位", at=("site__name", "site__pinyin")),
        f.Exact("province", "省份", at="base__province", choices_for=provinces_of),
    ),
    links=(
        Link(
            title="登记协同单位",
            url="institutions:affiliation_new",
            right=rules.MANAGE,
            why=may_import,
            tone="primary",
            icon="plus",
        ),
        *sheet_links("affiliations"),
    ),
    bulk=(
        Bulk(
            title="解除协同关系",
            action=actions.end_affiliations,
            right=rules.MANAGE,
            why=may_import,
            opinion="解除原因",
            tone="danger",
        ),
    ),
    order=("base__province__code", "base__name", "site__name"),
    cards=True,
    empty="还没有登记协同单位。医院先在“培训基地”中登记，再在这里与基地建立协同关系。",
)
