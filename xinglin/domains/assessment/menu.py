"""Menu, to-dos, home blocks and search of this domain."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xinglin.domains.people.public import SEEN_BY
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.home import LIMIT, Hit, HomeBlock, Search
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.lists.filters import named, numbered
from xinglin.engines.notices.todos import ToDo
from xinglin.engines.review.queries import waiting_for

from . import rules
from .chains import AGENCY_APPLICATION
from .queries.cycles import current_cycle, openings_of_cycle, profile_of
from .queries.physicians import people_assessed_by, physicians_visible_to, unconfirmed_visible_to

SECTION = "医师定期考核"


def _applications(actor: Actor) -> "QuerySet[Any] | int":
    return waiting_for(AGENCY_APPLICATION, actor)


for order, (title, url, right, icon) in enumerate(
    (
        ("考核周期", "assessment:cycles", rules.SUPERVISE, "calendar-time"),
        ("医疗卫生机构", "assessment:institutions", rules.SUPERVISE, "building-hospital"),
        ("免考和简易程序情形", "assessment:reasons", rules.SUPERVISE, "list"),
        ("医师注册信息同步", "assessment:feed", rules.FEED, "list"),
        ("本机构信息", "assessment:profile", rules.PROFILE, "building-hospital"),
        ("科室信息", "assessment:departments", rules.DEPARTMENTS, "list"),
        ("受委托考核的医师", "assessment:entrusted", rules.ENTRUSTED, "users"),
    ),
    start=40,
):
    MenuItem(title=title, url=url, rights=[right], section=SECTION, icon=icon, order=order)
MenuItem(
    title="考核机构申请审核",
    url="assessment:applications",
    rights=[rules.REVIEW_AGENCIES],
    section=SECTION,
    order=42,
    badge=_applications,
)
MenuItem(
    title="申请考核机构",
    url="assessment:apply",
    rights=[rules.APPLY],
    section=SECTION,
    order=47,
    shown=lambda actor: bool((profile := profile_of(actor)) and profile.may_apply),
)
MenuItem(
    title="未确认参加",
    url="assessment:unconfirmed",
    rights=[rules.VIEW],
    section=SECTION,
    group="医师管理",
    icon="users",
    order=48,
)
MenuItem(
    title="已确认参加", url="assessment:confirmed", rights=[rules.VIEW], section=SECTION, group="医师管理", order=49
)
SEEN_BY.append(people_assessed_by)

ToDo(
    "assessment.profile",
    "待确认的本机构信息",
    rules.PROFILE,
    lambda actor: int(bool((profile := profile_of(actor)) and not profile.confirmed_at)),
    lambda actor: reverse("assessment:profile"),
    urgent=True,
)
ToDo(
    "assessment.unconfirmed",
    "未确认参加的医师",
    rules.CONFIRM,
    lambda actor: (
        unconfirmed_visible_to(actor).filter(duty="on").count() if current_cycle(actor.unit.province_id) else 0
    ),
    lambda actor: f"{reverse('assessment:unconfirmed')}?duty=on",
)
ToDo(
    "assessment.applications",
    "待审核的考核机构申请",
    rules.REVIEW_AGENCIES,
    lambda actor: waiting_for(AGENCY_APPLICATION, actor).count(),
    lambda actor: f"{reverse('assessment:applications')}?reviewed=open",
)


def _cycle_of(actor: Actor) -> dict[str, Any]:
    cycle = current_cycle(actor.unit.province_id)
    if cycle is None:
        return {"why": rules.NO_CYCLE}
    profile = profile_of(actor) if actor.may(rules.PROFILE) else None
    return {"cycle": cycle, "profile": profile, "openings": openings_of_cycle(cycle, actor.unit)}


for right in (rules.PROFILE, rules.ENTRUSTED):
    HomeBlock(
        title="考核安排", right=right, template="assessment/home_cycle.html", context=_cycle_of, place="wide", order=5
    )


def _find(actor: Actor, words: str) -> Iterable[Hit]:
    is_number = any(ch.isdigit() for ch in words)
    people = numbered(words, "person__document", "document") if is_number else named(words, "person__")
    for physician in physicians_visible_to(actor).filter(people).order_by("-pk")[:LIMIT]:
        about = f"{physician.institution.name} · {physician.person.document_masked}"
        yield Hit(title=physician.person.name, about=about, url=reverse("assessment:physician", args=[physician.pk]))


Search(title="医师", right=rules.VIEW, find=_find)
