"""What is done to cases: always for a set of subjects of one model, in a constant number of statements (PLT-31).

Subjects are locked in key order, and everything is read only afterwards: what is joined while a lock is waited for may
still show the past, and nobody shall decide on what somebody else has just decided.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from psycopg.types.json import Jsonb

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import Right
from xinglin.engines.access.visible import claim, hold_of, visible
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.copying import copy_in

from . import rules
from .chain import OVERSEER, Chain, chain_of
from .copies import Form, split, uploads_of
from .models import Case, Decision, Enclosure, Signed, State, Submission, Verdict
from .seats import Seats

FOR_GOOD = ("id", "chain", "subject_id", "institution", "province")
CHANGING = [f.name for f in Case._meta.concrete_fields if f.name not in FOR_GOOD]
SENSITIVE = Submission._meta.get_field("sensitive")
BATCH = 5_000


@action("review.submitted", "提交审核")
def submit(subjects: QuerySet, *, by: Actor) -> Outcome:
    """Send subjects up, each with a frozen copy of its form; those that may not go stay, each with the reason.

    Sending again after a change replaces what still waits; the copy that was approved last stays (PLT-35, REP-10, 35).
    """
    chain = chain_of(subjects.model)
    rows = _read(chain, claim(subjects, by, chain.submit_right))
    seats = Seats(chain, rows)
    reasons = {**seats.vacant(rows), **rules.may_submit(chain, rows)}
    fit = [row for row in rows if row.pk not in reasons]
    _open(chain, fit, seats, by)
    _freeze(chain, fit, by)
    outcome = _outcome(chain, rows, reasons)
    if chain.on_submitted:
        chain.on_submitted.announce(outcome.done, by=by, chain=chain)
    return outcome


def _open(chain: Chain, rows: Sequence[Any], seats: Seats, by: Actor) -> None:
    """Put the cases at their first step; a subject that has none gets one, for good."""
    now = timezone.now()
    fresh = [row.pk for row in rows if row.case is None]
    for row in rows:
        step, seat_id = seats.next(row) or (chain.steps[0], None)
        case = row.case = row.case or _new_case(chain, row)
        case.state, case.step, case.seat_id = State.OPEN, step.key, seat_id
        case.number, case.round, case.revision = case.number + 1, 1, row.revision
        case.submitted_at, case.submitted_by = now, by.name
        case.decided_at, case.decided_by = None, ""
    _save([row.case for row in rows])
    own = Case._base_manager.filter(chain=chain.key, subject_id=OuterRef("pk")).values("pk")
    chain.subject._base_manager.filter(pk__in=fresh).update(case=Subquery(own))


def _new_case(chain: Chain, row: Any) -> Case:
    unit = getattr(row, chain.unit)
    return Case(chain=chain.key, subject_id=row.pk, institution_id=unit.institution_id, province_id=unit.province_id)


def _freeze(chain: Chain, rows: Sequence[Any], by: Actor) -> None:
    """Keep each form as it is now, and the files that it names. Forms are large, so they go in by COPY."""
    forms, signature = chain.freezes(rows), Signed.signature(by)
    written, enclosed = [], []
    for row in rows:
        copy, sensitive = split(forms[row.pk])
        case: Case = row.case
        head = (case.pk, case.number, case.revision, case.submitted_at)
        written.append((*head, Jsonb(copy), SENSITIVE.get_prep_value(sensitive), *signature.values()))
        enclosed.append(uploads_of(copy))
    names = ("case_id", "number", "revision", "at", "copy", "sensitive", *signature)
    keys = copy_in(Submission, names, written)
    files = [(key, upload) for key, uploads in zip(keys, enclosed, strict=True) for upload in uploads]
    copy_in(Enclosure, ("submission_id", "upload_id"), files)
    sent = Submission._base_manager.filter(case=OuterRef("pk"), number=OuterRef("number")).values("pk")
    Case.objects.filter(pk__in=[row.case.pk for row in rows]).update(current=Subquery(sent))


@action("review.withdrawn", "撤回提交")
def withdraw(subjects: QuerySet, *, by: Actor, comment: str = "") -> Outcome:
    """Take back what waits, before anybody has decided."""
    chain = chain_of(subjects.model)
    rows = _read(chain, claim(subjects, by, chain.submit_right))
    return _settle(chain, rows, rules.may_withdraw(chain, rows), Verdict.WITHDRAW, comment, {}, by)


@action("review.approved", "审核通过")
def approve(subjects: QuerySet, *, by: Actor, comment: str = "", expected: Mapping[int, int] | None = None) -> Outcome:
    """Pass what waits at the actor's seat on to the next one; past the last, the submission becomes the approved copy.

    `expected`: subject key → key of the submission that was read; what is no longer that one is refused.
    """
    return _decide(subjects, Verdict.APPROVE, comment, {}, expected, by)


@action("review.returned", "退回修改")
def return_for_changes(
    subjects: QuerySet,
    *,
    by: Actor,
    comment: str,
    field_comments: Mapping[str, str] | None = None,
    expected: Mapping[int, int] | None = None,
) -> Outcome:
    """Send back with an opinion, pinned to single fields where it helps (answer key → what is wrong).

    Raises Refused without any opinion.
    """
    pinned = {key: text.strip() for key, text in (field_comments or {}).items() if text.strip()}
    opinion = comment.strip() or (f"请按标注修改（{len(pinned)} 处）。" if pinned else "")
    if not opinion:
        raise Refused("请填写退回意见，说明需要修改什么；也可以在字段旁标注。")
    return _decide(subjects, Verdict.RETURN, opinion, pinned, expected, by)


@action("review.rejected", "驳回")
def reject(subjects: QuerySet, *, by: Actor, comment: str, expected: Mapping[int, int] | None = None) -> Outcome:
    """End the case for good, with the reason. Raises Refused without one."""
    if not comment.strip():
        raise Refused("请填写驳回理由。")
    return _decide(subjects, Verdict.REJECT, comment.strip(), {}, expected, by)


@action("review.recalled", "上级退回")
def recall(subjects: QuerySet, *, by: Actor, comment: str, to: str = "") -> Outcome:
    """Send back what was submitted, wherever it lies and though it was approved: the word of the chain's overseer.

    `to`: the step that is to speak again, else the submitter. No window holds it. Raises Refused without a reason.
    """
    if not comment.strip():
        raise Refused("请填写退回原因。")
    chain = chain_of(subjects.model)
    rows = _read(chain, claim(subjects, by, chain.overseer)) if chain.overseer else []
    seats, now = Seats(chain, rows), timezone.now()
    reasons = rules.may_recall(chain, rows) | (seats.vacant(rows) if to else {})
    fit = [row for row in rows if row.pk not in reasons]
    _say(fit, Verdict.RETURN, comment.strip(), {}, {}, by, step=OVERSEER)
    for row in fit:
        case: Case = row.case
        case.decided_at, case.decided_by, case.reviewed_id = now, by.name, case.current_id
        case.state = State.OPEN if to else State.RETURNED
        if to:
            case.step, case.seat_id, case.round = to, seats.unit_id(row, chain.step(to)), case.round + 1
    _save([row.case for row in fit])
    outcome = _outcome(chain, rows, reasons)
    if event := chain.on_moved if to else chain.on_returned:
        event.announce(outcome.done, by=by, chain=chain, comment=comment.strip())
    return outcome


@action("review.revealed", "审核时查看完整号码", is_look=True)
def reveal(subjects: QuerySet, *, by: Actor, reason: str) -> Outcome:
    """Note that masked numbers are shown in full to one who decides, with the reason (PLT-52).

    Keys done are those that may be shown; `reading.sensitive_shown` then gives them. Raises Refused without a reason.
    """
    if not reason.strip():
        raise Refused("请填写查看理由。")
    chain = chain_of(subjects.model)
    rows = _read(chain, _claim_seat(chain, subjects, by)) if by.may(_seat_right(chain, by)) else []
    return Outcome(done=[row.pk for row in rows if row.case])


def _decide(
    subjects: QuerySet,
    verdict: Verdict,
    comment: str,
    field_comments: Mapping[str, str],
    expected: Mapping[int, int] | None,
    by: Actor,
) -> Outcome:
    chain = chain_of(subjects.model)
    rows = _read(chain, _claim_seat(chain, subjects, by))
    reasons = rules.may_decide(chain, rows, by, verdict, expected)
    if verdict == Verdict.APPROVE:
        reasons = _not_to_be_passed(chain, rows, reasons, by)
    return _settle(chain, rows, reasons, verdict, comment, field_comments, by)


def _not_to_be_passed(chain: Chain, rows: Sequence[Any], reasons: Mapping[int, str], by: Actor) -> dict[int, str]:
    """With what is known against some: who would sit nowhere next, and what the step itself says."""
    found = {**(Seats(chain, rows).vacant(rows) if len(chain.steps) > 1 else {}), **reasons}
    for step in chain.steps:
        here = [row for row in rows if row.pk not in found and row.case.step == step.key]
        found |= step.may_approve(here, by=by) if here else {}
    return found


def _settle(
    chain: Chain,
    rows: Sequence[Any],
    reasons: Mapping[int, str],
    verdict: Verdict,
    comment: str,
    field_comments: Mapping[str, str],
    by: Actor,
) -> Outcome:
    """Keep the decision, move the cases, announce those that came to an end."""
    outcome = _outcome(chain, rows, reasons)
    fit = [row for row in rows if row.pk not in reasons]
    now = timezone.now()
    _say(fit, verdict, comment, field_comments, _added(chain, fit) if verdict == Verdict.APPROVE else {}, by)
    seats = Seats(chain, fit) if len(chain.steps) > 1 else None
    ended = [row.pk for row in fit if _move(row, verdict, seats, now, by)]
    _save([row.case for row in fit])
    if event := chain.event(verdict):
        event.announce(ended, by=by, chain=chain, comment=comment)
    if chain.on_moved:
        chain.on_moved.announce({row.pk for row in fit}.difference(ended), by=by, chain=chain)
    return outcome


def _say(
    rows: Sequence[Any],
    verdict: Verdict,
    comment: str,
    field_comments: Mapping[str, str],
    added: Mapping[int, Form],
    by: Actor,
    step: str = "",
) -> None:
    """Keep one word on each current submission, at its step or at another."""
    now = timezone.now()
    Decision.objects.bulk_create(
        (
            Decision(
                case=row.case,
                submission_id=row.case.current_id,
                step=step or row.case.step,
                round=row.case.round,
                verdict=verdict,
                comment=comment,
                field_comments=dict(field_comments),
                addition=added.get(row.pk),
                at=now,
                **Signed.signature(by),
            )
            for row in rows
        ),
        batch_size=BATCH,
    )


def _added(chain: Chain, rows: Sequence[Any]) -> dict[int, Form]:
    """What the steps lay beside the submissions that they pass on; its files stay with them."""
    found: dict[int, Form] = {}
    for step in chain.steps:
        here = [row for row in rows if row.case.step == step.key]
        found |= step.adds(here) if step.adds and here else {}
    sent = {row.pk: row.case.current_id for row in rows}
    files = {(sent[key], upload) for key, form in found.items() for upload in uploads_of(form)}
    Enclosure.objects.bulk_create(
        (Enclosure(submission_id=key, upload_id=upload) for key, upload in sorted(files)), ignore_conflicts=True
    )
    return found


def _move(row: Any, verdict: Verdict, seats: Seats | None, now: Any, by: Actor) -> bool:
    """Write the verdict into the case. Did the case come to an end?"""
    case: Case = row.case
    case.decided_at, case.decided_by = now, by.name
    if verdict == Verdict.WITHDRAW:
        case.state = State.WITHDRAWN
        return True
    case.reviewed_id = case.current_id
    if verdict == Verdict.APPROVE:
        step = seats.next(row, case.step) if seats else None
        if step:
            case.step, case.seat_id = step[0].key, step[1]
            return False
        case.state, case.approved_id, case.approved_at = State.APPROVED, case.current_id, now
        return True
    if verdict == Verdict.RETURN and seats and (below := seats.back(row, case.step)):
        case.step, case.seat_id, case.round = below[0].key, below[1], case.round + 1
        return False
    case.state = State.RETURNED if verdict == Verdict.RETURN else State.REJECTED
    return True


def _claim_seat(chain: Chain, subjects: QuerySet, by: Actor) -> list[Any]:
    """Lock what the actor sees, and what waits at his unit though it lies elsewhere in the tree (NamedSeat)."""
    hold_of(subjects)
    right = _seat_right(chain, by)
    seen = visible(subjects.model, by, right).values("pk")
    asked = subjects.model._base_manager.filter(pk__in=subjects.order_by().values("pk")).filter(
        Q(pk__in=seen) | (Q(case__seat=by.unit_id) if by.may(right) else Q(pk__in=[]))
    )
    return list(asked.select_for_update(of=("self",)).order_by("pk"))


def _seat_right(chain: Chain, actor: Actor) -> Right:
    """The right by which the actor decides in this chain; that of the first step when he holds none."""
    rights = [step.seat.right for step in chain.steps]
    return next((right for right in rights if actor.may(right)), rights[0])


def _read(chain: Chain, locked: Iterable[Any]) -> list[Any]:
    """The locked subjects with their cases and all that rules and forms need, as they are now."""
    rows = chain.subject._base_manager.filter(pk__in=[row.pk for row in locked])
    return list(rows.select_related("case", chain.unit, *chain.related).order_by("pk"))


def _save(cases: Sequence[Case]) -> None:
    """One statement for all, where an UPDATE with a branch for each row would grow with the square."""
    Case.objects.bulk_create(
        cases, batch_size=BATCH, update_conflicts=True, unique_fields=["chain", "subject_id"], update_fields=CHANGING
    )


def _outcome(chain: Chain, rows: Iterable[Any], reasons: Mapping[int, str]) -> Outcome:
    rows = list(rows)
    outcome = Outcome.judged((row.pk, reasons.get(row.pk)) for row in rows)
    outcome.labels = {row.pk: chain.label(row) for row in rows if row.pk in reasons}
    return outcome
