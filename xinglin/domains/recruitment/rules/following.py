"""Training length, its reduction, and what is applied for after admission: who may, and why not (REC-40 to REC-44)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xinglin.domains.reference.public import Specialty
from xinglin.domains.training.public import BOUND, NewStatus, Training, TrainingStatus
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import CITY, PROVINCE, Role
from xinglin.engines.review.models import State

from ..fields.applying import EMPLOYED, STUDENT
from ..models import LengthReduction

TERMS = right("recruitment.terms", "培训年限管理", Role.BASE_ADMIN)
OWN_TERM = right("recruitment.own_term", "填写本人培训年限、申请减免", Role.RESIDENT, Role.APPLICANT)
REVIEW_REDUCTIONS = right("recruitment.review_reductions", "审核培训年限减免", Role.BASE_ADMIN, CITY, PROVINCE)
SEE_REQUESTS = right("recruitment.see_requests", "查看学员变更申请", Role.BASE_ADMIN, CITY, PROVINCE)
ASK = right("recruitment.ask_changes", "申请学员信息、培训状态变更", Role.BASE_ADMIN)
DECIDE = right("recruitment.decide_changes", "审核学员信息、培训状态变更申请", CITY, PROVINCE)

CHANGEABLE = ("SOCIAL", *EMPLOYED)  # 人员类型 between which one may change (R-CHG-03)
ADMITTED_AS = {
    "resident_category": "人员类型",
    "employer_name": "工作单位名称",
    "employer_credit_code": "工作单位统一社会信用代码",
}
USUAL_YEARS = 3
SHORTER = (1, 2)
BASE_STEP = "base"
MAIN = "主要基地"  # as 协同单位: from the site back to the base itself, which then stands in the site's place
NO_EVIDENCE = "缺：证明材料（如本人申请、诊断证明）。请上传后再提交。"
GONE = "该记录已被删除，或不在您的管理范围内，请刷新后重试。"
REQUESTABLE = (
    TrainingStatus.TRAINING,
    TrainingStatus.SUSPENDED,
    TrainingStatus.EXTENDED,
    TrainingStatus.WITHDRAWN,
)


@dataclass(frozen=True)
class Proof:
    """One piece of evidence: what it is, and its upload."""

    title: str
    upload: UUID


@dataclass(frozen=True)
class NewReduction:
    """A shorter training as the resident applies for it."""

    years: int
    reason: str
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewFacts:
    """What shall change of a training; what is empty stays. `specialty` is a code, `site` a name."""

    reason: str
    resident_category: str = ""
    employer_name: str = ""
    employer_credit_code: str = ""
    specialty: str = ""
    target: Unit | None = None
    site: str = ""
    proof: UUID | None = None

    def asks(self) -> bool:
        """Is there anything in it?"""
        return any((self.resident_category, self.employer_name, self.specialty, self.target, self.site))


@dataclass(frozen=True)
class AskedStatus:
    """A change of the training status with its evidence."""

    new: NewStatus
    proof: UUID | None = None


def usual_years(specialty: Specialty | None) -> int:
    """How long a training in this specialty takes without any reduction."""
    return specialty.years if specialty else USUAL_YEARS


def may_set_term(
    training: Training, years: int, specialty: Specialty | None, reduction: LengthReduction | None
) -> str | None:
    """So many years? A shorter training only by 减免; what that decided stays (REC-40, REC-41).

    `specialty`: that it then is in; `reduction`: the last one. What stands already was let in before, and may stay.
    """
    if reduction and is_waiting(reduction):
        return "培训年限减免申请正在审核，审核结束后再修改培训年限和起止时间。"
    if reduction and reduction.done_at:
        if years == reduction.years:
            return None
        return f"培训年限已审核减免为 {reduction.years} 年，不能再改为 {years} 年；开始日期可以修改。"
    usual, before = usual_years(specialty), usual_years(training.specialty)
    if years >= usual or (years == training.training_years and usual == before):
        return None
    return (
        f"培训年限少于 {usual} 年的，须由学员在“培训年限管理”中提交减免申请，逐级审核通过后自动生效。"
        f"这里请填写 {usual} 年。"
    )


def may_enter_length(
    training: Training, years: int, specialty: Specialty | None, reduction: LengthReduction | None, is_recruited: bool
) -> str | None:
    """The same for the base's own reporting form, which says much else: what it leaves as it is waits for nobody.

    `is_recruited`: the province recruited by this system that year. Elsewhere its review of the report approves the
    length, but no less does a decided 减免 stand.
    """
    if years == training.training_years and specialty == training.specialty:
        return None
    is_asked = reduction is not None and (reduction.done_at is not None or is_waiting(reduction))
    return may_set_term(training, years, specialty, reduction) if is_recruited or is_asked else None


def admitted_otherwise(training: Training, values: Mapping[str, Any]) -> dict[str, str]:
    """What the base's own form or sheet would change of an admission: field key → sentence (REC-42, REC-43).

    What recruitment did not know, such as the code of an employer, may be filled in.
    """
    standing = {key: getattr(training, key) for key in ADMITTED_AS}
    return {
        key: f"该学员经招录系统录取，“{title}”不能在这里修改；请在“学员信息变更申请”中办理，审核通过后自动更新。"
        for key, title in ADMITTED_AS.items()
        if key in values and standing[key] and (values[key] or "") != standing[key]
    }


def may_ask_reduction(training: Training, last: LengthReduction | None) -> str | None:
    """Apply for a shorter training (REC-41)? `last`: the request before."""
    if training.status not in BOUND:
        return f"培训状态为“{TrainingStatus(training.status).label}”，不能申请培训年限减免。"
    if training.resident_category == STUDENT:
        return "全日制硕士专业学位研究生实际培训时间不少于 33 个月，不能申请培训年限减免。"
    if last and last.done_at:
        return f"培训年限已审核减免为 {last.years} 年，不能再次申请。"
    if training.specialty is None:
        return "还没有填写培训专业，请联系培训基地补充后再申请。"
    if training.starts_on is None:
        return "还没有填写培训开始日期，请先在“培训年限管理”中填写。"
    if not years_offered(training):
        return f"培训年限为 {training.training_years or usual_years(training.specialty)} 年，无需申请减免。"
    return None


def years_offered(training: Training) -> list[int]:
    """Lengths that may be applied for, the longest first: shorter than usual, and no longer than it stands.

    One that stands shorter without a decision is applied for as it is, so that its evidence is reviewed, too (REC-41).
    """
    usual = usual_years(training.specialty)
    now = training.training_years or usual
    return [years for years in sorted(SHORTER, reverse=True) if years < usual and years <= now]


def lacks_reduction(training: Training) -> bool:
    """Is it shorter than usual? Then, where nobody has applied for that, its evidence is still to come (REC-41)."""
    return (training.training_years or USUAL_YEARS) < usual_years(training.specialty)


def why_not_years(training: Training, years: int) -> str | None:
    """Is it shorter at all?"""
    if years in (offered := years_offered(training)):
        return None
    now = training.training_years or usual_years(training.specialty)
    named = "或 ".join(f"{each} 年" for each in offered)
    return f"现在的培训年限为 {now} 年，可以申请的年限为 {named}，请重新选择。"


def lacking_proofs(reason: str, kinds: Collection[str]) -> str | None:
    """What has to be there before it is submitted; `kinds`: of the files that are (REC-41)."""
    lacking = [
        title
        for title, is_there in (
            ("申请理由", bool(reason.strip())),
            ("培训年限减免申请表（PDF）", "reduction-application" in kinds),
            ("至少一份证明材料", "reduction-evidence" in kinds),
        )
        if not is_there
    ]
    return f"缺：{'、'.join(lacking)}。请补齐后再提交。" if lacking else None


def is_waiting(request: Any) -> bool:
    """Does a level decide on it now?"""
    return request.case is not None and request.case.state == State.OPEN


def may_edit_request(request: Any) -> str | None:
    """Correct it, or give it up? Not while it is decided on, and not what has come to an end."""
    if request.done_at:
        return "该申请已审核通过并生效，不能修改。"
    if request.ended_at:
        return "该申请已结束，请重新申请。"
    return "该申请已提交，正在审核，不能修改。如需修改，请先撤回。" if is_waiting(request) else None


def may_add_base_proofs(reduction: LengthReduction, by: Actor) -> str | None:
    """Lay the base's own proof beside it? The base whose turn it is."""
    case = reduction.case
    if case and case.state == State.OPEN and case.step == BASE_STEP and case.seat_id == by.unit_id:
        return None
    return "现在不在基地审核环节，不能上传基地证明材料。"


