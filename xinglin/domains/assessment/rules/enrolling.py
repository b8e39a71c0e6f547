"""What is open to a physician who enrols, and when he may fill in, send and ask to change it (ASM-20 to ASM-23)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from xinglin.domains.reference.public import labels
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role
from xinglin.engines.review.models import State
from xinglin.engines.windows.queries import Opening
from xinglin.kit.calendar import elapsed, shown

from ..enums import Answer, AttachmentKind, Ground, Procedure, Source
from ..models import ChangeRequest, Department, Enrolment, Physician, ProcedureReason

REVIEW = right("assessment.review", "审核医师报名信息", Role.INSTITUTION_ADMIN)
SECOND_REVIEW = right("assessment.second_review", "复核医师考核", Role.AGENCY_ADMIN)

PARTS = {
    "basic": "基本信息",
    "practice": "执业信息",
    "experience": "执业经历",
    "assessment": "自我评定",
    "conduct": "行为记录",
    "procedure": "选择程序",
    "report": "个人述职",
    "attachments": "附件",
}
TABS = {  # as reviewers leaf through them (ASM-31, ASM-32)
    **dict.fromkeys(("basic", "practice", "experience"), "医师信息"),
    **dict.fromkeys(("assessment", "conduct"), "工作业绩·职业道德"),
    **dict.fromkeys(("procedure", "report", "attachments"), "申请材料"),
}
MOST_EXPERIENCES = 20
LONGEST_ANSWER = 500
NOT_TAKING_PART = "所在机构还没有确认您参加本周期考核，确认后即可填报。应当参加的，请联系所在机构。"
NO_AGENCY = "本机构还没有委托考核机构，暂时不能提交，请联系所在机构。"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """All that decides which procedures are open to a physician on a day (ASM-21, PA-11, PA-13).

    `starts_on`, `ends_on`: first and last day of the cycle. `commendations`, `adverse`: the days of his records,
    whatever the cycle. `claimed`: the reason that he has chosen; he keeps it though it lapses.
    """

    day: date
    starts_on: date
    ends_on: date
    first_registered_on: date | None
    commended_years: int
    clean_years: int
    commendations: Sequence[date] = ()
    adverse: Sequence[date] = ()
    reasons: Sequence[ProcedureReason] = ()
    claimed: int | None = None

    def within(self, days: Sequence[date]) -> int:
        """How many of the days lie in the cycle, its first and its last day included."""
        return sum(self.starts_on <= day <= self.ends_on for day in days)


@dataclass(frozen=True)
class Condition:
    """One rule with its figures, as the physician reads it: «执业年限 11 年 364 天，须满 12 年»."""

    text: str
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Way:
    """A procedure on one ground: open when every condition holds. `proof`: what must be uploaded then, as `kind`."""

    key: str
    procedure: Procedure
    title: str
    ground: str = ""
    reason: int | None = None
    conditions: tuple[Condition, ...] = ()
    proof: str = ""
    kind: str = ""
    hint: str = ""

    @property
    def is_open(self) -> bool:
        """May he choose it?"""
        return all(condition.holds for condition in self.conditions)

    @property
    def why_not(self) -> str | None:
        """None, or the sentence with what is lacking."""
        lacking = [condition.text for condition in self.conditions if not condition.holds]
        if not lacking:
            return None
        return f"不符合“{self.title}”的条件：{'；'.join(lacking)}。请选择其他程序。"


def way_key(procedure: str, ground: str, reason: int | None) -> str:
    """«general», «simplified.commended», «exempt.7»; empty while nothing is chosen."""
    return ".".join(str(part) for part in (procedure, reason or ground) if part)


def procedures(standing: Standing) -> list[Way]:
    """Every way there is, open or not, each with its conditions: the simplified ones, the exemptions, the general."""
    own = [reason for reason in standing.reasons if _concerns(reason, standing)]
    by_reason = [_by_reason(reason, standing) for reason in own]
    return [
        _commended(standing),
        _experienced(standing),
        *(way for way in by_reason if way.procedure == Procedure.SIMPLIFIED),
        *(way for way in by_reason if way.procedure == Procedure.EXEMPT),
        Way(key=Procedure.GENERAL, procedure=Procedure.GENERAL, title=Procedure.GENERAL.label),
    ]


def _commended(standing: Standing) -> Way:
    found = standing.within(standing.commendations)
    return Way(
        key=way_key(Procedure.SIMPLIFIED, Ground.COMMENDED, None),
        procedure=Procedure.SIMPLIFIED,
        ground=Ground.COMMENDED,
        title=f"简易程序：执业满 {standing.commended_years} 年且本周期有良好行为记录",
        conditions=(
            _practised(standing, standing.commended_years),
            Condition(f"{_cycle(standing)}良好行为记录 {found} 条，须至少 1 条", found > 0),
        ),
        proof="良好行为的表彰、奖励文件或证书",
        kind=AttachmentKind.COMMENDATION,
        hint="" if found else "受过表彰、奖励而这里没有记录的，请携带证明到所在机构登记，登记后即可选择。",
    )


def _experienced(standing: Standing) -> Way:
    found = standing.within(standing.adverse)
    return Way(
        key=way_key(Procedure.SIMPLIFIED, Ground.EXPERIENCED, None),
        procedure=Procedure.SIMPLIFIED,
        ground=Ground.EXPERIENCED,
        title=f"简易程序：执业满 {standing.clean_years} 年且本周期无不良行为记录",
        conditions=(
            _practised(standing, standing.clean_years),
            Condition(f"{_cycle(standing)}不良行为记录 {found} 条，须没有", found == 0),
        ),
        proof="医师执业证书等能证明执业年限的材料",
        kind=AttachmentKind.EXPERIENCE,
    )


def _practised(standing: Standing, needed: int) -> Condition:
    """Years of practice to the day, since the first registration."""
    first = standing.first_registered_on
    if first is None:
        return Condition(f"没有登记首次注册时间，不能计算执业年限，须满 {needed} 年", False)
    years, days = elapsed(first, standing.day)
    beyond = f" {days} 天" if days else ""
    return Condition(f"执业年限 {years} 年{beyond}，须满 {needed} 年", years >= needed)


def _cycle(standing: Standing) -> str:
    return f"本周期（{shown(standing.starts_on)} 至 {shown(standing.ends_on)}）"


def _concerns(reason: ProcedureReason, standing: Standing) -> bool:
    """Has it to do with this cycle at all?"""
    lapsed = reason.ends_on and reason.ends_on < standing.starts_on
    return reason.pk == standing.claimed or not (lapsed or reason.starts_on > standing.ends_on)


def _by_reason(reason: ProcedureReason, standing: Standing) -> Way:
    procedure = Procedure(reason.procedure)
    exempt = procedure == Procedure.EXEMPT
    return Way(
        key=way_key(procedure, "", reason.pk),
        procedure=procedure,
        ground="" if exempt else Ground.PROVINCIAL,
        reason=reason.pk,
        title=f"{procedure.label}：{reason.title}",
        conditions=(_in_force(reason, standing),),
        proof=reason.proof,
        kind=AttachmentKind.EXEMPTION if exempt else AttachmentKind.PROVINCIAL,
    )


def _in_force(reason: ProcedureReason, standing: Standing) -> Condition:
    if reason.pk == standing.claimed:
        return Condition("规定的情形，您已选择", True)
    if standing.day < reason.starts_on:
        return Condition(f"该情形自 {shown(reason.starts_on)} 起执行，现在不能选择", False)
    if reason.ends_on and reason.ends_on < standing.day:
        return Condition(f"该情形已于 {shown(reason.ends_on)} 失效，不能选择", False)
    until = f" 至 {shown(reason.ends_on)}" if reason.ends_on else " 起"
    return Condition(f"规定的情形，执行时间 {shown(reason.starts_on)}{until}", True)


def may_choose_way(ways: Sequence[Way], key: str) -> str | None:
    """Choose this one?"""
    way = next((way for way in ways if way.key == key), None)
    return way.why_not if way else "请从列出的考核程序中选择一项。"


def may_fill(
    enrolment: Enrolment, enrolling: Opening | None, reviewing: Opening | None, *, is_reopened: bool
) -> str | None:
    """Save parts and submit? Until the submission, in the window of enrolment; what was given back, or opened by a
    granted request, until the review ends. An early assessment is held by no window."""
    if enrolment.cycle.closed_at:
        return f"{enrolment.cycle}已结束办理，不能再填写。"
    case = enrolment.case
    if case and (case.state == State.RETURNED or is_reopened):
        return reviewing.why_closed() if reviewing else None
    if case is None or case.state == State.WITHDRAWN:
        return enrolling.why_closed() if enrolling else None
    when = shown(case.submitted_at)
    if case.state == State.OPEN:
        return f"报名已于 {when} 提交，正在审核，不能修改。需要修改的，请撤回，或申请修改报名信息。"
    return f"报名已于 {when} 提交并通过审核，不能修改。需要修改的，请申请修改报名信息。"


def why_incomplete(gaps: Sequence[tuple[str, str]]) -> str | None:
    """What is still lacking, in one sentence. `gaps`: (part, what to do), in the order of the parts."""
    if not gaps:
        return None
    part, what = gaps[0]
    return f"{PARTS[part]}：{what}{f'（还有 {len(gaps) - 1} 项未完成）' if len(gaps) > 1 else ''}。填写完整后再提交。"


def why_registration_fixed(physician: Physician) -> str | None:
    """Change 医师级别, 执业类别 and 执业范围 himself? Not what the registry says."""
    if physician.source == Source.REGISTRY:
        return "医师级别、执业类别和执业范围由电子化注册系统同步，如有不符请在注册系统办理变更。"
    return None


def why_not_specialty(specialty: str | None, department: Department | None) -> str | None:
    """Is 从事专业 one of the 诊疗科目 of the department chosen?"""
    if not specialty or department is None or specialty in department.services:
        return None
    names = labels("clinical_service")
    own = "、".join(names.get(code, code) for code in department.services)
    return f"从事专业应是科室“{department.name}”的诊疗科目（{own}），请重新选择。"


def unfit_experience(values: Mapping[str, Any]) -> dict[str, str]:
    """Field key → what does not fit together in one line of 执业经历."""
    starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
    found = {}
    if isinstance(starts_on, date) and starts_on > localdate():
        found["starts_on"] = f"开始时间 {shown(starts_on)} 还没有到，请核对。"
    if isinstance(starts_on, date) and isinstance(ends_on, date) and ends_on < starts_on:
        found["ends_on"] = f"结束时间 {shown(ends_on)} 早于开始时间 {shown(starts_on)}，请核对。"
    return found


def why_not_experiences(entries: Sequence[Mapping[str, Any]]) -> str | None:
    """Can these stand side by side?"""
    if len(entries) > MOST_EXPERIENCES:
        return f"执业经历最多填写 {MOST_EXPERIENCES} 段，现有 {len(entries)} 段，请只保留主要的。"
    return next((why for entry in entries for why in unfit_experience(entry).values()), None)


def may_ask_change(
    enrolment: Enrolment, reviewing: Opening | None, *, is_waiting: bool, is_reopened: bool, is_tested: bool, text: str
) -> str | None:
    """«报名信息修改申请»: after submission, and before any test (ASM-23)?"""
    if enrolment.cycle.closed_at:
        return f"{enrolment.cycle}已结束办理，不能再申请修改。"
    if enrolment.case is None or enrolment.case.state not in (State.OPEN, State.APPROVED):
        return "报名还没有提交，可以直接修改，不需要申请。"
    if is_waiting:
        return "您已有一份修改申请等待所在机构处理，请等待答复。"
    if is_reopened:
        return "所在机构已同意修改，可以直接修改，改好后请重新提交。"
    if is_tested or enrolment.result:
        return "已有测评成绩或考核结果，不能再修改报名信息。结果有异议的，请在公布后申请复核。"
    if reviewing and (why := reviewing.why_closed()):
        return why
    return why_not_text(text, "修改内容和原因")


def may_answer_change(request: ChangeRequest, enrolment: Enrolment, reviewing: Opening | None) -> str | None:
    """Grant or decline it? Once, and as long as something can still be changed."""
    if request.state != Answer.WAITING:
        return f"该申请已由 {request.answered_by} 答复（{Answer(request.state).label}），无需再办理。"
    if enrolment.cycle.closed_at:
        return f"{enrolment.cycle}已结束办理，不能再答复。"
    return reviewing.why_closed() if reviewing else None


def why_not_text(text: str, title: str) -> str | None:
    """Is something written, and not too much?"""
    if not text.strip():
        return f"请填写{title}。"
    if len(text.strip()) > LONGEST_ANSWER:
        return f"{title}有 {len(text.strip())} 个字，最多 {LONGEST_ANSWER} 个字，请精简。"
    return None
