"""Menu and to-dos of training terms and of what is applied for after admission (REC-40 to REC-44)."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.notices.todos import ToDo
from xinglin.engines.review.labels import review_state_q
from xinglin.engines.review.queries import waiting_for

from ..chains.following import CHANGE, REDUCTION, STATUS
from ..queries.following import changes_visible_to, own_reductions, status_requests_visible_to
from ..rules import following as rules

SECTION, GROUP = "招录系统", "学员变更"
RETURNED = review_state_q("退回修改")


def _waiting(chain: Any) -> "Callable[[Actor], QuerySet[Any]]":
    return lambda actor: waiting_for(chain, actor)


def _waiting_count(chain: Any) -> Callable[[Actor], int]:
    return lambda actor: waiting_for(chain, actor).count()


def _returned(rows: "Callable[[Actor], QuerySet[Any]]") -> Callable[[Actor], int]:
    return lambda actor: rows(actor).filter(RETURNED, ended_at=None).count()


MenuItem(
    title="培训年限管理", url="following:own", rights=[rules.OWN_TERM], section=SECTION, group="报名管理", order=38
)
MenuItem(
    title="培训年限管理",
    url="following:terms",
    rights=[rules.TERMS],
    section=SECTION,
    group=GROUP,
    icon="clock",
    order=60,
)
MenuItem(
    title="培训年限审核",
    url="following:reductions",
    rights=[rules.REVIEW_REDUCTIONS],
    section=SECTION,
    group=GROUP,
    order=61,
    badge=_waiting(REDUCTION),
)
MenuItem(
    title="学员信息变更申请",
    url="following:changes",
    rights=[rules.SEE_REQUESTS],
    section=SECTION,
    group=GROUP,
    order=62,
    badge=_waiting(CHANGE),
)
MenuItem(
    title="学员培训状态变更申请",
    url="following:statuses",
    rights=[rules.SEE_REQUESTS],
    section=SECTION,
    group=GROUP,
    order=63,
    badge=_waiting(STATUS),
)
for _key, _title, _right, _chain, _url in (
    ("reductions", "待审核的培训年限减免", rules.REVIEW_REDUCTIONS, REDUCTION, "following:next_reduction"),
    ("changes", "待审核的学员信息变更申请", rules.DECIDE, CHANGE, "following:next_change"),
    ("statuses", "待审核的学员培训状态变更申请", rules.DECIDE, STATUS, "following:next_status"),
):
    ToDo(
        f"recruitment.{_key}",
        _title,
        _right,
        _waiting_count(_chain),
        lambda actor, url=_url: reverse(url),  # type: ignore[misc]  # -- a default keeps this turn's address
        urgent=True,
    )
ToDo(
    "recruitment.reduction_returned",
    "培训年限减免被退回，请修改",
    rules.OWN_TERM,
    _returned(own_reductions),
    lambda actor: reverse("following:own_reduction"),
    urgent=True,
)
ToDo(
    "recruitment.changes_returned",
    "学员信息变更申请被退回，请修改",
    rules.ASK,
    _returned(changes_visible_to),
    lambda actor: f"{reverse('following:changes')}?state=returned",
    urgent=True,
)
ToDo(
    "recruitment.statuses_returned",
    "学员培训状态变更申请被退回，请修改",
    rules.ASK,
    _returned(status_requests_visible_to),
    lambda actor: f"{reverse('following:statuses')}?state=returned",
    urgent=True,
)
