"""What follows a published result: re-consideration, and the consequences of 不合格 (ASM-36, PA-08, PA-L3)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.engines.access.rights import right
from xinglin.kit.calendar import end_of_months, start_of

from ..enums import Answer, ConsequenceKind, Result
from ..models import Consequence, Enrolment, Reconsideration
from .overseeing import CLOSED, shown, why_not_redo
from .setting_up import ADMINS

RECONSIDER = right("assessment.reconsider", "答复复核申请", ADMINS)
ORDER = right("assessment.order", "登记考核不合格的处理", ADMINS)

TO_ASK, TO_ANSWER = 30, 30  # days (PA-08)
LEAST_MONTHS, MOST_MONTHS = 3, 6  # of a suspension (医师法, PA-L3)
LONGEST = 500


def until(moment: datetime, days: int) -> datetime:
    """The first moment after so many days; the day of the event does not count, and the last one counts whole."""
    return start_of(localdate(moment) + timedelta(days=days + 1))


def may_ask(enrolment: Enrolment, asked: Sequence[Reconsideration]) -> str | None:
    """Ask for the result to be looked at again? Once for each publication, within 30 days of it."""
    if enrolment.published_at is None:
        return "考核结果尚未公布，公布后有异议的才能申请复核。"
    if any(each.state == Answer.WAITING for each in asked):
        return "您已申请复核，请等待答复。"
    if any(each.asked_at >= enrolment.published_at for each in asked):
        return "您已就本次公布的结果申请过复核，答复见下方，不能重复申请。"
    ends = until(enrolment.published_at, TO_ASK)
    if timezone.now() >= ends:
        last = f"{localdate(ends - timedelta(days=1))} 24:00"
        return f"结果于 {shown(enrolment.published_at)} 公布，申请复核的期限为 {TO_ASK} 日，已于 {last} 截止。"
    return CLOSED if enrolment.cycle.closed_at else None


def why_not_text(text: str, title: str) -> str | None:
    """Is something written, and short enough?"""
    if not text.strip():
        return f"请填写{title}。"
    return f"{title}有 {len(text)} 个字，最多 {LONGEST} 个字，请精简。" if len(text) > LONGEST else None


def is_overdue(request: Reconsideration) -> bool:
    """Should it have been answered by now?"""
    return request.state == Answer.WAITING and timezone.now() >= until(request.asked_at, TO_ANSWER)


def answer_by(request: Reconsideration) -> date:
    """The last day on which it is answered in time."""
    return localdate(until(request.asked_at, TO_ANSWER) - timedelta(days=1))


def may_answer(request: Reconsideration, is_granted: bool, answer: str, to: str) -> str | None:
    """Answer it? Late ones, too: the physician is owed an answer; they stay marked."""
    if request.state != Answer.WAITING:
        return f"该申请已由 {request.answered_by} 于 {shown(request.answered_at)} 答复，无需重复办理。"
    if request.enrolment.cycle.closed_at and is_granted:
        return CLOSED
    return why_not_text(answer, "复核答复") or (why_not_redo(request.enrolment, to) if is_granted else None)


def why_not_consequence(
    enrolment: Enrolment, values: Mapping[str, Any], standing: Mapping[str, Consequence], is_asked: bool
) -> str | None:
    """Can it be ordered? In the order of the law: suspension with training, re-assessment, and only then the end.

    `values`: kind, starts_on, ends_on, is_passed. `standing`: kind → what was ordered before. `is_asked`: the physician
    waits for a re-consideration.
    """
    if enrolment.published_at is None or enrolment.result != Result.FAILED:
        return "只有结果公布为“不合格”的医师才登记处理。"
    if is_asked:
        return "该医师已申请复核，请先答复复核申请，再登记处理。"
    kind = values["kind"]
    if kind in standing:
        return f"已登记“{ConsequenceKind(kind).label}”，不能重复登记。"
    if values["starts_on"] < localdate(enrolment.published_at):
        return f"起始日期早于结果公布日期 {localdate(enrolment.published_at)}，请修改。"
    return _AFTER[kind](values, standing)


def _suspended(values: Mapping[str, Any], standing: Mapping[str, Consequence]) -> str | None:
    first, last = values["starts_on"], values.get("ends_on")
    if last is None:
        return "请填写暂停执业的截止日期。"
    shortest, longest = end_of_months(first, LEAST_MONTHS), end_of_months(first, MOST_MONTHS)
    if shortest <= last <= longest:
        return None
    span = f"{LEAST_MONTHS} 至 {MOST_MONTHS} 个月"
    return f"暂停执业须为 {span}：自 {first} 起，截止日期应在 {shortest} 至 {longest} 之间。"


def _reassessed(values: Mapping[str, Any], standing: Mapping[str, Consequence]) -> str | None:
    suspended = standing.get(ConsequenceKind.SUSPENDED)
    if suspended is None or suspended.ends_on is None:
        return "还没有登记“暂停执业并培训”，期满后才再次考核。"
    if values["starts_on"] <= suspended.ends_on:
        return f"暂停执业到 {suspended.ends_on} 期满，再次考核的日期应在此后。"
    return "请选择再次考核的结果。" if values.get("is_passed") is None else None


def _deregistered(values: Mapping[str, Any], standing: Mapping[str, Consequence]) -> str | None:
    again = standing.get(ConsequenceKind.REASSESSED)
    if again is None:
        return "期满再次考核仍不合格的，才注销注册；还没有登记再次考核。"
    if again.is_passed:
        return "再次考核合格，可以继续执业，不注销注册。"
    return None if values["starts_on"] >= again.starts_on else f"注销日期早于再次考核日期 {again.starts_on}，请修改。"


_AFTER = {
    ConsequenceKind.SUSPENDED: _suspended,
    ConsequenceKind.REASSESSED: _reassessed,
    ConsequenceKind.DEREGISTERED: _deregistered,
}
