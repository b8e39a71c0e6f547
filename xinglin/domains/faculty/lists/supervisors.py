"""«师资管理»: who teaches at the base; a department sees its own (FAC-05 to FAC-07)."""

from typing import Any

from django.db.models import Q

from xinglin.domains.institutions.public import department_choices
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink
from xinglin.kit import calendar

from .. import rules
from ..actions.appointing import dismiss
from ..actions.enlisting import release_supervisors
from ..actions.roster import ask_dismissals
from ..enums import Title
from ..queries.supervisors import supervisors_visible_to
from ..sheets import why_late
from .columns import LEVELS, of_supervisor, sheet_links, since, trained

STATES = {
    "appointed": ("聘任中", Q(appointed_until__isnull=False)),
    "ended": ("聘期已结束", Q(appointed_until=None, was_appointed=True)),
    "none": ("未聘任", Q(appointed_until=None, was_appointed=False)),
}


def state_of(row: Any) -> tuple[str, str]:
    """聘任状态."""
    if row.appointed_until:
        return "聘任中", "green"
    return ("聘期已结束", "orange") if row.was_appointed else ("未聘任", "grey")


def confirmed(row: Any) -> tuple[str, str]:
    """Has he confirmed his information this year?"""
    is_done = row.confirmed_on and row.confirmed_on.year == calendar.today().year
    return ("已确认", "green") if is_done else ("未确认", "orange")


class Confirmed(f.Exact):
    """Confirmed this year or not; the year is that of the day one asks."""

    def condition(self, value: str) -> Q:
        done = Q(confirmed_on__year=calendar.today().year)
        return done if value == "yes" else Q(confirmed_on=None) | ~done


def listed(row: Any) -> tuple[str, str]:
    """Does the base count him as its own?"""
    return ("本院师资", "green") if row.listed_at else ("自行注册", "blue")


SUPERVISORS = List(
    key="supervisors",
    title="师资管理",
    url="faculty:supervisors",
    right=rules.VIEW,
    rows=supervisors_visible_to,
    columns=(
        c.Show("name", "姓名", at="person__name", fixed=True, link="faculty:supervisor"),
        c.Masked("document", "证件号码", at="person__document_masked"),
        c.Show("department", "科室", at="department__name", width=20),
        c.Coded("title", "职称", dict(Title.choices), width=20),
        c.Tag("state", "聘任状态", tag=state_of, sort=("appointed_until",)),
        c.Day("until", "聘期至", at="appointed_until"),
        c.Tag("trained", "培训状态", tag=trained, sort=("valid_level",)),
        c.Coded("level", "培训级别", LEVELS, at="valid_level"),
        c.Tag("confirmed", "年度信息确认", tag=confirmed, reads=("confirmed_on",), sort=("confirmed_on",)),
        c.Show("institution", "医院", at="institution__name", chosen=False, width=30),
        c.Tag("listed", "来源", tag=listed, reads=("listed_at",), sort=("listed_at",), chosen=False),
        c.Show("specialty", "带教专业", at="specialty__name", chosen=False),
        since("title_years", "任现职年限", "titled_on", chosen=False),
        since("teaching_years", "带教年限", "teaching_since", chosen=False),
        since("hospital_years", "来院年限", "joined_on", chosen=False),
        c.Number("recent", "近3年带教人数", at="recent_residents", chosen=False),
        c.Number("recent_here", "近3年本院带教人数", at="recent_here", chosen=False),
        c.Masked("mobile", "手机号", at="person__mobile_masked", chosen=False),
    ),
    filters=(
        f.Name(of="person"),
        f.Document("document", "证件号码", column="person__document"),
        f.Pick("department", "科室", choices_for=department_choices),
        f.Where("state", "聘任状态", STATES),
        Confirmed("confirmed", "年度信息确认", [("yes", "已确认"), ("no", "未确认")], at="confirmed_on"),
        *of_supervisor(),
    ),
    links=(
        Link(title="新增师资", url="faculty:supervisor_new", right=rules.MANAGE, tone="primary", icon="plus"),
        Link(title="申请增补", url="faculty:addition_new", right=rules.ASK, why=why_late, tone="primary", icon="plus"),
        *sheet_links("supervisors", rules.MANAGE),
    ),
    row_actions=(RowLink(title="查看", url="faculty:supervisor", right=rules.VIEW),),
    bulk=(
        Bulk(
            title="申请解聘",
            action=ask_dismissals,
            right=rules.ASK,
            why=why_late,
            opinion="解聘理由",
            tone="return",
        ),
        Bulk(title="解聘", action=dismiss, right=rules.APPOINT, opinion="解聘原因", tone="danger"),
        Bulk(title="移出师资库", action=release_supervisors, right=rules.MANAGE, opinion="移出原因", tone="danger"),
    ),
    order=("department__name", "person__pinyin"),
    cards=True,
    empty="还没有师资。医院可以“新增师资”或“导入”，医师也可以在登录页“师资注册”后选择本院。",
)
