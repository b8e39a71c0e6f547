"""What institution and agency decide about enrolments (ASM-31 to ASM-35, ASM-43)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role

from ..enums import Aspect, ConductKind, Duty, Procedure, Progress
from ..models import ConductRecord, Cycle, Enrolment
from .enrolling import TABS
from .setting_up import ADMINS, NO_CYCLE

CONDUCT = right("assessment.conduct", "登记执业行为记录和提前考核", ADMINS, Role.INSTITUTION_ADMIN)
ENTER_TESTS = right("assessment.enter_tests", "导入测评成绩", ADMINS, Role.AGENCY_ADMIN)

LONGEST = 500
JUDGING_TAB = TABS["assessment"]
BY_INSTITUTION = (Aspect.WORK, Aspect.ETHICS)
Given = Mapping[str, tuple[bool, str]]  # aspect → whether it is 合格, and why not


def asked_of(enrolment: Enrolment) -> tuple[Aspect, ...]:
    """What the level where it lies must judge: 业务水平 is the agency's where no test is held and nobody is exempt."""
    if is_first(enrolment):
        return BY_INSTITUTION
    return (Aspect.COMPETENCE,) if enrolment.procedure == Procedure.SIMPLIFIED else ()


def is_first(enrolment: Enrolment) -> bool:
    """Does it lie with the institution, or did it end there?"""
    return enrolment.case is None or enrolment.case.step == Progress.INSTITUTION


def why_not_verdicts(asked: Sequence[Aspect], given: Given) -> str | None:
    """Are all of them there, each 不合格 with its reason (ASM-31)?"""
    for aspect in asked:
        if aspect not in given:
            return f"请评定“{aspect.label}”是否合格。"
        is_passed, reason = given[aspect]
        if not is_passed and not reason.strip():
            return f"“{aspect.label}”评定为不合格，请填写理由。"
        if len(reason.strip()) > LONGEST:
            return f"“{aspect.label}”的理由有 {len(reason.strip())} 个字，最多 {LONGEST} 个字，请精简。"
    return None


def may_pass_in_bulk(
    enrolment: Enrolment, verdicts: Mapping[str, bool], *, adverse: int, is_sent_back: bool
) -> str | None:
    """Be passed with others, everything 合格? Not what wants a look of its own. `adverse`: records of the cycle."""
    failed = [Aspect(aspect).label for aspect, is_passed in verdicts.items() if not is_passed]
    if failed:
        return f"“{'”“'.join(failed)}”评定为不合格，请打开该医师逐一办理。"
    if is_sent_back:
        return "考核机构已退回该医师，请打开查看退回意见，逐一办理。"
    if adverse:
        return f"该医师本周期有 {adverse} 条不良执业行为记录，请打开该医师逐一评定。"
    return None


def why_not_conduct(values: Mapping[str, Any]) -> str | None:
    """Can it be put on record so (ASM-31, PA-15)?"""
    if not values["institution_name"].strip() or not values["outcome"].strip():
        return "请填写医疗卫生机构和处理结果。"
    if isinstance(values["closed_on"], date) and values["closed_on"] > localdate():
        return f"结案时间 {values['closed_on']} 还没有到，请核对。"
    if values.get("starts_early") and values["kind"] != ConductKind.ADVERSE:
        return "只有不良行为记录可以要求提前考核，请核对类别。"
    return None


def why_not_remover(by: Actor) -> str | None:
    """May he strike anything off the record? An authority alone."""
    return None if by.is_system or by.role in ADMINS else "执业行为记录登记有误的，请由卫生行政机构删除。"


def may_remove_conduct(record: ConductRecord, by: Actor, is_assessed: bool) -> str | None:
    """Strike it off the record? Not what an early assessment rests on."""
    return why_not_remover(by) or ("该记录已启动提前考核，不能删除。" if is_assessed else None)


def may_add_opinion(enrolment: Enrolment, institution_name: str, text: str) -> str | None:
    """«新增意见» (ASM-34)? As long as the assessment goes on."""
    if enrolment.cycle.closed_at or enrolment.published_at:
        return "该医师本周期的考核已结束，不能再登记意见。"
    if not institution_name.strip() or not text.strip():
        return "请填写医疗卫生机构和意见。"
    if len(text.strip()) > LONGEST:
        return f"意见有 {len(text.strip())} 个字，最多 {LONGEST} 个字，请精简。"
    return None


def may_start_early(record: ConductRecord, cycle: Cycle | None, is_started: bool) -> str | None:
    """«启动提前考核» for it (ASM-43)? Only for what requires one, once."""
    if not record.starts_early:
        return "该记录没有标明“须提前考核”，不能启动提前考核。"
    if is_started:
        return "该记录已启动提前考核，请在“已确认参加”中查看。"
    if record.physician.duty == Duty.ENDED:
        return "该医师的注册已注销，不再考核。"
    return NO_CYCLE if cycle is None else None
