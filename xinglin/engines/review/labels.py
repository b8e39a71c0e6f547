"""What people read: 上报状态 and 审核状态, derived from revision and case, never stored (PLT-35, REP-10, REP-35).

For one subject (its `case` loaded with it), for a query, and as a coloured tag; all three say the same.
"""

from typing import Any, NamedTuple

from django.db.models import F, Q

from .models import State

REPORTED, NOT_REPORTED = "已上报", "未上报"
REVIEW_LABELS = {
    State.OPEN: "待审核",
    State.APPROVED: "审核通过",
    State.RETURNED: "退回修改",
    State.REJECTED: "驳回",
}
REPORT_TONES = {REPORTED: "green", NOT_REPORTED: "grey"}
REVIEW_TONES = {"": "grey", "待审核": "blue", "审核通过": "green", "退回修改": "orange", "驳回": "red"}
STANDING = (State.OPEN, State.APPROVED, State.REJECTED)  # what was sent still lies above


class Tag(NamedTuple):
    """A word and its fixed colour (`<c-tag tone=…>`)."""

    text: str
    tone: str


def is_reported(subject: Any) -> bool:
    """Does what lies above equal what the subject now is?"""
    case = subject.case
    return case is not None and case.state in STANDING and case.revision == subject.revision


def report_label(subject: Any) -> str:
    """基地上报状态: 未上报 / 已上报."""
    return REPORTED if is_reported(subject) else NOT_REPORTED


def review_label(subject: Any) -> str:
    """审核状态 of the last submission (REVIEW_LABELS); empty when there is none, or it was withdrawn."""
    return REVIEW_LABELS.get(subject.case.state, "") if subject.case else ""


def report_tag(subject: Any) -> Tag:
    """基地上报状态 with its colour."""
    label = report_label(subject)
    return Tag(label, REPORT_TONES[label])


def review_tag(subject: Any) -> Tag:
    """审核状态 with its colour."""
    label = review_label(subject)
    return Tag(label, REVIEW_TONES[label])


def reported_q(prefix: str = "") -> Q:
    """Subjects that are 已上报; negate it for 未上报. `prefix` leads to the subject («training__»)."""
    return Q(**{f"{prefix}case__state__in": STANDING, f"{prefix}case__revision": F(f"{prefix}revision")})


def review_state_q(label: str, prefix: str = "") -> Q:
    """Subjects with this 审核状态; an empty label finds those that wait for nobody's word."""
    if label == "":
        return Q(**{f"{prefix}case": None}) | Q(**{f"{prefix}case__state": State.WITHDRAWN})
    state = next((state for state, text in REVIEW_LABELS.items() if text == label), None)
    return Q(**{f"{prefix}case__state": state}) if state else Q(pk__in=[])


def approved_q(prefix: str = "") -> Q:
    """Subjects that were ever approved: those that count (REP-41)."""
    return Q(**{f"{prefix}case__approved__isnull": False})
