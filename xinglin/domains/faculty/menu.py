"""What this domain puts into the menu, and its to-dos."""

from typing import Any

from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.access.rights import Right
from xinglin.engines.notices.todos import ToDo
from xinglin.kit import calendar

from . import rules
from .queries.appointing import own_applications, waiting_applications, waiting_requests
from .queries.supervisors import own_profile, unconfirmed

SECTION, OWN, STAFF, FIGURES = "师资系统", "师资管理", "师资聘任", "师资统计"


def _gaps(actor: Actor) -> int:
    profile = own_profile(actor)
    return len(profile.gaps()) if profile else 0


def _unconfirmed_own(actor: Actor) -> int:
    profile = own_profile(actor)
    is_own = bool(profile and profile.supervisor.listed_at)
    done = profile.supervisor.confirmed_on if profile else None
    return int(is_own and (done is None or done.year != calendar.today().year))


def _drafts(actor: Actor) -> int:
    return own_applications(actor).filter(state="draft").count()


Page = tuple[str, str, Right, Any]
PAGES: tuple[tuple[str, str, tuple[Page, ...]], ...] = (
    (
        OWN,
        "user",
        (
            ("师资信息维护", "own_home", rules.OWN, None),
            ("师资报名申请", "own_applications", rules.OWN, None),
            ("开通师资身份", "join", rules.JOIN, None),
        ),
    ),
    (
        STAFF,
        "users",
        (
            ("师资报名批次", "rounds", rules.APPOINT, None),
            ("师资推荐聘任", "applications", rules.APPOINT, waiting_applications),
            ("师资管理", "supervisors", rules.VIEW, None),
            ("增补、解聘申请", "requests", rules.REQUESTS, waiting_requests),
            ("师资培训", "certificates", rules.VIEW, None),
            ("带教质量年度评估", "verdicts", rules.MANAGE, None),
            ("医疗损害和教学事故", "incidents", rules.INCIDENTS, None),
            ("师资条件", "standards", rules.STANDARDS, None),
        ),
    ),
    (
        FIGURES,
        "chart-bar",
        (("师资信息统计", "statistics", rules.VIEW, None), ("师生比", "ratios", rules.VIEW, None)),
    ),
)
order = 55
for group, icon, pages in PAGES:
    for title, url, right, badge in pages:
        MenuItem(
            title=title,
            url=f"faculty:{url}",
            rights=[right],
            section=SECTION,
            group=group,
            icon=icon,
            order=order,
            badge=badge,
        )
        order += 1


def _to(name: str, query: str = "") -> Any:
    return lambda actor: reverse(f"faculty:{name}") + query


ToDo("faculty.gaps", "师资信息待填写的内容", rules.OWN, _gaps, _to("own_home"))
ToDo("faculty.unconfirmed", "本年度师资信息待确认", rules.OWN, _unconfirmed_own, _to("own_home"))
ToDo("faculty.drafts", "师资报名还没有提交", rules.OWN, _drafts, _to("own_applications"), urgent=True)
ToDo(
    "faculty.applications",
    "待推荐的师资报名",
    rules.APPOINT,
    lambda actor: waiting_applications(actor).count(),
    _to("applications", "?recommendation=none"),
)
ToDo(
    "faculty.requests",
    "待审核的增补、解聘申请",
    rules.APPOINT,
    lambda actor: waiting_requests(actor).count(),
    _to("requests", "?state=waiting"),
)
ToDo(
    "faculty.not_confirmed",
    "本年度未确认信息的师资",
    rules.VIEW,
    lambda actor: unconfirmed(actor).count(),
    _to("supervisors", "?confirmed=no&state=appointed"),
)
