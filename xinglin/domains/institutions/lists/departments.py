"""«科室设置» of a training base, and who works for its departments (PLT-01, PLT-03)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.access.rules import has_ended
from xinglin.engines.accounts.rules import RESET_PASSWORDS
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink

from .. import actions, rules
from ..fields import ROLES
from ..queries.departments import departments_visible_to, staff_of, staff_visible_to
from .bases import sheet_links

IN_USE = {"yes": ("启用", Q(is_active=True)), "no": ("停用", Q(is_active=False))}


def with_staff(rows: Sequence[Any], actor: Actor) -> None:
    """Give each department its people."""
    held = staff_of(row.pk for row in rows)
    for row in rows:
        row.staff = held.get(row.pk, {})


def people_of(role: Role) -> Any:
    """Names of who is it."""
    return lambda row: "、".join(row.staff.get(role, ())) or None


def state_of(unit: Unit) -> tuple[str, str]:
    """启用 / 停用."""
    return ("启用", "green") if unit.is_active else ("停用", "grey")


def term_of(membership: Membership) -> tuple[str, str]:
    """在任 / 已免去."""
    return ("已免去", "grey") if has_ended(membership) else ("在任", "green")


DEPARTMENTS = List(
    key="departments-of-base",
    title="科室设置",
    url="institutions:departments",
    right=rules.DEPARTMENTS,
    rows=departments_visible_to,
    columns=(
        c.Show("name", "科室名称", fixed=True, width=30),
        c.Tag("state", "状态", tag=state_of, reads=("is_active",), sort=("is_active",)),
        c.Show("head", "科主任", at=people_of(Role.DEPARTMENT_HEAD), width=20),
        c.Show("secretary", "教学秘书", at=people_of(Role.TEACHING_SECRETARY), width=20),
    ),
    filters=(f.Contains("name", "科室名称", at=("name", "pinyin")), f.Where("state", "状态", IN_USE)),
    load=with_staff,
    links=(
        Link(title="新增科室", url="institutions:department_new", right=rules.DEPARTMENTS, tone="primary", icon="plus"),
        *sheet_links("departments", rules.DEPARTMENTS, None),
    ),
    row_actions=(RowLink(title="编辑", url="institutions:department_edit", right=rules.DEPARTMENTS),),
    bulk=(
        Bulk(
            title="停用",
            action=actions.stop_departments,
            right=rules.DEPARTMENTS,
            tone="danger",
            confirm="停用后不能再选择这些科室，其科主任、教学秘书不能再以该身份登录；已有记录保留。",
        ),
        Bulk(title="启用", action=actions.start_departments, right=rules.DEPARTMENTS, confirm="所选科室恢复使用。"),
    ),
    order=("name",),
    cards=True,
    empty="还没有科室。请“新增科室”或“导入”；师资聘任、轮转安排都以科室为单位。",
)

STAFF = List(
    key="department-staff",
    title="科主任和教学秘书",
    url="institutions:staff",
    right=rules.DEPARTMENTS,
    rows=staff_visible_to,
    columns=(
        c.Show("name", "姓名", at="account__name", fixed=True),
        c.Coded("role", "身份", dict(ROLES)),
        c.Show("department", "科室", at="unit__name", width=24),
        c.Show("login", "账号", at="account__login_masked", width=20),
        c.Tag("state", "状态", tag=term_of, reads=("ends_at",), sort=("ends_at",)),
        c.Moment("starts_at", "任职开始"),
        c.Moment("ends_at", "任职结束", chosen=False),
    ),
    filters=(
        f.Contains("name", "姓名", at=("account__name",)),
        f.Exact("role", "身份", ROLES),
        f.Contains("department", "科室", at=("unit__name", "unit__pinyin")),
        f.Where(
            "state",
            "状态",
            {
                "in": ("在任", Q(ends_at=None) | Q(ends_at__gt=Now())),
                "out": ("已免去", Q(ends_at__lte=Now())),
            },
        ),
    ),
    links=(
        Link(
            title="任命科主任、教学秘书",
            url="institutions:staff_new",
            right=rules.DEPARTMENTS,
            tone="primary",
            icon="plus",
        ),
    ),
    row_actions=(
        RowLink(
            title="重置密码", url=lambda row: reverse("accounts:reset", args=[row.account_id]), right=RESET_PASSWORDS
        ),
        Bulk(
            title="免去",
            action=actions.dismiss_staff,
            right=rules.DEPARTMENTS,
            may=rules.may_dismiss,
            tone="danger",
            confirm="其在该科室的身份立即结束，账号保留。",
        ),
    ),
    order=("unit__name", "role", "pk"),
    cards=True,
    empty="还没有科主任和教学秘书。请“任命”，或在“科室设置”中随科室一起导入。",
)
