"""May this be submitted, withdrawn, decided? For many subjects at once: key → why not; absent means it may.

Subjects come with their `case`. The same functions grey a button and stop the write.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.timezone import localtime

from xinglin.engines.access.actor import Actor
from xinglin.engines.windows.kinds import WindowKind
from xinglin.engines.windows.queries import Openings

from .chain import Chain
from .models import Case, State, Verdict

DONE_AS = {
    State.APPROVED: "审核通过",
    State.RETURNED: "退回修改",
    State.REJECTED: "驳回",
    State.WITHDRAWN: "撤回",
}


def may_submit(chain: Chain, subjects: Sequence[Any]) -> dict[int, str]:
    """Not twice the same, not what was rejected, not outside the window, not what is incomplete (PLT-32, 34)."""
    reasons = _first(subjects, lambda s: _standing(chain, s), closed(chain, chain.window, subjects))
    left = [subject for subject in subjects if subject.pk not in reasons]
    return {**reasons, **chain.may_submit(left)}


def _standing(chain: Chain, subject: Any) -> str | None:
    """What lies above already and is the same as now; a change since then may always be sent after it."""
    case: Case | None = subject.case
    if case is None or case.state in (State.RETURNED, State.WITHDRAWN):
        return None
    if case.state == State.REJECTED:
        return f"该记录已由 {_who_when(case)} 驳回，不能再次{chain.verb}。"
    if case.revision != subject.revision:
        return None
    if case.state == State.OPEN:
        who_when = f"{case.submitted_by} 于 {moment(case.submitted_at)}"
        return f"该记录已由 {who_when} {chain.verb}，正在等待审核，无需重复{chain.verb}。"
    return f"该记录已由 {_who_when(case)} 审核通过，此后没有修改，无需再次{chain.verb}。"


def may_withdraw(chain: Chain, subjects: Sequence[Any]) -> dict[int, str]:
    """Only what waits and on which nobody has spoken yet (PLT-31)."""
    return _first(subjects, lambda s: _not_withdrawable(chain, s.case), closed(chain, chain.window, subjects))


def _not_withdrawable(chain: Chain, case: Case | None) -> str | None:
    if not chain.may_withdraw:
        return f"“{chain.title}”{chain.verb}后不能撤回，请联系审核单位退回。"
    if case is None:
        return f"该记录尚未{chain.verb}，无需撤回。"
    if case.state != State.OPEN:
        return f"该记录已由 {_who_when(case)} {DONE_AS[State(case.state)]}，不能撤回。"
    if case.decided_at:
        return f"该记录已由 {_who_when(case)} 审核，不能撤回，请联系审核单位退回。"
    return None


def may_recall(chain: Chain, subjects: Sequence[Any]) -> dict[int, str]:
    """Only what lies above: what waits, and what was approved."""
    return _first(subjects, lambda s: _not_above(chain, s.case), chain.over(subjects))


def _not_above(chain: Chain, case: Case | None) -> str | None:
    if case is None:
        return f"该记录尚未{chain.verb}，无需退回。"
    if case.state in (State.OPEN, State.APPROVED):
        return None
    who = chain.submitter if case.state == State.WITHDRAWN else case.decided_by
    return f"该记录已由 {who} 于 {moment(case.decided_at)} {DONE_AS[State(case.state)]}，无需再退回。"


def may_decide(
    chain: Chain,
    subjects: Sequence[Any],
    by: Actor,
    verdict: Verdict = Verdict.APPROVE,
    expected: Mapping[int, int] | None = None,
) -> dict[int, str]:
    """Only what waits at the actor's seat, in its window, as the actor saw it.

    `expected`: subject key → submission key that the reviewer read. Who decides what has meanwhile been decided,
    withdrawn or sent anew is told so (PLT-34).
    """
    seen = expected or {}
    reasons = _first(
        subjects,
        lambda s: (
            _not_waiting(chain, s.case) or _not_seated(chain, s.case, by) or _stale(chain, s.case, seen.get(s.pk))
        ),
    )
    if verdict == Verdict.REJECT and not chain.may_reject:
        reasons = {s.pk: f"“{chain.title}”不设驳回，请用“退回修改”。" for s in subjects} | reasons
    for step in chain.steps:
        here = [s for s in subjects if s.pk not in reasons and s.case.step == step.key]
        reasons |= closed(chain, step.window, here)
    return reasons


def _not_waiting(chain: Chain, case: Case | None) -> str | None:
    if case is None:
        return f"该记录尚未{chain.verb}，不能审核。"
    if case.state == State.OPEN:
        return None
    if case.state == State.WITHDRAWN:
        return f"{chain.submitter}已于 {moment(case.decided_at)} 撤回该记录，请待其重新{chain.verb}后再审。"
    again = f"，请待{chain.submitter}重新{chain.verb}后再审" if case.state == State.RETURNED else "，无需重复审核"
    return f"该记录已由 {_who_when(case)} {DONE_AS[State(case.state)]}{again}。"


def _not_seated(chain: Chain, case: Case, by: Actor) -> str | None:
    step = chain.step(case.step)
    if by.is_system or (case.seat_id == by.unit_id and by.may(step.seat.right)):
        return None
    done = f"该记录已由 {_who_when(case)} 审核，" if case.decided_at else "该记录"
    return f"{done}现处于“{step.title}”环节，不由当前身份办理。"


def _stale(chain: Chain, case: Case, seen: int | None) -> str | None:
    if seen is None or seen == case.current_id:
        return None
    return f"{chain.submitter}已于 {moment(case.submitted_at)} 重新{chain.verb}，请刷新后再审。"


def closed(chain: Chain, window: WindowKind | None, subjects: Sequence[Any]) -> dict[int, str]:
    """Those that are over, or whose window is shut now, with its dates (PLT-22); two statements, and those of
    `chain.years`.
    """
    reasons = dict(chain.over(subjects))
    years = chain.years(subjects) if window and subjects else {}
    if window is None or not years:
        return reasons
    openings = Openings([window], years.values())
    for subject in subjects:
        if subject.pk not in reasons and (year := years.get(subject.pk)) is not None:
            unit = getattr(subject, chain.unit)
            opening = openings.best(window, year, institution_id=unit.institution_id, province_id=unit.province_id)
            if why := opening.why_closed():
                reasons[subject.pk] = why
    return reasons


def moment(at: datetime | None) -> str:
    """«10:21» today, «11-19 10:21» this year, else with the year."""
    if at is None:
        return ""
    local, today = localtime(at), localtime(timezone.now())
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"


def _who_when(case: Case) -> str:
    return f"{case.decided_by} 于 {moment(case.decided_at)}"


def _first(
    subjects: Sequence[Any], judge: Callable[[Any], str | None], otherwise: Mapping[int, str] | None = None
) -> dict[int, str]:
    """The judge's word where it has one, else the one that stands."""
    judged = ((subject.pk, judge(subject) or (otherwise or {}).get(subject.pk)) for subject in subjects)
    return {key: why for key, why in judged if why}
