"""May the training status change? The table of reference-data §1.9 as data, and the sentences (REP-33)."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import Right
from xinglin.engines.review.models import State

from ..enums import BOUND, ChangeReason, TrainingStatus
from ..models import StatusChange, Training
from . import CHANGE_STATUS, COMPLETE, is_approved


@dataclass(frozen=True)
class NewStatus:
    """A change of the training status as it is asked for. `target`: key of the base to which somebody changes."""

    status: str
    reason: str
    starts_on: date
    ends_on: date | None = None
    note: str = ""
    target: int | None = None


@dataclass(frozen=True)
class Transition:
    """One line of reference-data §1.9: which statuses may become which, why, by whom; `until`: a last day is needed."""

    before: tuple[TrainingStatus, ...]
    after: TrainingStatus
    reasons: tuple[ChangeReason, ...]
    right: Right = CHANGE_STATUS
    until: bool = False


_STATUS, _WHY = TrainingStatus, ChangeReason
LEAVING = (_WHY.CHANGE_OF_BASE, _WHY.CHANGE_OF_SPECIALTY, _WHY.RESIGNED, _WHY.DISMISSED, _WHY.OTHER)
AWAY = (_STATUS.EXTENDED, _STATUS.SUSPENDED, _STATUS.ENDED)  # completion is closed to them until they are back (REP-33)
TRANSITIONS = (
    Transition((_STATUS.TRAINING,), _STATUS.EXTENDED, (_WHY.UNFINISHED, _WHY.FAILED), until=True),
    Transition(
        (_STATUS.TRAINING,), _STATUS.SUSPENDED, (_WHY.SICK, _WHY.MATERNITY, _WHY.MILITARY, _WHY.OTHER), until=True
    ),
    Transition((_STATUS.TRAINING,), _STATUS.ENDED, (_WHY.TERM_OVER,)),
    Transition(AWAY, _STATUS.TRAINING, (_WHY.RESUMED,)),
    Transition(BOUND, _STATUS.WITHDRAWN, LEAVING),
    Transition((_STATUS.TRAINING,), _STATUS.COMPLETED, (_WHY.PASSED,), right=COMPLETE),
)
TOLD = (_WHY.OTHER, _WHY.DISMISSED)  # a reason that needs words


def why_no_status(training: Training) -> str | None:
    """Why a base can change nothing at all about its status; None while some step is open to it."""
    if training.status not in BOUND:
        return f"培训状态为“{TrainingStatus(training.status).label}”，不能再变更；再次参加培训的，请重新导入账号。"
    return _not_counted(training, TrainingStatus.WITHDRAWN)


def may_change_status(
    training: Training, new: NewStatus, by: Actor, *, last: StatusChange | None, extended: int, most_years: int
) -> str | None:
    """Take this step (REP-33)? Along the table only, by whom it names, with its dates, and what was ever approved.

    `last`: the change that made the present status; `extended`: days of all extensions so far; `most_years`: of them.
    """
    before, after = TrainingStatus(training.status), TrainingStatus(new.status)
    if why := _not_a_step(before, after, by) or _not_counted(training, after):
        return why
    step = next(each for each in TRANSITIONS if before in each.before and each.after == after)
    if new.reason not in step.reasons:
        offered = "、".join(reason.label for reason in step.reasons)
        return f"从“{before.label}”改为“{after.label}”的原因应为：{offered}。"
    if new.reason in TOLD and not new.note.strip():
        return f"原因为“{ChangeReason(new.reason).label}”时，请在说明中写明情况。"
    return (
        _wrong_days(training, new, step, last) or _wrong_target(training, new) or _too_long(new, extended, most_years)
    )


def _not_a_step(before: TrainingStatus, after: TrainingStatus, by: Actor) -> str | None:
    if before not in BOUND:
        return f"培训状态为“{before.label}”，不能再变更；再次参加培训的，请重新导入账号，作为新的培训记录。"
    if before == after:
        return f"培训状态已是“{after.label}”，无需变更。"
    steps = [step for step in TRANSITIONS if before in step.before]
    step = next((each for each in steps if each.after == after), None)
    if step and by.may(step.right):
        return None
    if step and step.right == COMPLETE:
        return "结业由省级在结业考核合格后办理，培训基地不能直接改为“结业”。"
    if step:
        return f"培训状态由培训基地变更，当前身份不能改为“{after.label}”。"
    offered = "、".join(each.after.label for each in steps if each.right == CHANGE_STATUS)
    return f"培训状态不能从“{before.label}”改为“{after.label}”，可以改为：{offered}。"


def _not_counted(training: Training, after: TrainingStatus) -> str | None:
    if after == TrainingStatus.COMPLETED and not is_approved(training):
        return "该记录尚未审核通过，不能结业。"
    if is_approved(training) or training.is_late_entry:
        return None
    return "该记录尚未审核通过，不能变更培训状态。误导入的请在招收信息管理中删除；其他情况请在审核通过后变更。"


def _wrong_days(training: Training, new: NewStatus, step: Transition, last: StatusChange | None) -> str | None:
    status, first = step.after.label, last.starts_on if last else training.starts_on
    if new.starts_on > localdate():
        return f"变更日期 {new.starts_on} 晚于今天，请在变更当天或之后办理。"
    if first and new.starts_on < first:
        what = f"上次变更日期 {first}" if last else f"培训开始日期 {first}"
        return f"变更日期 {new.starts_on} 早于{what}，请核对。"
    if step.until and new.ends_on is None:
        return f"改为“{status}”时，请填写预计结束日期。"
    if not step.until and new.ends_on:
        return f"改为“{status}”时不填预计结束日期，请留空。"
    if new.ends_on and new.ends_on <= new.starts_on:
        return f"预计结束日期 {new.ends_on} 不晚于变更日期 {new.starts_on}，请核对。"
    return None


def _wrong_target(training: Training, new: NewStatus) -> str | None:
    if new.target is None:
        return None
    if new.reason != ChangeReason.CHANGE_OF_BASE:
        return "只有原因为“转培训基地”时才选择转入培训基地，请留空。"
    return (
        "转入培训基地就是现在的培训基地；同一基地转专业的，请选择“转培训专业”。"
        if (new.target == training.institution_id)
        else None
    )


def _too_long(new: NewStatus, extended: int, most_years: int) -> str | None:
    if new.status != TrainingStatus.EXTENDED or new.ends_on is None:
        return None
    if extended + (new.ends_on - new.starts_on).days <= most_years * 366:
        return None
    before = f"此前已延期 {extended} 天，" if extended else ""
    return f"{before}延期累计不能超过 {most_years} 年，请核对预计结束日期 {new.ends_on}。"


def may_take_back_status(
    training: Training, last: StatusChange | None, by: Actor, *, elsewhere: Training | None
) -> str | None:
    """Undo the last change of the status? Only what was not approved and does not wait, by whom it is to decide.

    `elsewhere`: the record that binds the person now, if it is another.
    """
    if last is None or last.approved_at:
        return (
            "没有可以撤销的变更：最近一次培训状态已审核通过，请另作变更。" if last else "培训状态从未变更，无需撤销。"
        )
    if training.case and training.case.state == State.OPEN and last.submission_id == training.case.current_id:
        return "这次变更已上报，正在等待省级审核，请先撤回上报。"
    step = next(each for each in TRANSITIONS if last.before in each.before and each.after == last.after)
    if not by.may(step.right):
        return f"“{step.after.label}”不由当前身份办理，不能撤销。"
    if hasattr(training, "next"):
        return f"“{training.next.institution.name}”已接续该培训记录，不能撤销。如属误办，请与该基地联系。"
    if elsewhere is None:
        return None
    status = TrainingStatus(elsewhere.status).label
    return f"此人已在“{elsewhere.institution.name}”，培训状态为“{status}”，不能撤销退培。如属误办，请与该基地联系。"
