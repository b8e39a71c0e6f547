"""Progress and result, worked out from case, verdicts and tests; and entering tests (ASM-22, ASM-31, EXM-08, 09)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xinglin.engines.review.models import State
from xinglin.engines.windows.queries import Opening

from ..enums import Aspect, Paper, Procedure, Progress, Result, TestState
from ..models import Enrolment

MISSED = (TestState.FAILED, TestState.ABSENT)  # what a resit can make good
NOT_YOURS = "在您的管理范围内没有找到该医师参加的考核，请核对证件号码，或确认其已参加本周期考核。"
NO_PROGRESS = {
    None: Progress.FILLING,
    State.WITHDRAWN: Progress.FILLING,
    State.RETURNED: Progress.RETURNED,
    State.REJECTED: Progress.RETURNED,
}


@dataclass(frozen=True, kw_only=True)
class Parts:
    """All that one assessment's standing follows from.

    `tests`: (sitting, paper) → state. `resits`: how many times a paper that was missed may be taken again.
    """

    state: str | None = None  # of the case; None before the first submission
    step: str = ""
    procedure: str = ""
    verdicts: Mapping[str, bool] = field(default_factory=dict)
    tests: Mapping[tuple[int, str], str] = field(default_factory=dict)
    resits: int = 1


def standing_of(parts: Parts) -> tuple[Progress, Result | None]:
    """What comes next, and the result once nothing does.

    Of the three things assessed any one that is 不合格 makes the whole 不合格 (PA-14), whatever else is still to come.
    """
    if parts.state == State.OPEN:
        return Progress(parts.step), None
    if parts.state != State.APPROVED:
        return NO_PROGRESS[State(parts.state) if parts.state else None], None
    found = [parts.verdicts.get(Aspect.WORK), parts.verdicts.get(Aspect.ETHICS), competence_of(parts)]
    if False in found:
        return Progress.DONE, Result.FAILED
    return (Progress.DONE, Result.PASSED) if None not in found else (_awaited(parts), None)


def competence_of(parts: Parts) -> bool | None:
    """业务水平: the agency's verdict where no test is asked, an exemption counting as passed (PA-13); else every paper.

    None while it is open.
    """
    if parts.procedure == Procedure.EXEMPT:
        return True
    if parts.procedure != Procedure.GENERAL:
        return parts.verdicts.get(Aspect.COMPETENCE)
    papers = [_paper(parts, paper) for paper in Paper]
    return False if False in papers else None if None in papers else True


def _paper(parts: Parts, paper: Paper) -> bool | None:
    """As its last sitting left it; None while it can still be taken. Who cheated takes it no more (PA-16)."""
    last = max((sitting for sitting, of in parts.tests if of == paper), default=0)
    state = parts.tests.get((last, paper))
    if state in MISSED and last <= parts.resits:
        return None
    return None if state is None else state == TestState.PASSED


def _awaited(parts: Parts) -> Progress:
    """A paper that nobody has entered comes before one that is to be repeated; a verdict that lacks is the agency's."""
    if parts.procedure != Procedure.GENERAL:
        return Progress.AGENCY
    taken = {paper for _, paper in parts.tests}
    return Progress.RESIT if len(taken) == len(Paper) else Progress.TEST


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """What became of one physician's papers at one sitting: 1 is the test, those after it are resits.

    `papers`: paper → its state, and the score in hundredths of a point where there is one.
    """

    enrolment: int
    number: int = 1
    papers: Mapping[str, tuple[str, int | None]]
    taken_at: datetime | None = None


def may_enter(enrolment: Enrolment, opening: Opening | None = None) -> str | None:
    """Enter what became of tests? Only where one is asked, from its window's begin on, until the result is published.

    `opening`: of the test or the resit; None for an early assessment, which no window holds.
    """
    if enrolment.cycle.closed_at:
        return "该周期已结束办理，不能再录入测评成绩。"
    if enrolment.published_at:
        return "考核结果已公布，不能再录入测评成绩；结果有误的，请由卫生行政机构按复核办理。"
    if enrolment.case is None or enrolment.case.state != State.APPROVED:
        return f"该医师现为“{Progress(enrolment.progress).label}”，考核机构复核通过后才能录入测评成绩。"
    if enrolment.procedure != Procedure.GENERAL:
        return f"该医师按“{Procedure(enrolment.procedure).label}”考核，不参加测评。"
    return opening.why_closed() if opening and opening.state in ("future", "none") else None


def why_not_sitting(sitting: Sitting, standing: Mapping[tuple[int, str], str], resits: int) -> str | None:
    """Does it follow from what stands? Only a paper that was missed is taken again, and in order (EXM-08).

    `standing`: (sitting, paper) → state.
    """
    if not 1 <= sitting.number <= resits + 1:
        return f"本省规定可以补考 {resits} 次，没有第 {sitting.number} 次测评，请核对。"
    for paper, (state, score) in sitting.papers.items():
        title = Paper(paper).label
        if state == TestState.ABSENT and score is not None:
            return f"“{title}”为缺考，不应有得分，请核对。"
        if any(of == paper and number > sitting.number for number, of in standing):
            return f"“{title}”已有此后的补考成绩，不能再改第 {sitting.number} 次的成绩。"
        if sitting.number > 1 and (why := _no_resit(standing.get((sitting.number - 1, paper)), title)):
            return why
    return None


def _no_resit(before: str | None, title: str) -> str | None:
    if before is None:
        return f"“{title}”还没有上一次的测评成绩，请先录入。"
    return None if before in MISSED else f"“{title}”上一次为“{TestState(before).label}”，不需要或不能补考。"


def why_not_row(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """(Column, sentence) where a row of the sheet does not say what became of a paper."""
    given = [paper for paper in Paper if row.get(paper.value)]
    if not given:
        return Paper.COMMON, "两份试卷的结果都没有填写，请至少填写一份，或删去本行。"
    for paper in set(Paper).difference(given):
        if row.get(f"{paper}_score") is not None:
            return paper.value, f"填写了“{paper.label}”的得分，没有填写结果，请补填。"
    return None


def may_undo_tests(enrolment: Enrolment, earliest: int, others: Collection[int], *, is_changed: bool) -> str | None:
    """Take back what an import entered of somebody, the earliest at this sitting? `others`: sittings not of it."""
    if why := may_enter(enrolment):
        return why
    if is_changed:
        return "导入后该医师的测评成绩又有修改，不能撤销。"
    return "导入后该医师已有补考成绩，不能撤销。" if any(sitting > earliest for sitting in others) else None
