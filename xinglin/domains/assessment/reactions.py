"""What this domain does about what it announces itself, and about institutions registered or put out of use."""

from collections.abc import Iterable

from django.urls import reverse

from xinglin.domains.institutions.public import IN_USE, NEEDED_BY
from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import on
from xinglin.engines.actions.sets import listed
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.models import Topic

from . import events, windows
from .actions.agencies import make_agencies
from .actions.certifying import withdraw
from .actions.institutions import join
from .actions.standing import settle
from .enums import Answer
from .models import Enrolment
from .queries.cycles import opening_of
from .queries.needing import institutions_needed

EARLY = "因不良执业行为记录须提前考核。请尽快填报并提交报名信息，不受本周期报名时间限制。"
NEEDED_BY.append(institutions_needed)


@on(IN_USE)
def institutions_take_part(ids: Iterable[int], *, by: Actor, **_facts: object) -> None:
    """In the cycles that are open: else they would find none, and nobody could open an account for them (ASM-03)."""
    join(list(ids), by=by)


@on(events.APPLICATION_APPROVED)
def approved_ones_act_as_agencies(ids: Iterable[int], *, by: Actor, **_facts: object) -> None:
    """Their account can be switched to the agency from now on."""
    make_agencies(ids, by=by)


@on(events.SUBMITTED)
@on(events.WITHDRAWN)
@on(events.MOVED_ON)
@on(events.RETURNED)
@on(events.APPROVED)
def standing_follows_the_case(ids: Iterable[int], *, by: Actor, **_facts: object) -> None:
    """Progress and result are worked out anew (ASM-22)."""
    settle(ids, by=by)


@on(events.CONFIRMED)
def physicians_told_to_enrol(ids: Iterable[int], *, by: Actor, **_facts: object) -> None:
    """They find in their inbox that they take part, and by when to fill in (ASM-10, PA-03)."""
    first = Enrolment._base_manager.select_related("cycle", "institution").filter(pk__in=list(ids)[:1]).get()
    if first.early_for_id:
        _tell(ids, "您须提前参加医师定期考核", EARLY, by, Topic.OTHER)
        return
    opening = opening_of(windows.ENROLMENT, first.cycle, first.institution)
    until = f"请在 {opening.ends_shown} 前填报并提交报名信息。" if opening.ends_at else "请填报并提交报名信息。"
    _tell(ids, f"您已确认参加{first.cycle}医师定期考核", until, by, Topic.OTHER)


@on(events.RETURNED)
def physicians_told_of_returns(ids: Iterable[int], *, by: Actor, comment: str = "", **_facts: object) -> None:
    """Likewise why it came back; what is pinned to fields stands in the form."""
    _tell(ids, "医师定期考核报名被驳回，请修改后重新提交", f"{by.unit_name}：{comment}", by, Topic.RETURNED)


@on(events.APPROVED)
def physicians_told_of_approvals(ids: Iterable[int], *, by: Actor, **_facts: object) -> None:
    """Likewise that the review is over; not with what verdict, which is published with the result."""
    _tell(ids, "医师定期考核：考核机构已完成复核", f"{by.unit_name}。结果以公布为准。", by, Topic.APPROVED)


@on(events.CHANGE_ANSWERED)
def physicians_told_of_answers(
    ids: Iterable[int], *, by: Actor, answer: Answer, comment: str = "", **_facts: object
) -> None:
    """Likewise what the institution answered (ASM-23)."""
    granted = "可以修改了，改好后请重新提交。" if answer == Answer.GRANTED else ""
    title = f"报名信息修改申请：{answer.label}"
    _tell(ids, title, f"{by.unit_name}：{comment}{granted}", by, Topic.RETURNED if granted else Topic.OTHER)


def _tell(ids: Iterable[int], title: str, body: str, by: Actor, topic: Topic) -> None:
    """One message for a whole selection."""
    rows = Enrolment._base_manager.filter(pk__in=listed(ids, "bigint"), physician__person__account__isnull=False)
    accounts = list(rows.order_by().values_list("physician__person__account", flat=True))
    notify(accounts, title, body, reverse("assessment:own"), by=by, topic=topic)


@on(events.RESULTS_CHANGED)
def certificates_follow_the_result(ids: Iterable[int], *, by: Actor, **_facts: object) -> None:
    """What was certified is not the result any more (ASM-42)."""
    withdraw(list(ids), why="考核结果已变更", by=by)
