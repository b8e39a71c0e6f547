"""What was applied for and approved takes effect, by the same verbs as reporting uses (REC-41, REC-42, REC-44).

The chains rehearse these verbs before the last approval, and refuse what could not be carried out any more. They ask no
right: whoever calls them has judged. History names whoever approved.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Greatest, Now, TruncDate
from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.domains.training.public import (
    ChangeReason,
    Continuation,
    NewBase,
    NewStatus,
    StatusChange,
    Term,
    Training,
    TrainingStatus,
    change_specialty,
    change_statuses,
    may_change_specialty,
    move_trainings,
    openings_of,
    receive,
    settle_trainings,
)
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.actions import Outcome, action
from xinglin.kit.calendar import CHINA

from ..fields.applying import EMPLOYED
from ..models import Applicant, Employment, InformationChange, LengthReduction, StatusRequest
from ..queries.following import undecided
from ..rules.following import may_ask_reduction, usual_years

JOINED = ("training__person", "training__specialty", "training__institution__province", "training__case")
NOTE = "学员信息变更申请审核通过。"
REDUCTION_WAITS = "学员还有未办结的培训年限减免申请，不能变更主要基地，请先办结，或由学员撤销。"


@action("recruitment.reductions_done", "培训年限减免生效")
def carry_out_reductions(reductions: "QuerySet[LengthReduction]", *, by: Actor) -> Outcome:
    """The shorter length, and the last day that follows from it (REC-41)."""
    rows = _locked(reductions)
    unfit = {r.training_id: why for r in rows if (why := may_ask_reduction(r.training, None))}
    values = {r.training_id: Term(r.years, r.training.starts_on).values for r in rows if r.training_id not in unfit}
    settled = settle_trainings(_records(values), values, by=by.on_behalf(by.unit))
    return _outcome(rows, unfit | settled.refused)


@action("recruitment.statuses_done", "培训状态变更生效")
def carry_out_statuses(requests: "QuerySet[StatusRequest]", *, by: Actor) -> Outcome:
    """The step of the training status, along its own table (REC-44)."""
    rows = _locked(requests)
    steps = {r.training_id: NewStatus(r.status, r.reason, r.starts_on, r.ends_on, r.note, r.target_id) for r in rows}
    changed = change_statuses(_records(steps), steps, by=by.on_behalf(by.unit))
    return _outcome(rows, changed.refused)


@action("recruitment.changes_done", "学员信息变更生效")
def carry_out_changes(changes: "QuerySet[InformationChange]", *, by: Actor) -> Outcome:
    """Facts, specialty and base, in this order; the employer stands in the resident's own 工作信息 too (REC-42).

    Nobody goes to another base while his own request for a shorter training is with this one.
    """
    asked = _locked(changes, "specialty", "target", "site")
    with_base = undecided(LengthReduction, [r.training for r in asked if r.target])
    rows = [r for r in asked if r.training_id not in with_base]
    values = {r.training_id: facts for r in rows if (facts := _facts(r))}
    settled = settle_trainings(_records(values), values, by=by.on_behalf(by.unit))
    refused = dict(settled.refused)
    refused |= _change_specialties([r for r in rows if r.specialty and not r.target], by)
    refused |= _change_bases([r for r in rows if r.target], by)
    _follow_employers([r for r in rows if r.training_id not in refused])
    return _outcome(asked, refused | dict.fromkeys(with_base, REDUCTION_WAITS))


def _locked(requests: "QuerySet[Any]", *related: str) -> list[Any]:
    """The requests as they now stand, locked, and after them their records."""
    locked = list(requests.select_for_update().order_by("pk").values_list("pk", "training"))
    list(_records([record for _, record in locked]).select_for_update().order_by("pk").values_list("pk"))
    rows = requests.model._base_manager.filter(pk__in=[key for key, _ in locked])
    return list(rows.select_related(*JOINED, *related).order_by("pk"))


def _records(keys: Collection[int] | Mapping[int, Any] | Any) -> "QuerySet[Training]":
    return Training._base_manager.filter(pk__in=list(keys))


def _outcome(rows: Sequence[Any], refused: Mapping[int, str]) -> Outcome:
    """By the requests' keys; `refused` by their records'."""
    outcome = Outcome.judged((row.pk, refused.get(row.training_id)) for row in rows)
    outcome.labels = {row.pk: row.training.person.name for row in rows}
    return outcome


def _facts(change: InformationChange) -> dict[str, Any]:
    """What changes in the record as it is, by field; a specialty that makes another record comes after."""
    values: dict[str, Any] = {}
    if change.resident_category:
        values["resident_category"] = change.resident_category
    if change.employer_name:
        values["employer_name"] = change.employer_name
        values["employer_credit_code"] = change.employer_credit_code or None
        values["is_military_employer"] = not change.employer_credit_code  # only some of those have no code
    return values if change.specialty else values | _site(change)


def _change_specialties(rows: Sequence[InformationChange], by: Actor) -> dict[int, str]:
    """In the record itself where that may still be, else by a new record that continues it; then the site."""
    openings = openings_of([r.training for r in rows])
    going, plain = defaultdict[int, list[InformationChange]](list), {}
    for row in rows:
        assert row.specialty is not None  # noqa: S101 -- chosen by the caller
        if may_change_specialty(row.training, openings[row.training_id], row.specialty.code):
            going[row.institution_id].append(row)
        else:
            plain[row.training_id] = {"specialty": row.specialty.code, **_site(row)}
    refused = settle_trainings(_records(plain), plain, by=by.on_behalf(by.unit)).refused
    for there in going.values():
        to = {r.training_id: _onwards(r) for r in there}
        base = there[0].training.institution
        refused = refused | change_specialty(_records(to), to, note=NOTE, by=by.on_behalf(base)).refused
    sited = {r.training_id: _site(r) for there in going.values() for r in there if r.site}
    new = Training._base_manager.filter(previous__in=[key for key in sited if key not in refused])
    values = {t.pk: sited[t.previous_id] for t in new if t.previous_id}
    at_site = settle_trainings(_records(values), values, by=by.on_behalf(by.unit)).refused if values else {}
    return refused | {t.previous_id: at_site[t.pk] for t in new if t.pk in at_site and t.previous_id}


def _site(row: InformationChange) -> dict[str, Any]:
    """None: back at the base itself."""
    if row.site is None:
        return {}
    return {"site": None if row.site_id == row.institution_id else row.site.name}


def _onwards(row: InformationChange) -> Continuation:
    """From today, to the day on which it was to end; in a specialty of another length as long as that usually takes."""
    training, specialty = row.training, row.specialty or row.training.specialty
    is_as_long = usual_years(specialty) == usual_years(training.specialty)
    length = training.training_years if is_as_long else usual_years(specialty)
    years = str(length) if length else None
    return Continuation(specialty.code if specialty else "", localdate(), training.ends_on or localdate(), years)


def _change_bases(rows: Sequence[InformationChange], by: Actor) -> dict[int, str]:
    """Who was never reported goes over as he is; who was leaves there and is received here (REP-34)."""
    fresh = [r for r in rows if r.training.case is None]
    to = {r.training_id: NewBase(r.target, _onwards(r).specialty) for r in fresh if r.target}
    refused = move_trainings(_records(to), to, by=by.on_behalf(by.unit)).refused if to else {}
    known = [r for r in rows if r.training.case is not None]
    if not known:
        return refused
    steps = {
        r.training_id: NewStatus(
            TrainingStatus.WITHDRAWN, ChangeReason.CHANGE_OF_BASE, localdate(), note=NOTE, target=r.target_id
        )
        for r in known
    }
    left = change_statuses(_records(steps), steps, by=by.on_behalf(by.unit))
    refused = refused | left.refused
    arriving = defaultdict[Unit, list[InformationChange]](list)
    for row in known:
        if row.target and row.training_id not in refused:
            arriving[row.target].append(row)
    for target, there in arriving.items():
        refused = refused | _received(there, target, by)
    return refused


def _received(rows: Sequence[InformationChange], target: Unit, by: Actor) -> dict[int, str]:
    onwards = {r.training_id: _onwards(r) for r in rows}
    changes = StatusChange._base_manager.filter(
        training__in=onwards, target=target, reason=ChangeReason.CHANGE_OF_BASE, after=TrainingStatus.WITHDRAWN
    )
    record_of = dict(changes.values_list("pk", "training"))
    outcome = receive(changes, {key: onwards[record] for key, record in record_of.items()}, by=by.on_behalf(target))
    return {record_of[key]: why for key, why in outcome.refused.items()}


def _follow_employers(rows: Sequence[InformationChange]) -> None:
    """In 工作信息 the present employer is the approved one; who is no longer sent by any has none (REC-13, REC-43)."""
    concerned = {r.training.person_id: r for r in rows if r.employer_name or r.resident_category}
    applicants = list(Applicant._base_manager.filter(person__in=concerned).select_for_update().order_by("pk"))
    if not applicants:
        return
    today = TruncDate(Now(), tzinfo=CHINA)
    current = Employment._base_manager.filter(applicant__in=applicants, is_current=True)
    current.update(is_current=False, ends_on=Greatest("starts_on", today))
    fresh = []
    for applicant in applicants:
        row = concerned[applicant.person_id]
        category = row.resident_category or row.training.resident_category
        applicant.has_employer, applicant.revision = category in EMPLOYED, applicant.revision + 1
        if applicant.has_employer:
            fresh.append(
                Employment(
                    applicant=applicant,
                    employer_name=row.employer_name or row.training.employer_name,
                    employer_credit_code=row.employer_credit_code or row.training.employer_credit_code,
                    starts_on=timezone.localdate(),
                    is_current=True,
                )
            )
    Employment._base_manager.bulk_create(fresh)
    Applicant._base_manager.bulk_update(applicants, ["has_employer", "revision"])
