"""What a base finds of recruitment in its menu and its to-dos (REC-20 to REC-24)."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xinglin.domains.people.public import ALSO_SEEN
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.notices.todos import ToDo

from ..enums import ReportIn, Screening
from ..queries import admitting as q
from ..queries.timing import open_now
from ..rules.admitting import ADMIT, REASSIGN, RESULTS
from ..rules.reporting_in import REPORT_IN
from ..rules.scoring import PUBLISH, SCORE
from ..rules.screening import SCREEN
from ..windows import ADMISSION, SCREENING
from ..windows import REPORT_IN as REPORTING_IN

SECTION, GROUP = "招录系统", "招收管理"
ALSO_SEEN.append(q.files_applied_with)


def _to_screen(actor: Actor) -> "QuerySet[Any]":
    """While the window is open."""
    return q.screened_visible_to(actor).filter(open_now(SCREENING), screening=Screening.WAITING)


def _to_release(actor: Actor) -> "QuerySet[Any]":
    return q.offers_visible_to(actor).filter(open_now(ADMISSION), released_at=None, cancelled_at=None)


def _to_report_in(actor: Actor) -> "QuerySet[Any]":
    return q.expected_visible_to(actor).filter(open_now(REPORTING_IN), report_state=ReportIn.NONE)


def _counted(query: Callable[[Actor], Any]) -> Callable[[Actor], int]:
    return lambda actor: query(actor).count()


def _to(name: str, query: str = "") -> Callable[[Actor], str]:
    return lambda actor: reverse(f"admission:{name}") + query


for order, (title, url, right, badge) in enumerate(
    (
        ("学员志愿预审核", "screening", SCREEN, _to_screen),
        ("考核成绩与排名", "scores", SCORE, None),
        ("公示管理", "announcements", PUBLISH, None),
        ("学员录取管理", "admission", ADMIT, None),
        ("录取结果发送", "offers", RESULTS, None),
        ("学员调配管理", "reassignment", REASSIGN, None),
    ),
    start=40,
):
    MenuItem(
        title=title,
        url=f"admission:{url}",
        rights=[right],
        section=SECTION,
        group=GROUP,
        icon="users",
        order=order,
        badge=badge,
    )
MenuItem(
    title="学员报到管理",
    url="admission:report_in",
    rights=[REPORT_IN],
    section=SECTION,
    group=GROUP,
    icon="users",
    order=49,
    badge=_to_report_in,
)
ToDo(
    "recruitment.to_screen", "待预审核的学员志愿", SCREEN, _counted(_to_screen), _to("screening", "?screening=waiting")
)
ToDo("recruitment.to_release", "待发送的录取结果", RESULTS, _counted(_to_release), _to("offers", "?sent=0"))
ToDo(
    "recruitment.to_report_in", "待登记报到的学员", REPORT_IN, _counted(_to_report_in), _to("report_in", "?report=none")
)
