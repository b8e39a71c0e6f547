"""Reads: what waits for whom, the course of a case, and what a reviewer wrote beside which field."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role

from .chain import OVERSEER, Chain
from .copies import answers_of
from .models import Case, Decision, Enclosure, Signed, State, Submission, Verdict

TONES = {
    Verdict.APPROVE: "green",
    Verdict.RETURN: "orange",
    Verdict.REJECT: "red",
    Verdict.WITHDRAW: "grey",
}
JUDGING = (Verdict.APPROVE, Verdict.RETURN, Verdict.REJECT)


def waiting_for(chain: Chain, actor: Actor) -> "QuerySet[Any]":
    """Subjects that wait for the actor's word, the longest waiting first; his to-do is their number (PLT-70)."""
    steps = [step.key for step in chain.steps if actor.may(step.seat.right)]
    waiting = chain.subject._base_manager.filter(
        case__chain=chain.key, case__seat=actor.unit_id, case__state=State.OPEN, case__step__in=steps
    )
    return waiting.select_related("case", chain.unit, *chain.related).order_by("case__submitted_at", "pk")


@dataclass(frozen=True)
class Place:
    """Where a subject stands in the queue: «第 3 / 61 份», and whom one comes to from there."""

    number: int | None  # None: it does not wait
    total: int
    previous: int | None
    next: int | None


def place_of(subject: Any, queue: "QuerySet[Any]") -> Place:
    """Four statements. Works for a subject that has just left the queue, too; past the end it goes round."""
    at = subject.case.submitted_at
    before = queue.filter(Q(case__submitted_at__lt=at) | Q(case__submitted_at=at, pk__lt=subject.pk))
    others = queue.exclude(pk=subject.pk)
    after = others.exclude(pk__in=before.order_by().values("pk"))
    keys = {
        "previous": before.reverse().values_list("pk", flat=True).first(),
        "next": after.values_list("pk", flat=True).first() or others.values_list("pk", flat=True).first(),
    }
    waits = queue.filter(pk=subject.pk).exists()
    return Place(before.count() + 1 if waits else None, queue.count(), **keys)


@dataclass(frozen=True)
class Course:
    """A case with everything that was sent and said, oldest first; the copies themselves are not loaded."""

    chain: Chain
    case: Case
    submissions: list[Submission]
    decisions: list[Decision]
    titles: Mapping[str, str]  # how answers are called on which somebody remarked

    def numbered(self, number: int) -> Submission | None:
        """The n-th submission with its copy, one statement."""
        return Submission._base_manager.filter(case=self.case, number=number).first()

    def judged_before(self, number: int) -> tuple[Submission, Decision] | None:
        """The last submission before the n-th on which somebody gave a verdict, with its copy, and that verdict."""
        numbers = {s.pk: s.number for s in self.submissions}
        spoken = [d for d in self.decisions if d.verdict in JUDGING and numbers[d.submission_id] < number]
        if not spoken:
            return None
        return Submission._base_manager.get(pk=spoken[-1].submission_id), spoken[-1]

    @property
    def sent_back(self) -> Decision | None:
        """The word with which a higher level gave back what waits now, while nobody has answered it."""
        if not self.decisions or self.case.state != State.OPEN:
            return None
        last = self.decisions[-1]
        return last if last.verdict == Verdict.RETURN and last.submission_id == self.case.current_id else None


def course_of(chain: Chain, case: Case) -> Course:
    """Three statements."""
    submissions = Submission._base_manager.filter(case=case).order_by("number")
    decisions = list(Decision._base_manager.filter(case=case).order_by("at", "pk"))
    titles: dict[str, str] = {}
    for submission in submissions.filter(pk__in=[d.submission_id for d in decisions if d.field_comments]):
        titles |= titles_of(submission)
    return Course(chain, case, list(submissions.defer("copy", "sensitive")), decisions, titles)


@dataclass(frozen=True)
class Entry:
    """One point of the time line, as `<c-timeline>` shows it."""

    moment: datetime
    title: str
    who: str
    tone: str
    comment: str = ""
    link_title: str = ""
    link_url: str = ""

    @property
    def at(self) -> str:
        """The moment as people read it."""
        return f"{localtime(self.moment):%Y-%m-%d %H:%M}"


def entries_of(course: Course, shown: int | None = None) -> list[Entry]:
    """The time line, newest first (PLT-33).

    `shown`: number of the submission that the review page shows; entries of the others then lead to them.
    """
    chain, found = course.chain, []
    steps = {OVERSEER: chain.overseer_title, **{step.key: step.title for step in chain.steps}}
    for submission in course.submissions:
        again = "再次" if submission.number > 1 else ""
        link = (f"查看第 {submission.number} 次{chain.verb}的内容", f"?number={submission.number}")
        is_linked = shown not in (None, submission.number)
        title = f"{chain.submitter}{again}{chain.verb}"
        found.append(_entry(submission, title, "blue", "", *(link if is_linked else ("", ""))))
    for decision in course.decisions:
        verdict = Verdict(decision.verdict)
        who = chain.submitter if verdict == Verdict.WITHDRAW else f"{steps.get(decision.step, '审核')}："
        pinned = [f"• {course.titles.get(key, key)}：{text}" for key, text in decision.field_comments.items()]
        comment = "\n".join([decision.comment, *pinned]).strip()
        found.append(_entry(decision, f"{who}{verdict.label}", TONES[verdict], comment))
    return sorted(found, key=lambda entry: entry.moment, reverse=True)


def _entry(row: Signed, title: str, tone: str, comment: str, link_title: str = "", link_url: str = "") -> Entry:
    role = Role(row.role).label if row.role in Role.values else ""
    person = "" if row.name == row.unit_name else row.name  # an organisation's own account
    who = " · ".join(part for part in (row.unit_name, f"{role} {person}".strip()) if part)
    return Entry(row.at, title, who, tone, comment, link_title, link_url)


@dataclass(frozen=True)
class Remark:
    """What is wrong with one answer. `url`: where it is filled in."""

    key: str
    title: str
    text: str
    url: str


@dataclass(frozen=True)
class Opinion:
    """What a reviewer wrote when returning: shown to the author above the form, each remark at its field (PLT-31)."""

    comment: str
    remarks: list[Remark]
    by: str
    at: datetime

    @property
    def fields(self) -> dict[str, str]:
        """Answer key → what is wrong with it."""
        return {remark.key: remark.text for remark in self.remarks}


def opinion_of(subject: Any, address: Callable[[str], str] = lambda key: "") -> Opinion | None:
    """The opinion that has not been answered yet, for review/opinion.html; None unless the case is returned.

    `address`: answer key → where it is filled in. Two statements.
    """
    case = subject.case
    if case is None or case.state != State.RETURNED:
        return None
    decision = Decision._base_manager.filter(submission=case.current_id, verdict=Verdict.RETURN).latest("pk")
    pinned = decision.field_comments
    titles = titles_of(Submission._base_manager.get(pk=case.current_id)) if pinned else {}
    remarks = [Remark(key, titles.get(key, key), text, address(key)) for key, text in pinned.items()]
    return Opinion(decision.comment, remarks, f"{decision.unit_name} {decision.name}", decision.at)


def titles_of(submission: Submission) -> dict[str, str]:
    """Answer key → how it is called."""
    return {answer["key"]: answer["title"] for answer in answers_of(submission.copy)}


def enclosed(uploads: Collection[UUID]) -> set[UUID]:
    """Those of the files that a frozen copy names: they must never be let go (PLT-35)."""
    return set(Enclosure.objects.filter(upload__in=uploads).values_list("upload", flat=True))
