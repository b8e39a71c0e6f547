"""May this be done to a training record? None, or the sentence that says why not (REP-02 to REP-11, REP-40)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import AUTHORITIES, NATION, PERSONAL, PROVINCE, Role
from xinglin.engines.accounts.models import InitialPassword
from xinglin.engines.review.models import State
from xinglin.engines.windows.queries import Opening
from xinglin.kit.calendar import shown

from ..enums import BOUND, PersonalState, TrainingStatus
from ..models import PersonalReturn, Training

STAFF = frozenset({Role.BASE_ADMIN, Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY})
VIEW = right("training.view", "查看住院医师信息", AUTHORITIES, STAFF)
OPEN = right("training.open", "住院医师账号导入", Role.BASE_ADMIN)
EDIT = right("training.edit", "编辑培训信息", Role.BASE_ADMIN)
DELETE = right("training.delete", "删除误导入的住院医师", Role.BASE_ADMIN)
RETURN_PERSONAL = right("training.return_personal", "基本信息退回", Role.BASE_ADMIN)
REPORT = right("training.report", "上报", Role.BASE_ADMIN)
REVIEW = right("training.review", "审核上报信息", PROVINCE)
SET_TERM = right("training.set_term", "填写培训年限和起止时间", Role.BASE_ADMIN, Role.RESIDENT, Role.APPLICANT)
CHANGE_STATUS = right("training.change_status", "变更培训状态", Role.BASE_ADMIN)
COMPLETE = right("training.complete", "办理结业", PROVINCE)
RESET = right("training.reset_password", "重置住院医师密码", Role.BASE_ADMIN)
ACCOUNTS = right("training.accounts", "查看住院医师账户", AUTHORITIES, Role.BASE_ADMIN)
WITHDRAWALS = right("training.withdrawals", "查看异常人员名单", AUTHORITIES, Role.BASE_ADMIN)
FOLLOW = right("training.follow", "查看上报进度并提醒基地", AUTHORITIES)
FOLLOW_PROVINCES = right("training.follow_provinces", "查看各省进度并提醒审核", NATION)
OWN = right("training.own", "查看本人培训信息", Role.RESIDENT)
GONE = "该记录已被删除，或不在您的管理范围内，请刷新后重试。"
CHANGED = "这些信息刚才已被他人修改，您的修改没有保存。下面保留了您填写的内容，请与最新内容核对后再保存。"
MISSED = "未经审核通过的人员，也可在“住院医师信息管理”中重新导入账号补录。"
WAITS = "该记录正在等待省级审核，审核通过后可在“住院医师信息管理”中更新。"
LONGEST_OPINION = PersonalReturn._meta.get_field("opinion").max_length or 0


def may_open(
    standing: Sequence[Training], institution_id: int, intake_year: int, opening: Opening, *, is_late: bool = False
) -> str | None:
    """Open an account for someone with these trainings? Not while bound to a base (REP-04), only in the window.

    `is_late`: for somebody missed then, in the second part, only once the window has ended (REP-30).
    """
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
        is_first = training.original_id is None and not training.is_late_entry
        if is_late and is_first and training.case and training.case.state == State.OPEN:
            return "此人的招收信息正在等待省级审核，审核通过后即可在“住院医师信息管理”中更新，无需补录。"
    return why_no_late_entry(intake_year, opening) if is_late else opening.why_closed()


def why_no_late_entry(intake_year: int, opening: Opening) -> str | None:
    """Why nobody can be opened late for this intake; `opening`: its window as the base finds it (REP-30)."""
    if opening.barred:
        return opening.barred
    match opening.state:
        case "past":
            return None
        case "open":
            return f"{intake_year} 年“招收信息上报”正在进行（{opening.span}），请在“招收信息管理”中导入。"
        case "future":
            return f"{intake_year} 年“招收信息上报”尚未开始（{opening.span}），请届时在“招收信息管理”中导入。"
        case _:
            return f"系统中没有 {intake_year} 年的招收，只能补录系统中已有的招收年份，请核对。"


def may_change_specialty(training: Training, opening: Opening, specialty: str | None) -> str | None:
    """Have another specialty (a code)? Not in the second part, once one was approved there (REP-32)."""
    standing = training.specialty.code if training.specialty else None
    if specialty == standing or not (is_managed(training, opening) and is_approved(training)):
        return None
    return "培训专业不能修改。转专业的，请在“培训状态”页办理“转培训专业”。"


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


def why_changed(training: Training, seen: int | None) -> str | None:
    """Was it changed since somebody read it at this revision? None: he says of none."""
    return None if seen in (None, training.revision) else CHANGED


def may_settle(training: Training, opening: Opening) -> str | None:
    """Write into it what was decided? As one may edit, but before the intake begins as well (REC-42)."""
    before = opening.state in ("future", "none") and not opening.barred
    return None if before else why_fixed(training, opening)


def may_set_term(training: Training, opening: Opening, *, by: Actor) -> str | None:
    """Say how long it lasts and from when (REC-40)? Whoever trains; residents themselves until it was reported."""
    if training.status not in BOUND:
        return f"培训状态为“{TrainingStatus(training.status).label}”，不能修改培训年限和起止时间。"
    is_reported = training.case is not None and training.case.state in (State.OPEN, State.APPROVED)
    if by.role in PERSONAL and not by.is_system and is_reported:
        return "您的信息已由培训基地上报，培训年限和起止时间如有不符，请联系基地教学部修改。"
    return may_settle(training, opening)


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


def is_approved(training: Training) -> bool:
    """Was it ever approved, whatever happened to it since?"""
    return training.case is not None and training.case.approved_id is not None


def changed_since(event: Any) -> str:
    """Why an import cannot be undone for a record that changed since; `event`: its last change (PLT-46)."""
    signed = event.pgh_context.metadata if event.pgh_context else {}
    who = f"{signed.get('unit_name', '')}{signed.get('name', '系统')}"
    return f"导入之后，{who}于 {shown(event.pgh_created_at)} 通过“{signed.get('action', '其他操作')}”修改过，不能撤销。"


def may_undo_opening(training: Training, since: datetime, last: Any | None) -> str | None:
    """Take the record of an account import back (PLT-46)? Not when anything has built on it since.

    `last`: the last change of the record when it no longer is as the import left it.
    """
    if training.case:
        return f"已于 {shown(training.case.submitted_at)} 上报，不能撤销。"
    account = training.person.account
    if account and account.activated_at and account.activated_at >= since:
        return f"住院医师已于 {shown(account.activated_at)} 激活账号，不能撤销。"
    return changed_since(last) if last else None


def may_undo_saving(training: Training, since: datetime, last: Any | None) -> str | None:
    """Give the record its values of before a training import again (PLT-46)? Likewise."""
    if training.case and training.case.submitted_at >= since:
        return f"已于 {shown(training.case.submitted_at)} 上报，不能撤销。"
    return changed_since(last) if last else None
