"""May this be done to a person's record? Rights of this domain."""

from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role

from .enums import CorrectionState
from .models import Correction

OWN_RECORD = right("people.own_record", "填写本人信息", Role.RESIDENT, Role.APPLICANT, Role.PHYSICIAN, Role.SUPERVISOR)
ANSWER = right("people.answer_corrections", "答复更正申请", Role.BASE_ADMIN)
MOST_OPEN, LONGEST = 5, 500


def may_ask(text: str, waiting: int, *, is_trained_there: bool) -> str | None:
    """May the person ask this base for a correction? `waiting`: requests that are not answered yet."""
    if not is_trained_there:
        return "更正申请只能交给您所在的培训基地，请刷新页面后再试。"
    if not text:
        return "请写明哪一项不对、应该是什么。"
    if len(text) > LONGEST:
        return f"说明最多 {LONGEST} 字，现在是 {len(text)} 字，请精简后再提交。"
    if waiting >= MOST_OPEN:
        return f"您已有 {waiting} 个申请等待答复，请等基地答复后再提交。"
    return None


def may_answer(correction: Correction) -> str | None:
    """May a request still be answered?"""
    if correction.state == CorrectionState.OPEN:
        return None
    return f"这个申请已由 {correction.answered_by} 答复（{CorrectionState(correction.state).label}），不用再办理。"
