"""What batches, plans, confirmation and progress put into the menu, and their to-dos."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.access.rights import Right
from xinglin.engines.notices.todos import ToDo

from ..queries.confirming import waiting_results
from ..queries.plans import plans_returned_to, plans_waiting_for
from ..rules import batches, confirming, plans, progress

SECTION, SETUP, ADMITTING = "招录系统", "招收计划", "招收管理"


Badge = Callable[[Actor], QuerySet[Any]] | None


def _counted(query: Any) -> Any:
    return lambda actor: query(actor).count()


def _to(name: str, query: str = "") -> Any:
    return lambda actor: reverse(f"recruitment:{name}") + query


SETUP_PAGES: tuple[tuple[str, str, Right, Badge], ...] = (
    ("招收批次", "batches", batches.BATCHES, None),
    ("招生计划申报", "plans", plans.PLAN, plans_returned_to),
    ("招生计划审核", "plan_reviews", plans.REVIEW_PLANS, plans_waiting_for),
    ("招生计划查看", "places", plans.VIEW_PLANS, None),
    ("批次时间查询", "times", batches.TIMING, None),
)
ADMITTING_PAGES: tuple[tuple[str, str, Right, Badge], ...] = (
    ("录取结果确认", "results", confirming.CONFIRM, waiting_results),
    ("招录进度", "progress", progress.PROGRESS, None),
    ("招录统计", "statistics", progress.PROGRESS, None),
)
for group, icon, first, pages in ((SETUP, "calendar-time", 30, SETUP_PAGES), (ADMITTING, "users", 46, ADMITTING_PAGES)):
    for order, (title, url, right, badge) in enumerate(pages, start=first):
        MenuItem(
            title=title,
            url=f"recruitment:{url}",
            rights=[right],
            section=SECTION,
            group=group,
            icon=icon,
            order=order,
            badge=badge,
        )
ToDo(
    "recruitment.plans_waiting",
    "待审核的招生计划",
    plans.REVIEW_PLANS,
    _counted(plans_waiting_for),
    _to("next_plan_review"),
)
ToDo(
    "recruitment.plans_returned",
    "招生计划被退回修改",
    plans.PLAN,
    _counted(plans_returned_to),
    _to("plans"),
    urgent=True,
)


def _waiting_query(actor: Actor) -> str:
    return "city" if actor.unit.kind == "city" else "province"


ToDo(
    "recruitment.results_waiting",
    "待确认的录取结果",
    confirming.CONFIRM,
    _counted(waiting_results),
    lambda actor: f"{reverse('recruitment:results')}?state={_waiting_query(actor)}",
)