def may_ask_change(training: Training, new: NewFacts, *, year: int, target_has: Collection[str]) -> str | None:
    """Apply for this change (REC-42)? `year`: of the present intake; `target_has`: codes that the new base trains."""
    if training.status not in BOUND:
        return f"培训状态为“{TrainingStatus(training.status).label}”，不能申请信息变更。"
    if not new.asks():
        return "没有填写要变更的内容。请至少填写一项，不变更的留空。"
    return (
        _wrong_category(training, new.resident_category)
        or _wrong_employer(training, new)
        or _wrong_specialty(training, new)
        or (_wrong_base(training, new, year, target_has) if new.target else None)
    )


def _wrong_category(training: Training, category: str) -> str | None:
    if not category:
        return None
    if training.resident_category == STUDENT or category == STUDENT:
        return "全日制硕士专业学位研究生（并轨专硕）的人员类型不能变更，其他人员也不能变更为该类型。"
    if category == training.resident_category:
        return "变更后的人员类型与现在相同，不变更的请留空。"
    if category not in CHANGEABLE or training.resident_category not in CHANGEABLE:
        return "人员类型只能在面向社会招收住院医师、本单位住院医师、外单位委托培养住院医师之间变更。"
    return None


def _wrong_employer(training: Training, new: NewFacts) -> str | None:
    after = new.resident_category or training.resident_category
    if new.employer_name and after not in EMPLOYED:
        return "只有本单位住院医师和外单位委托培养住院医师填写选送单位，请留空或同时变更人员类型。"
    if new.resident_category in EMPLOYED and not (new.employer_name or training.employer_name):
        return "变更为本单位或外单位委托培养住院医师时，请填写选送单位。"
    if new.employer_credit_code and not new.employer_name:
        return "填写了选送单位统一社会信用代码，请同时填写选送单位。"
    if new.employer_name and new.employer_name == training.employer_name and not new.employer_credit_code:
        return "变更后的选送单位与现在相同，不变更的请留空。"
    return None


