"""Menu, to-dos, home blocks and search of this domain."""

from collections.abc import Callable, Iterable
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
from .chains import AGENCY_APPLICATION, ASSESSMENT
from .enums import Answer
from .queries import reviewing
from .queries.cycles import current_cycle, openings_of_cycle, profile_of
from .queries.enrolling import own_enrolments, own_waiting
from .queries.overseeing import followed_visible_to, requests_visible_to, spot_checks_visible_to
from .queries.physicians import people_assessed_by, physicians_visible_to, unconfirmed_visible_to
from .queries.portal import position_of
from .rules import following, overseeing
from .rules.enrolling import NOT_TAKING_PART, REVIEW, SECOND_REVIEW
from .rules.reviewing import CONDUCT

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
MenuItem(title="本人定期考核", url="assessment:own", rights=[rules.OWN], section=SECTION, icon="stethoscope", order=40)
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


ToDo(
    "assessment.own",
    "定期考核报名待提交",
    rules.OWN,
    lambda actor: len(own_waiting(actor)),
    lambda actor: reverse("assessment:own"),
    urgent=True,
)


def _own(actor: Actor) -> dict[str, Any]:
    mine = own_enrolments(actor).filter(cycle__closed_at=None).first()
    if mine:
        return {"enrolment": mine, "position": position_of(mine)}
    return {"why": NOT_TAKING_PART if current_cycle(actor.unit.province_id) else rules.NO_CYCLE}


HomeBlock(
    title="本人定期考核", right=rules.OWN, template="assessment/home_own.html", context=_own, place="wide", order=5
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


for order, (title, url, right, icon) in enumerate(
    (
        ("查看考核进度", "assessment:progress", overseeing.FOLLOW, "list"),
        ("考核抽查", "assessment:spot_checks", overseeing.OVERSEE, "list"),
        ("复核申请", "assessment:reconsiderations", following.RECONSIDER, "list"),
        ("考核统计", "assessment:statistics", overseeing.FOLLOW, "chart-bar"),
        ("历史考核结果查询", "assessment:history", overseeing.FOLLOW, "list"),
        ("考核结果", "assessment:own_results", rules.OWN, "list"),
    ),
    start=60,
):
    MenuItem(title=title, url=url, rights=[right], section=SECTION, icon=icon, order=order)
ToDo(
    "assessment.reconsiderations",
    "待答复的复核申请",
    following.RECONSIDER,
    lambda actor: requests_visible_to(actor).filter(state=Answer.WAITING).count(),
    lambda actor: f"{reverse('assessment:reconsiderations')}?state=waiting",
    urgent=True,
)
ToDo(
    "assessment.spot_checks",
    "待登记的考核抽查",
    overseeing.OVERSEE,
    lambda actor: spot_checks_visible_to(actor).filter(is_right=None).count(),
    lambda actor: f"{reverse('assessment:spot_checks')}?state=waiting",
)
ToDo(
    "assessment.unpublished",
    "待公布的考核结果",
    overseeing.PUBLISH,
    lambda actor: followed_visible_to(actor).filter(published_at=None).exclude(result="").count(),
    lambda actor: f"{reverse('assessment:progress')}?published=0",
)


def _numbers(key: str) -> Callable[[Actor], int]:
    return lambda actor: reviewing.waiting_numbers(actor)[key] if actor.may(REVIEW) else 0


def _waiting_at(url: str, asked: str) -> Callable[[Actor], str]:
    return lambda actor: f"{reverse(url)}?{asked}"


for order, (title, url, key, what) in enumerate(
    (
        ("一般程序审核", "assessment:reviews_general", "general", "一般程序待审核"),
        ("简易程序审核", "assessment:reviews_simplified", "simplified", "简易程序待审核"),
        ("免考审核", "assessment:reviews_exempt", "exempt", "免考申请待审核"),
        ("报名信息修改申请", "assessment:change_requests", "changes", "待处理的修改申请"),
    ),
    start=50,
):
    MenuItem(
        title=title,
        url=url,
        rights=[REVIEW],
        section=SECTION,
        group="考核管理",
        icon="checklist",
        order=order,
        badge=_numbers(key),
    )
    asked = "state=waiting" if key == "changes" else "progress=institution"
    ToDo(f"assessment.{key}", what, REVIEW, _numbers(key), _waiting_at(url, asked), urgent=True)
MenuItem(title="执业行为记录", url="assessment:conduct", rights=[CONDUCT], section=SECTION, icon="list", order=55)


def _second(actor: Actor) -> "QuerySet[Any] | int":
    return waiting_for(ASSESSMENT, actor) if actor.may(SECOND_REVIEW) else 0


MenuItem(
    title="考核复核",
    url="assessment:second_reviews",
    rights=[SECOND_REVIEW],
    section=SECTION,
    icon="checklist",
    order=50,
    badge=_second,
)
ToDo(
    "assessment.second_reviews",
    "待复核的医师考核",
    SECOND_REVIEW,
    lambda actor: waiting_for(ASSESSMENT, actor).count(),
    lambda actor: f"{reverse('assessment:second_reviews')}?progress=agency",
    urgent=True,
)


def _figures(actor: Actor) -> dict[str, Any]:
    rows = reviewing.figures_of(actor)
    return {"rows": [(title, done * 100 // every, done, every) for title, done, every in rows if every]}


for right in (REVIEW, SECOND_REVIEW):
    HomeBlock(title="考核进度", right=right, template="assessment/home_figures.html", context=_figures, order=10)
HomeBlock(
    title="考核联系方式",
    right=REVIEW,
    template="assessment/home_contacts.html",
    context=lambda actor: {"rows": rows} if (rows := reviewing.contacts_of(actor)) else None,
    order=40,
    place="side",
)
