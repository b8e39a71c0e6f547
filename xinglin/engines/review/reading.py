"""What a reviewer reads: one submission in parts, what changed in it, who said what, and what may be done now."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.files.models import Upload
from xinglin.kit.row_keys import row_key

from . import rules
from .chain import Chain
from .copies import Answer, Change, Form, answers_of, changes, files_of, uploads_of
from .models import Case, Decision, State, Submission, Verdict
from .queries import Course, Entry, course_of, entries_of

PIN = "pin:"


@dataclass(frozen=True)
class Typed:
    """What was typed into the decision bar and beside fields."""

    comment: str = ""
    pinned: Mapping[str, str] = field(default_factory=dict)
    submission: int | None = None  # the one that was read

    @classmethod
    def of(cls, posted: QueryDict) -> "Typed":
        """From the posted form."""
        submission = posted.get("submission", "")
        pins = {key.removeprefix(PIN): posted.get(key, "").strip() for key in posted if key.startswith(PIN)}
        return cls(
            comment=posted.get("comment", "").strip(),
            pinned={key: text for key, text in pins.items() if text},
            submission=row_key(submission) or None,
        )

    def expected(self, key: int) -> dict[int, int]:
        """As the actions take it; without a submission nothing was read, and nothing matches."""
        return {key: self.submission or 0}


@dataclass(frozen=True)
class ShownFile:
    """A scan: its address, and that of its small picture when it has one."""

    url: str
    thumbnail: str


@dataclass(frozen=True)
class ShownAnswer:
    """One line of the form."""

    key: str
    title: str
    shown: str
    is_sensitive: bool
    is_changed: bool
    files: list["ShownFile"]
    remark: str  # pinned at the last return
    pin: str  # typed just now


@dataclass(frozen=True)
class ShownPart:
    """One tab: sections that belong together."""

    key: str
    title: str
    sections: list[tuple[str, list[ShownAnswer]]]

    @property
    def changed(self) -> int:
        """How many answers of it changed."""
        return sum(answer.is_changed for _, answers in self.sections for answer in answers)


@dataclass(frozen=True)
class Reading:
    """Everything the page shows of a case."""

    submission: Submission
    parts: list[ShownPart]
    changes: list[Change] | None  # None: nothing was reviewed before
    changes_title: str
    sent_back: Decision | None  # the word of the level above that gave it back
    entries: list[Entry]
    is_current: bool
    is_edited_since: bool
    is_seated: bool  # the actor is one of those who decide in this chain
    may_decide: bool  # the bar is shown
    why_not: str  # the bar's buttons are greyed for this reason
    may_withdraw: bool
    has_sensitive: bool
    typed: Typed


def reading_of(
    chain: Chain, subject: Any, actor: Actor, number: int | None = None, typed: Typed | None = None
) -> Reading | None:
    """The n-th submission as the actor finds it, the last one by default; None when there is no such."""
    course = course_of(chain, subject.case)
    submission = course.numbered(number or subject.case.number)
    if submission is None:
        return None
    typed = typed or Typed()
    is_current = submission.pk == subject.case.current_id
    found, title, remarks = _differences(course, submission)
    sent_back = course.sent_back if is_current else None
    remarks = sent_back.field_comments if sent_back else remarks
    is_seated = any(actor.may(step.seat.right) for step in chain.steps)
    why_not = rules.may_decide(chain, [subject], actor).get(subject.pk, "") if is_seated else ""
    seat_is_his = subject.case.state == State.OPEN and (actor.is_system or subject.case.seat_id == actor.unit_id)
    return Reading(
        submission=submission,
        parts=_parts(_with_additions(course, submission), {change.key for change in found or ()}, remarks, typed),
        changes=found,
        changes_title=title,
        sent_back=sent_back,
        entries=entries_of(course, submission.number),
        is_current=is_current,
        is_edited_since=subject.revision != subject.case.revision,
        is_seated=is_seated,
        may_decide=is_current and is_seated and seat_is_his,
        why_not=why_not,
        may_withdraw=is_current
        and actor.may(chain.submit_right)
        and subject.pk not in rules.may_withdraw(chain, [subject]),
        has_sensitive=is_seated and any(a.get("sensitive") and a["shown"] for a in answers_of(submission.copy)),
        typed=typed,
    )


def _differences(course: Course, submission: Submission) -> tuple[list[Change] | None, str, Mapping[str, str]]:
    """What changed since the last verdict, how that is headed, and the remarks pinned then."""
    before = course.judged_before(submission.number)
    if before is None:
        return None, "", {}
    reviewed, decision = before
    word = "退回" if decision.verdict == Verdict.RETURN else "审核"
    return changes(reviewed, submission), f"自上次{word}以来的变化", decision.field_comments


def _with_additions(course: Course, submission: Submission) -> Form:
    """What was submitted, and what the steps laid beside it."""
    spoken = [d for d in course.decisions if d.submission_id == submission.pk and d.addition]
    added = {d.step: d.addition for d in spoken}  # of a level that spoke again its last word
    return Form(sections=[section for form in (submission.copy, *added.values()) for section in form["sections"]])


def parts_of(form: Form) -> list[ShownPart]:
    """A frozen form that is only read: no remarks, nothing marked as changed."""
    return _parts(form, set(), {}, Typed())


def _parts(form: Form, changed: set[str], remarks: Mapping[str, str], typed: Typed) -> list[ShownPart]:
    parts: dict[str, ShownPart] = {}
    uploads = Upload._base_manager.filter(pk__in=uploads_of(form), has_thumbnail=True)
    pictures = {str(key) for key in uploads.values_list("pk", flat=True)}
    for section in form["sections"]:
        tab = section.get("tab") or section["title"]
        part = parts.setdefault(tab, ShownPart(f"part-{len(parts) + 1}", tab, []))
        answers = [_shown(answer, changed, remarks, typed, pictures) for answer in section["fields"]]
        part.sections.append((section["title"], answers))
    return list(parts.values())


def _file(key: str, is_picture: bool) -> ShownFile:
    return ShownFile(reverse("files:read", args=[key]), reverse("files:thumbnail", args=[key]) if is_picture else "")


def _shown(
    answer: Answer, changed: set[str], remarks: Mapping[str, str], typed: Typed, pictures: set[str]
) -> ShownAnswer:
    key = answer["key"]
    return ShownAnswer(
        key=key,
        title=answer["title"],
        shown=answer["shown"],
        is_sensitive=bool(answer.get("sensitive")),
        is_changed=key in changed,
        files=[_file(key, key in pictures) for key in files_of(answer)],
        remark=remarks.get(key, ""),
        pin=typed.pinned.get(key, ""),
    )


def sensitive_shown(case: Case, number: int) -> dict[str, str]:
    """Answer key → the whole number that is masked on the page. Only after `actions.reveal`."""
    submission = Submission._base_manager.get(case=case, number=number)
    secret = json.loads(submission.sensitive) if submission.sensitive else {}
    return {key: str(value) for key, value in secret.items()}