def _wrong_specialty(training: Training, new: NewFacts) -> str | None:
    if new.specialty and training.specialty and new.specialty == training.specialty.code:
        return f"变更后的培训专业与现在（{training.specialty.name}）相同，不变更的请留空。"
    if new.site and new.target:
        return "变更主要基地时不填协同单位，由转入基地填写，请留空。"
    if new.site == MAIN and training.site is None:
        return "该学员现在就在主要基地培训，协同单位不变更的请留空。"
    if new.site and training.site and new.site == training.site.name:
        return "变更后的协同单位与现在相同，不变更的请留空。"
    return None


def _wrong_base(training: Training, new: NewFacts, year: int, target_has: Collection[str]) -> str | None:
    target = new.target
    assert target is not None  # noqa: S101 -- asked only where one is named
    if target.pk == training.institution_id:
        return "变更后的主要基地与现在相同，不变更的请留空。"
    if training.intake_year != year or target.province_id != training.province_id:
        what = "省内" if training.intake_year == year else f"当年（{year} 级）招收的学员"
        return (
            f"主要基地变更申请只限{what}。该学员（{training.intake_year} 级）请在“住院医师信息管理”的“培训状态”中"
            f"办理退培，原因选“转培训基地”，由“{target.name}”在“转入待接收”中接收。"
        )
    specialty = new.specialty or (training.specialty.code if training.specialty else "")
    if specialty not in target_has:
        return f"“{target.name}”没有该培训专业的专业基地，或已暂停招收，请另选主要基地或同时变更培训专业。"
    return None


def may_ask_status(training: Training, new: NewStatus) -> str | None:
    """Apply for this status (REC-44)? Whether the step is legal is for training to say, when it is carried out."""
    if new.status not in REQUESTABLE:
        return "可以申请退培、暂停、延期、恢复（改为在培），请重新选择。"
    return None if training.status in BOUND else f"培训状态为“{TrainingStatus(training.status).label}”，不能再变更。"
