"""May this be done to a training record? None, or the sentence that says why not (REP-02 to REP-11, REP-40)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import Right, right
from xinglin.engines.access.roles import AUTHORITIES, NATION, PROVINCE, Role
from xinglin.engines.accounts.models import InitialPassword
from xinglin.engines.review.models import State
from xinglin.engines.windows.queries import Opening

from .enums import BOUND, ChangeReason, PersonalState, TrainingStatus
from .models import PersonalReturn, StatusChange, Training

STAFF = frozenset({Role.BASE_ADMIN, Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY})
VIEW = right("training.view", "查看住院医师信息", AUTHORITIES, STAFF)
OPEN = right("training.open", "住院医师账号导入", Role.BASE_ADMIN)
EDIT = right("training.edit", "编辑培训信息", Role.BASE_ADMIN)
DELETE = right("training.delete", "删除误导入的住院医师", Role.BASE_ADMIN)
RETURN_PERSONAL = right("training.return_personal", "基本信息退回", Role.BASE_ADMIN)
REPORT = right("training.report", "上报", Role.BASE_ADMIN)
REVIEW = right("training.review", "审核上报信息", PROVINCE)
CHANGE_STATUS = right("training.change_status", "变更培训状态", Role.BASE_ADMIN)
COMPLETE = right("training.complete", "办理结业", PROVINCE)
RESET = right("training.reset_password", "重置住院医师密码", Role.BASE_ADMIN)
ACCOUNTS = right("training.accounts", "查看住院医师账户", AUTHORITIES, Role.BASE_ADMIN)
WITHDRAWALS = right("training.withdrawals", "查看异常人员名单", AUTHORITIES, Role.BASE_ADMIN)
FOLLOW = right("training.follow", "查看上报进度并提醒基地", AUTHORITIES)
FOLLOW_PROVINCES = right("training.follow_provinces", "查看各省进度并提醒审核", NATION)
OWN = right("training.own", "查看本人培训信息", Role.RESIDENT)
GONE = "该记录已被删除，或不在您的管理范围内，请刷新后重试。"
MISSED = "未经审核通过的人员，也可在“住院医师信息管理”中重新导入账号补录。"
WAITS = "该记录正在等待省级审核，审核通过后可在“住院医师信息管理”中更新。"
LONGEST_OPINION = PersonalReturn._meta.get_field("opinion").max_length or 0


def may_open(standing: Sequence[Training], institution_id: int, intake_year: int, opening: Opening) -> str | None:
    """Open an account for someone with these trainings? Not while bound to a base (REP-04), not outside the window."""
    for training in standing:
        if training.status not in BOUND:
            continue
        status = TrainingStatus(training.status).label
        if training.institution_id != institution_id:
            return (
                f"此人已在“{training.institution.name}”，培训状态为“{status}”，不能导入。"
                "只有不在任何基地，或培训状态为结业、退培的人员可以导入，请与该基地核实。"
            )
        if training.intake_year != intake_year:
            return (
                f"此人已是本基地 {training.intake_year} 年招收的住院医师，培训状态为“{status}”，"
                "不能重复导入，请核对招收年份。"
            )
    return opening.why_closed()


def is_managed(training: Training, opening: Opening) -> bool:
    """Does it stand in «住院医师信息管理»: opened late, or approved in an intake that has ended (REP-30, REP-41)?

    `opening`: the intake window of its year as its base finds it now.
    """
    return training.is_late_entry or (training.original_id is not None and opening.state == "past")


def why_fixed(training: Training, opening: Opening) -> str | None:
    """Why its information cannot be changed now; None in the intake window, and in the second part always (REP-13)."""
    if opening.barred:
        return opening.barred
    if is_managed(training, opening):
        return None
    why = opening.why_closed()
    if why is None or opening.state != "past":
        return why
    if training.case and training.case.state == State.OPEN:
        return f"{why}{WAITS}"
    return f"{why}{MISSED}"


def may_edit(training: Training, opening: Opening) -> str | None:
    """Change training information? In the intake window of its year, and in the second part (REP-02, REP-32)."""
    return why_fixed(training, opening)


def may_delete(training: Training, opening: Opening, reason: str) -> str | None:
    """Delete a wrong import? Never what was approved; in the second part with a reason (REP-05, REP-39)."""
    if training.case and training.case.approved_at:
        return "省级已审核通过，不能删除。如不再培训，请在“培训状态”中办理退培。"
    if training.case and training.case.state == State.OPEN:
        return "已上报，正在省级审核，不能删除。请先撤回上报或由省级退回，再删除。"
    if hasattr(training, "next"):
        return f"“{training.next.institution.name}”已接续该培训记录，不能删除。"
    if is_managed(training, opening) and not reason.strip():
        return "请填写删除原因，说明为何误录在本基地；原因会留存备查。"
    return why_fixed(training, opening)


def may_return_personal(training: Training, comment: str, opening: Opening) -> str | None:
    """Send the personal information back to the resident (REP-09)? With an opinion, while he is in training."""
    if not comment.strip():
        return "请填写退回意见，说明需要修改什么。"
    if len(comment.strip()) > LONGEST_OPINION:
        return f"退回意见有 {len(comment.strip())} 个字，最多 {LONGEST_OPINION} 个字，请精简后再退回。"
    if training.status not in BOUND:
        return f"培训状态为“{TrainingStatus(training.status).label}”，不再退回基本信息。"
    return why_fixed(training, opening)


def may_reset_password(training: Training) -> str | None:
    """Back to the initial password (PLT-14)? Only where the owner can then activate with a code to the mobile number.

    A one-time password, which the account would need otherwise, could be handed over to nobody from a list.
    """
    if training.status not in BOUND:
        return f"培训状态为“{TrainingStatus(training.status).label}”，账号不再由本基地管理；本人可用“忘记密码”找回。"
    account = training.person.account
    if account is None:
        return "该住院医师没有登录账号，请重新导入账号。"
    if account.initial_password == InitialPassword.ONE_TIME or not account.mobile_masked:
        return "该账号没有登记手机号码，重置后收不到激活用的验证码。请本人先在“我的账号”登记手机号码，再重置密码。"
    return None


def may_report(training: Training, gaps: Mapping[str, list[str]], opening: Opening) -> str | None:
    """Report to the province? Only what is complete and not in the resident's hands; in the window, or in the
    second part at any time (REP-10, REP-35)."""
    if why := why_fixed(training, opening):
        return why
    if gaps:
        lacking = "；".join(f"{part}缺：{'、'.join(titles)}" for part, titles in gaps.items())
        return f"{lacking}。请补全后再上报。"
    if training.personal_state == PersonalState.RETURNED:
        return "基本信息已退回住院医师，尚未修改，请待其修改保存后再上报。"
    return None


def may_remind_base(opened: int, unreported: int) -> str | None:
    """Remind a base to report? Not one that has reported everybody (REP-42)."""
    return "该基地已开通的住院医师全部上报，无需提醒。" if opened and not unreported else None


def may_remind_province(waiting: int) -> str | None:
    """Remind a province to review? Only while something waits for it (REP-42)."""
    return None if waiting else "该省没有待审核的记录，无需提醒。"


def unfit(values: Mapping[str, Any]) -> dict[str, str]:
    """Field key → what does not fit together in training information."""
    starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
    if isinstance(starts_on, date) and isinstance(ends_on, date) and ends_on <= starts_on:
        return {"ends_on": f"培训结束日期 {ends_on} 不晚于开始日期 {starts_on}，请核对。"}
    return {}


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
    approved = training.case is not None and training.case.approved_id is not None
    if after == TrainingStatus.COMPLETED and not approved:
        return "该记录尚未审核通过，不能结业。"
    if approved or training.is_late_entry:
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
