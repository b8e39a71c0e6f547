"""增补 and 解聘 that a department asks for, decided by the teaching department (FAC-06)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite

from .. import rules
from ..enums import RequestKind, RequestState
from ..models import RosterRequest, Supervisor
from ..queries.enlisting import Register
from ..queries.roster import Dismissals, Roster, named_in
from .appointing import end_terms
from .enlisting import enlist

Row = Mapping[str, Any]


@action("faculty.additions_asked", "申请增补师资")
def ask_additions(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Ask for new supervisors of the own department, up to the yearly date; keys are indexes of `rows`."""
    return _ask_additions(rows, by)


@action("faculty.additions_imported", "增补师资导入")
def import_additions(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The sheet: the same."""
    return _ask_additions(rows, by)


def _ask_additions(rows: Sequence[Row], by: Actor) -> Outcome:
    roster, outcome = Roster(rows, by), Outcome()
    fresh = {}
    for index, row in enumerate(rows):
        if roster.waits(index):
            outcome.unchanged.append(index)
        elif why := roster.why_not(index, row):
            outcome.refused[index] = why[1]
        else:
            fresh[index] = RosterRequest(
                kind=RequestKind.ADD,
                institution_id=by.unit.institution_id or 0,
                province_id=by.unit.province_id or 0,
                department=by.unit,
                asked_by=by.name,
                **{key: row.get(key) or "" for key in ("name", "document_type", "practice_number", "email", "reason")},
                document_number=row["document_number"],
                mobile=row["mobile"],
                teaching_since=row.get("teaching_since"),
            )
            outcome.done.append(index)
    RosterRequest._base_manager.bulk_create(fresh.values())
    outcome.records = {index: made.pk for index, made in fresh.items()}
    return outcome


@action("faculty.dismissals_asked", "申请解聘师资")
def ask_dismissals(supervisors: "QuerySet[Supervisor]", *, comment: str, by: Actor) -> Outcome:
    """Ask that supervisors of the own department be dismissed, up to the yearly date; keys: those of supervisors."""
    found = claim(supervisors, by, rules.ASK, "person")
    known = Dismissals(found, by)
    outcome = Outcome.judged((each.pk, known.why_not(each, comment)) for each in found)
    outcome.labels = {each.pk: each.person.name for each in found}
    _write_dismissals({each: comment for each in found if each.pk not in outcome.refused}, by)
    return outcome


@action("faculty.dismissals_imported", "解聘师资导入")
def import_dismissals(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The sheet: the same of supervisors named by document and name, each with a reason. Keys are indexes."""
    indexes, mine = named_in(rows, by)
    known, outcome, wanted = Dismissals(claim(mine, by, rules.ASK, "person"), by), Outcome(), {}
    for place, (index, row) in enumerate(zip(indexes, rows, strict=True)):
        verdict = known.judge(index, row)
        if isinstance(verdict, tuple):
            outcome.refused[place] = verdict[1]
        else:
            outcome.done.append(place)
            wanted[verdict] = row["reason"]
    _write_dismissals(wanted, by)
    return outcome


def _write_dismissals(reasons: Mapping[Supervisor, str], by: Actor) -> None:
    RosterRequest._base_manager.bulk_create(
        RosterRequest(
            kind=RequestKind.DISMISS,
            institution_id=each.institution_id or 0,
            province_id=each.province_id or 0,
            department_id=each.department_id or 0,
            supervisor=each,
            name=each.person.name,
            document_type=each.person.document_type,
            document_number=each.person.document_number,
            reason=reason.strip(),
            asked_by=by.name,
        )
        for each, reason in reasons.items()
    )


@action("faculty.requests_agreed", "同意增补、解聘申请")
def agree(requests: "QuerySet[RosterRequest]", *, by: Actor) -> Outcome:
    """增补 brings the person into the 师资库 of the department, with an account; 解聘 ends the term."""
    found = _claimed(requests, by)
    outcome = Outcome(labels={each.pk: each.name for each in found})
    outcome.refused = {each.pk: why for each in found if (why := rules.may_decide(each))}
    fit = [each for each in found if each.pk not in outcome.refused]
    outcome.refused |= _add([each for each in fit if each.kind == RequestKind.ADD], by)
    outcome.refused |= _dismiss([each for each in fit if each.kind == RequestKind.DISMISS], by)
    return _settled(outcome, fit, RequestState.AGREED, "", by)


@action("faculty.requests_refused", "不同意增补、解聘申请")
def refuse(requests: "QuerySet[RosterRequest]", *, comment: str, by: Actor) -> Outcome:
    """With the reason, which the department reads."""
    found = _claimed(requests, by)
    outcome = Outcome.judged((each.pk, rules.may_decide(each) or rules.why_not_reason(comment)) for each in found)
    outcome.labels = {each.pk: each.name for each in found}
    return _settled(outcome, found, RequestState.REFUSED, comment.strip(), by)


def _claimed(requests: "QuerySet[RosterRequest]", by: Actor) -> list[RosterRequest]:
    return claim(requests, by, rules.APPOINT, "department")


def _add(requests: Sequence[RosterRequest], by: Actor) -> dict[int, str]:
    """Request → why it could not be done."""
    if not requests:
        return {}
    names = ("name", "document_type", "document_number", "mobile", "teaching_since")
    rows = [{name: getattr(each, name) for name in names} for each in requests]
    register = Register(rows, by, lock=True)
    departments: list[Unit | None] = [each.department if each.department.is_active else None for each in requests]
    verdicts = {i: register.judge(i, row, departments[i]) for i, row in enumerate(rows)}
    taken = enlist(rows, verdicts, by=by)
    for index, key in taken.records.items():
        requests[index].supervisor_id = key
    return {requests[index].pk: why for index, why in taken.refused.items()}


def _dismiss(requests: Sequence[RosterRequest], by: Actor) -> dict[int, str]:
    if not requests:
        return {}
    asked = Supervisor._base_manager.filter(pk__in=[each.supervisor_id for each in requests])
    locked = claim(asked, by, rules.APPOINT, "person")
    key_of, reasons = {}, {}
    for each in requests:
        pk = each.supervisor_id or 0
        key_of[pk], reasons[pk] = each.pk, f"科室申请解聘：{each.reason}"
    ended = end_terms(locked, reasons=reasons, by=by)
    return {key_of[pk]: why for pk, why in ended.refused.items()}


def _settled(outcome: Outcome, found: Sequence[RosterRequest], state: RequestState, opinion: str, by: Actor) -> Outcome:
    settled = [each for each in found if each.pk not in outcome.refused]
    for each in settled:
        each.state, each.decided_at, each.decided_by, each.opinion = state, timezone.now(), by.name, opinion
    rewrite(settled, ["state", "decided_at", "decided_by", "opinion", "supervisor"])
    outcome.done = [each.pk for each in settled]
    return outcome
