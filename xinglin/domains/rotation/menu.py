"""Menu and to-dos of rotation."""

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.notices.todos import ToDo
from xinglin.kit.half_months import slot_of

from . import rules
from .queries.staying import department_stints_visible_to
from .queries.teaching import without_supervisor
from .rules.teaching import TAUGHT, TEACH

SECTION = "轮转培训"

for _title, _url, _right in (
    ("我的轮转", "rotation:mine", rules.OWN),
    ("我的学员", "rotation:taught", TAUGHT),
    ("轮转计划查看", "rotation:in_force", rules.VIEW),
    ("入科出科管理", "rotation:department", rules.STAYS),
    ("分配带教老师", "rotation:teaching", TEACH),
    ("带教回避", "rotation:avoidances", TEACH),
    ("请假管理", "rotation:leaves", rules.LEAVES),
    ("轮转计划", "rotation:plans", rules.PLAN),
    ("轮转学员", "rotation:trainings", rules.PLAN),
    ("轮转限制", "rotation:forbidden", rules.PLAN),
    ("科室容量", "rotation:capacity", rules.MAP),
    ("轮转专业规范浏览", "rotation:standards", rules.STANDARDS),
):
    MenuItem(title=_title, url=_url, rights=[_right], section=SECTION, icon="list", order=70)


def _to_enter(actor: Actor) -> Any:
    return department_stints_visible_to(actor).filter(first__lte=slot_of(localdate()), stay=None)


def _to_leave(actor: Actor) -> Any:
    there = department_stints_visible_to(actor).filter(stay__isnull=False, stay__left_on=None)
    return there.filter(first__lte=slot_of(localdate()) - F("half_months"))


ToDo(
    "rotation.to_enter",
    "应入科的学员，请确认入科",
    rules.STAYS,
    lambda actor: _to_enter(actor).count(),
    lambda actor: f"{reverse('rotation:department')}?stay=waiting",
)
ToDo(
    "rotation.to_leave",
    "应出科的学员，请确认出科",
    rules.STAYS,
    lambda actor: _to_leave(actor).count(),
    lambda actor: f"{reverse('rotation:department')}?stay=there",
)


def _to_teach(actor: Actor) -> Any:
    """For the departments; the teaching department looks at each of them in its page."""
    rows = without_supervisor(actor).order_by("first", "pk")
    return rows.none() if actor.may(rules.PLAN) else rows


def _where_to_teach(actor: Actor) -> str:
    """The first month in which somebody has no supervisor."""
    first = _to_teach(actor).values_list("first", flat=True).first() or 0
    return f"{reverse('rotation:teaching')}?month={max(first, slot_of(localdate())) // 2}"


ToDo(
    "rotation.to_teach",
    "本月和下月学员还没有带教老师",
    TEACH,
    lambda actor: _to_teach(actor).count(),
    _where_to_teach,
)
