"""Menu and to-dos of ratings."""

from typing import Any

from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.notices.todos import ToDo

from . import rules
from .queries.asking import waiting_stays
from .queries.results import waiting_results


def _waiting(actor: Actor) -> int:
    return len(waiting_stays(actor))


_SUPERVISORS, _GROUP, _ICON = "师资系统", "带教评价", "message-report"
MenuItem(
    title="带教评价", url="ratings:mine", rights=[rules.RATE], section="轮转培训", icon=_ICON, order=71, badge=_waiting
)
MenuItem(title="我的带教评价", url="ratings:own", rights=[rules.OWN], section=_SUPERVISORS, icon=_ICON, order=67)
PAGES: tuple[tuple[str, str, Any, Any], ...] = (
    ("带教评价结果", "results", rules.VIEW, waiting_results),
    ("科室带教评价", "departments", rules.VIEW, None),
    ("带教评价统计", "statistics", rules.VIEW, None),
    ("带教评价表", "questionnaires", rules.QUESTIONS, None),
    ("带教评价规则", "rules", rules.FIGURES, None),
)
for order, (title, url, held, badge) in enumerate(PAGES, 68):
    MenuItem(
        title=title,
        url=f"ratings:{url}",
        rights=[held],
        section=_SUPERVISORS,
        group=_GROUP,
        icon=_ICON,
        order=order,
        badge=badge,
    )

ToDo("ratings.rate", "待评价的带教老师", rules.RATE, _waiting, lambda actor: reverse("ratings:mine"))
ToDo(
    "ratings.confirm",
    "待确认的带教评价年度结果",
    rules.CONFIRM,
    lambda actor: waiting_results(actor).count(),
    lambda actor: f"{reverse('ratings:results')}?state=waiting",
)
