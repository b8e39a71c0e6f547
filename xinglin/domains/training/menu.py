"""Menu, to-dos, home blocks and search of this domain."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xinglin.domains.people.public import ALSO_SEEN, SEEN_BY
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.home import LIMIT, Hit, HomeBlock, Search
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.lists.filters import named, numbered
from xinglin.engines.notices.todos import ToDo
from xinglin.engines.review.labels import review_state_q
from xinglin.engines.review.queries import waiting_for

from . import rules
from .chains import REPORTING
from .enums import PersonalState
from .queries.checkups import open_findings
from .queries.flows import counts_of, flow_of, progress_by_specialty
from .queries.moving import transfers_visible_to
from .queries.own import own_flow_of, own_gaps
from .queries.parts import managed_q
from .queries.progress import bases_behind, behind_first
from .queries.records import (
    files_reported_to,
    intake_visible_to,
    managed_visible_to,
    own_trainings,
    people_trained_by,
    trainings_visible_to,
)
from .queries.status import own_to_be_put_back, to_be_put_back

SECTION = "住院医师管理"


def _returned(actor: Actor) -> "QuerySet[Any] | int":
    return intake_visible_to(actor).filter(review_state_q("退回修改")) if actor.may(rules.REPORT) else 0


def _returned_again(actor: Actor) -> "QuerySet[Any] | int":
    return managed_visible_to(actor).filter(review_state_q("退回修改")) if actor.may(rules.REPORT) else 0


def _waiting(actor: Actor) -> int:
    return waiting_for(REPORTING, actor).count()


# From the cases that wait at the actor's seat, which are few beside the records of a province: every page counts them.
def _waiting_in_intake(actor: Actor) -> "QuerySet[Any]":
    return waiting_for(REPORTING, actor).exclude(managed_q())


def _waiting_in_management(actor: Actor) -> "QuerySet[Any]":
    return waiting_for(REPORTING, actor).filter(managed_q())


MenuItem(
    title="办理流程",
    url="training:home",
    rights=[rules.VIEW],
    section=SECTION,
    group="招收信息管理",
    icon="list",
    order=10,
)
MenuItem(title="时间安排", url="schedule:list", rights=[rules.VIEW], section=SECTION, group="招收信息管理", order=11)
MenuItem(
    title="招收信息管理",
    url="training:intake",
    rights=[rules.VIEW],
    section=SECTION,
    group="招收信息管理",
    order=12,
    badge=_returned,
)
MenuItem(
    title="上报信息审核",
    url="training:reviews",
    rights=[rules.REVIEW],
    section=SECTION,
    group="招收信息管理",
    order=13,
    badge=_waiting_in_intake,
)


MenuItem(
    title="上报进度", url="training:progress", rights=[rules.FOLLOW], section=SECTION, group="招收信息管理", order=14
)
MenuItem(
    title="历史招录信息查询", url="training:past", rights=[rules.VIEW], section=SECTION, group="招收信息管理", order=15
)
MANAGED = "住院医师信息管理"
MenuItem(
    title=MANAGED,
    url="training:managed",
    rights=[rules.VIEW],
    section=SECTION,
    group=MANAGED,
    icon="users",
    order=20,
    badge=_returned_again,
)
MenuItem(
    title="住院医师信息审核",
    url="training:managed_reviews",
    rights=[rules.REVIEW],
    section=SECTION,
    group=MANAGED,
    order=21,
    badge=_waiting_in_management,
)
MenuItem(
    title="异常人员名单",
    url="training:withdrawals",
    rights=[rules.WITHDRAWALS],
    section=SECTION,
    group=MANAGED,
    order=22,
)
MenuItem(
    title="住院医师信息更新记录",
    url="training:updates",
    rights=[rules.VIEW],
    section=SECTION,
    group=MANAGED,
    order=23,
)
MenuItem(
    title="住院医师账户管理",
    url="training:accounts",
    rights=[rules.ACCOUNTS],
    section=SECTION,
    group=MANAGED,
    order=24,
)
MenuItem(
    title="转入待接收",
    url="status:transfers",
    rights=[rules.OPEN],
    section=SECTION,
    group=MANAGED,
    order=25,
    badge=transfers_visible_to,
)
MenuItem(title="统计分析", url="training:statistics", rights=[rules.VIEW], section="数据", icon="chart-bar", order=80)
MenuItem(title="我的培训信息", url="resident:home", rights=[rules.OWN], section="本人信息", icon="user", order=10)
MenuItem(title="基本信息", url="resident:basic", rights=[rules.OWN], section="本人信息", order=11)
MenuItem(title="学习经历", url="resident:educations", rights=[rules.OWN], section="本人信息", order=12)
MenuItem(title="证书信息", url="resident:licence", rights=[rules.OWN], section="本人信息", order=13)
SEEN_BY.append(people_trained_by)
ALSO_SEEN.append(files_reported_to)


def _count(key: str) -> Any:
    return lambda actor: counts_of(actor)[key]


def _intake(query: str) -> Any:
    return lambda actor: f"{reverse('training:intake')}?{query}"


ToDo("training.returned", "省退回修改", rules.REPORT, _count("returned"), _intake("reviewed=returned"), urgent=True)
ToDo("training.to_report", "资料已完整，待上报", rules.REPORT, _count("to_report"), _intake("complete=1&reported=open"))
ToDo(
    "training.corrected",
    "住院医师已修改，待查看",
    rules.REPORT,
    _count("corrected"),
    _intake("personal_state=corrected"),
)
ToDo(
    "training.waiting",
    "待审核的上报信息",
    rules.REVIEW,
    _waiting,
    lambda actor: reverse("training:next_review"),
    urgent=True,
)

ToDo(
    "training.behind",
    "培训基地未全部上报",
    rules.FOLLOW,
    bases_behind,
    lambda actor: f"{reverse('training:progress')}?stage=unreported",
)
ToDo(
    "training.transfers",
    "其他基地转入，待接收",
    rules.OPEN,
    lambda actor: transfers_visible_to(actor).count(),
    lambda actor: reverse("status:transfers"),
)
ToDo(
    "training.to_put_back",
    "延期、暂停、结束将到期，请改回“在培”",
    rules.CHANGE_STATUS,
    lambda actor: to_be_put_back(actor).count(),
    lambda actor: reverse("status:to_put_back"),
    urgent=True,
)
ToDo(
    "training.own_status",
    "培训状态将到期，请联系培训基地改回“在培”",
    rules.OWN,
    lambda actor: own_to_be_put_back(actor).count(),
    lambda actor: reverse("resident:home"),
    urgent=True,
)
ToDo(
    "training.own_returned",
    "基本信息被基地退回，请修改",
    rules.OWN,
    lambda actor: own_trainings(actor).filter(personal_state=PersonalState.RETURNED).count(),
    lambda actor: reverse("resident:basic"),
    urgent=True,
)
ToDo("training.own_gaps", "个人信息待填写的内容", rules.OWN, own_gaps, lambda actor: reverse("resident:home"))

HomeBlock(
    title="招收信息上报", right=rules.VIEW, template="training/home_flow.html", context=flow_of, place="wide", order=10
)
HomeBlock(
    title="各专业进度",
    right=rules.VIEW,
    template="training/home_progress.html",
    context=lambda actor: None if actor.may(rules.FOLLOW) else {"rows": progress_by_specialty(actor)},
    order=20,
    more="training:statistics",
)
HomeBlock(
    title="上报进度，落后的在前",
    right=rules.FOLLOW,
    template="training/home_behind.html",
    context=lambda actor: {"rows": behind_first(actor, 10)},
    order=20,
    more="training:progress",
)
HomeBlock(
    title="填报进度", right=rules.OWN, template="training/home_flow.html", context=own_flow_of, place="wide", order=10
)


def _find(actor: Actor, words: str) -> Iterable[Hit]:
    people = (
        named(words, "person__")
        if not any(ch.isdigit() for ch in words)
        else numbered(words, "person__document", "document")
    )
    for training in trainings_visible_to(actor).filter(people).order_by("-intake_year", "-pk")[:LIMIT]:
        about = f"{training.institution.name} · {training.intake_year} 年招收 · {training.person.document_masked}"
        yield Hit(title=training.person.name, about=about, url=reverse("training:detail", args=[training.pk]))


Search(title="住院医师", right=rules.VIEW, find=_find)


MenuItem(
    title="数据体检",
    url="checkup:home",
    rights=[rules.VIEW],
    section=SECTION,
    group="招收信息管理",
    order=13,
    badge=open_findings,
)
ToDo(
    "training.findings",
    "数据体检：上报前须处理的问题",
    rules.REPORT,
    lambda actor: open_findings(actor).count(),
    lambda actor: f"{reverse('checkup:findings')}?state=open&is_hard=1",
)
