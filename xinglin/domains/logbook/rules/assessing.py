"""What may be entered, signed and opened again (ROT-08)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..models import EndOfRotationAssessment
from ..models.assessments import SCORES

Assessment = EndOfRotationAssessment | None
NOT_SCORED = "还没有录入成绩，请先录入理论考核、技能考核和日常表现。"


def may_score(assessment: Assessment) -> str | None:
    """Until somebody has signed."""
    if assessment is None or assessment.supervisor_signed_at is None:
        return None
    if assessment.is_final:
        return "带教老师和科室都已签字，成绩不能修改。确需更正的请教学部“重新开放”。"
    return "带教老师已签字，成绩不能修改。有错误的请科室“重新开放”。"


def may_sign(assessment: Assessment) -> str | None:
    """The supervisor, once all three scores stand."""
    if assessment is None:
        return NOT_SCORED
    lacking = [title for key, title in _titles().items() if getattr(assessment, key) is None]
    if lacking:
        return f"还没有录入{'、'.join(lacking)}成绩，录入后再签字。"
    return "带教老师已签字。" if assessment.supervisor_signed_at else None


def may_sign_for_department(assessment: Assessment, *, is_taught: bool) -> str | None:
    """After the supervisor."""
    if assessment is None:
        return NOT_SCORED
    if assessment.is_final:
        return "科室已签字。"
    if assessment.supervisor_signed_at is None:
        wanted = "请带教老师先签字" if is_taught else "还没有分配带教老师，请先在“分配带教老师”中分配，由带教老师签字"
        return f"{wanted}，科室再签字。"
    return None


def may_reopen(assessment: Assessment, reason: str, *, is_base: bool) -> str | None:
    """The department what the supervisor alone has signed; what both have signed the teaching department."""
    if assessment is None or assessment.supervisor_signed_at is None:
        return "还没有签字，可以直接修改成绩。"
    if assessment.is_final and not is_base:
        return "双方都已签字，请教学部重新开放。"
    return None if reason.strip() else "请填写重新开放的原因。"


def unfit_rule(row: Mapping[str, Any]) -> str | None:
    """Weights come to a hundred."""
    total = sum(row[f"{score}_weight"] for score in SCORES)
    return None if total == 100 else f"三项占比合计应为 100%，现为 {total}%，请修改。"


def figure(value: Decimal | None) -> str:
    """«85», «85.5»."""
    return "" if value is None else f"{value.normalize():f}"


def result_tag(assessment: Assessment) -> tuple[str, str]:
    """待录入, 待带教签字, 待科室签字, and what came of it."""
    if assessment is None or assessment.total is None:
        return ("待录入", "grey") if assessment is None else ("成绩不全", "orange")
    if not assessment.is_final:
        return ("待科室签字" if assessment.supervisor_signed_at else "待带教签字", "blue")
    words, tone = ("合格", "green") if assessment.has_passed else ("不合格，须重轮", "red")
    return f"{words} {figure(assessment.total)}", tone


def _titles() -> dict[str, str]:
    fields = EndOfRotationAssessment._meta
    return {key: str(fields.get_field(key).verbose_name) for key in SCORES}  # type: ignore[union-attr]  # -- columns
