"""The home page's blocks put together, and those of the roles that have no domain of their own (PLT-70)."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from xinglin.domains.assessment.public import seal_shown
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.home import HOME_BLOCKS, HomeBlock
from xinglin.engines.access.menu import MENU
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts import rules as accounts
from xinglin.engines.accounts.queries import accounts_visible_to
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.jobs.models import JobRun, JobState
from xinglin.engines.notices.models import Message, MessageState

from .audit import READ_AUDIT, entries_visible_to

WATCH = right("system.watch", "查看运行状况", Role.SYSTEM_ADMIN)
DAY = timedelta(days=1)
Figure = tuple[str, Any, str]  # what, how many, where more of it stands
FEW = 5
# What comes to roles whose pages are still to come, said to them as it is.
DUTIES = {
    Role.SUPERVISOR: "带教的学员见“我的学员”；培训记录待确认、出科考核待签字的，显示在上方待办中。",
    Role.PHYSICIAN: "考核状态和考核安排在“本人定期考核”中查看。",
    Role.INVIGILATOR: "监考任务分配给您后，会在这里显示。",
    Role.QUESTION_EDITOR: "题库任务分配给您后，会在这里显示。",
}


def page_for(actor: Actor, name: str) -> dict[str, str] | None:
    """Title and address of a page, if the actor's menu leads there."""
    item = next((each for each in MENU if each.url == name and each.is_for(actor)), None)
    return {"title": item.title, "url": reverse(item.url)} if item else None


def blocks_of(request: Any) -> dict[str, list[dict[str, Any]]]:
    """Place → the actor's blocks in their order. Who has none in the wide places is told what will come to him."""
    actor = request.actor
    places: dict[str, list[dict[str, Any]]] = {"wide": [], "main": [], "side": []}
    for block in sorted(HOME_BLOCKS, key=lambda each: each.order):
        facts = block.context(actor) if block.is_for(actor) else None
        if facts is not None:
            html = render_to_string(block.template, facts, request)
            more = page_for(actor, block.more) if block.more else None
            places[block.place].append({"block": block, "html": html, "more": more})
    return places


def _role(actor: Actor) -> dict[str, Any] | None:
    duty = DUTIES.get(Role(actor.role))
    return {"actor": actor, "role": Role(actor.role).label, "duty": duty} if duty else None


def _figures(of: Callable[[Actor], Sequence[Figure]]) -> Callable[[Actor], dict[str, Any]]:
    return lambda actor: {"figures": of(actor)}


def _running(actor: Actor) -> list[Figure]:
    """Background work and text messages of the last day."""
    since = timezone.now() - DAY
    jobs = JobRun._base_manager.aggregate(
        waiting=Count("pk", filter=Q(state__in=(JobState.WAITING, JobState.RUNNING))),
        failed=Count("pk", filter=Q(state__in=(JobState.FAILED, JobState.INTERRUPTED), finished_at__gt=since)),
        done=Count("pk", filter=Q(state=JobState.DONE, finished_at__gt=since)),
    )
    texts = Message.objects.filter(created_at__gt=since).aggregate(
        sent=Count("pk", filter=Q(state=MessageState.SENT)),
        waiting=Count("pk", filter=Q(state=MessageState.WAITING)),
        failed=Count("pk", filter=Q(state=MessageState.FAILED)),
    )
    return [
        ("正在办理的后台任务", jobs["waiting"], ""),
        ("24 小时内完成的后台任务", jobs["done"], ""),
        ("24 小时内失败的后台任务", jobs["failed"], ""),
        ("24 小时内发出的短信", texts["sent"], ""),
        ("等待发送的短信", texts["waiting"], ""),
        ("24 小时内发送失败的短信", texts["failed"], ""),
        ("电子印章", seal_shown(), ""),
    ]


def _guarded(actor: Actor) -> list[Figure]:
    """Accounts that are locked or not yet activated, and attempts of the last day."""
    mine = accounts_visible_to(actor)
    tries = AuditEntry.objects.filter(at__gt=timezone.now() - DAY)
    return [
        ("正被锁定的账号", mine.filter(is_locked=True).count(), ""),
        ("24 小时内登录", tries.filter(action="accounts.logged_in").count(), ""),
        ("24 小时内登录失败", tries.filter(action="accounts.login_failed").count(), ""),
        ("24 小时内授予的身份", tries.filter(action="access.memberships_granted").count(), ""),
    ]


def _noted(actor: Actor) -> list[Figure]:
    """What was done most in the last day, and what failed."""
    found = entries_visible_to(actor).filter(at__gt=timezone.now() - DAY).order_by()
    log = reverse("portals:audit")
    most = found.values_list("action", "title").annotate(n=Count("pk")).order_by("-n", "action")[:FEW]
    failed = found.filter(succeeded=False).count()
    return [
        ("失败的操作", failed, f"{log}?succeeded=False"),
        *((title, number, f"{log}?action={action}") for action, title, number in most),
    ]


HomeBlock(title="当前身份", right=None, template="portals/home_role.html", context=_role, order=1)
HomeBlock(title="运行状况", right=WATCH, template="portals/home_figures.html", context=_figures(_running), order=10)
HomeBlock(
    title="账号安全",
    right=accounts.SECURITY,
    template="portals/home_figures.html",
    context=_figures(_guarded),
    order=10,
    more="portals:account_security",
)
HomeBlock(
    title="最近 24 小时的操作",
    right=READ_AUDIT,
    template="portals/home_figures.html",
    context=_figures(_noted),
    order=10,
    more="portals:audit",
)
