"""Applying after admission: for a shorter training, other facts, another status (REC-41, REC-42, REC-44)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.domains.reference.public import specialties
from xinglin.domains.training.public import Places, Training, intake_year
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.rights import Right
from xinglin.engines.access.visible import claim, visible
from xinglin.engines.actions import Outcome, action
from xinglin.engines.files.actions import attach, release
from xinglin.engines.review.queries import enclosed

from ..models import InformationChange, LengthReduction, ReductionProof, StatusRequest
from ..queries.following import last_reductions, undecided, why_others_wait
from ..queries.requests import before_of
from ..rules import following as rules
from ..rules.following import AskedStatus, NewFacts, NewReduction, Proof

OWN_KINDS = ("reduction-application", "reduction-evidence")
BASE_KINDS, CHANGE_KINDS = ("reduction-base-proof",), ("change-proof",)
PERSON = ("person", "specialty", "institution", "province", "site", "case")


@action("recruitment.reductions_asked", "填写培训年限减免申请")
def ask_reductions(trainings: "QuerySet[Training]", asked: Mapping[int, NewReduction], *, by: Actor) -> Outcome:
    """Write, or correct, one's request for a shorter training: training key → the request. It is submitted apart."""
    claimed = _claim(LengthReduction, trainings, by, rules.OWN_TERM)
    standing, last = undecided(LengthReduction, claimed), last_reductions(claimed)
    outcome = Outcome.judged((t.pk, _why_no_reduction(t, asked[t.pk], standing, last)) for t in claimed)
    outcome.labels = {t.pk: t.person.name for t in claimed}
    fit = [t for t in claimed if t.pk not in outcome.refused]
    _tie([p.upload for t in fit for p in asked[t.pk].proofs], OWN_KINDS, by)
    rows = _written(LengthReduction, fit, standing, lambda t: _of_reduction(asked[t.pk]), by)
    _keep_proofs(rows, {row.pk: asked[row.training_id].proofs for row in rows}, by, by_base=False)
    return outcome


def _why_no_reduction(
    training: Training,
    asked: NewReduction,
    standing: Mapping[int, LengthReduction],
    last: Mapping[int, LengthReduction],
) -> str | None:
    now = standing.get(training.pk)
    why = (rules.may_edit_request(now) if now else None) or rules.may_ask_reduction(training, last.get(training.pk))
    return why or rules.why_not_years(training, asked.years)


def _of_reduction(asked: NewReduction) -> dict[str, Any]:
    return {"years": asked.years, "reason": asked.reason.strip()}


@action("recruitment.base_proofs_added", "上传基地证明材料")
def add_base_proofs(
    reductions: "QuerySet[LengthReduction]", *, proofs: Sequence[Proof], note: str = "", by: Actor
) -> Outcome:
    """Lay the base's own proof and word beside requests that it has to decide on, instead of earlier ones (REC-41)."""
    claimed = claim(reductions, by, rules.REVIEW_REDUCTIONS, "case", "training__person")
    outcome = Outcome.judged((r.pk, rules.may_add_base_proofs(r, by)) for r in claimed)
    outcome.labels = {r.pk: r.training.person.name for r in claimed}
    fit = [r for r in claimed if r.pk not in outcome.refused]
    if fit:
        _tie([proof.upload for proof in proofs], BASE_KINDS, by)
    LengthReduction.objects.filter(pk__in=outcome.done).update(base_note=note.strip())
    _keep_proofs(fit, {r.pk: proofs for r in fit}, by, by_base=True)
    return outcome


@action("recruitment.changes_asked", "填写学员信息变更申请")
def ask_changes(trainings: "QuerySet[Training]", asked: Mapping[int, NewFacts], *, by: Actor) -> Outcome:
    """Write, or correct, an application for other facts: training key → what shall change. It is submitted apart."""
    claimed = _claim(InformationChange, trainings, by, rules.ASK)
    standing, waiting = undecided(InformationChange, claimed), why_others_wait(claimed, InformationChange)
    year, codes = intake_year(), {each.code: each for each in specialties().values()}
    bases = {t.institution_id for t in claimed} | {new.target.pk for new in asked.values() if new.target}
    places = Places(bases)
    outcome = Outcome(labels={t.pk: t.person.name for t in claimed})
    for training in claimed:
        new, now = asked[training.pk], standing.get(training.pk)
        why = (rules.may_edit_request(now) if now else None) or waiting.get(training.pk)
        why = why or rules.may_ask_change(training, new, year=year, target_has=_trained_at(places, new))
        if why := why or _unfit(places, training, new):
            outcome.refused[training.pk] = why
        else:
            outcome.done.append(training.pk)
    fit = [t for t in claimed if t.pk not in outcome.refused]
    _tie([proof for t in fit if (proof := asked[t.pk].proof)], CHANGE_KINDS, by)
    _written(InformationChange, fit, standing, lambda t: _of_change(t, asked[t.pk], codes, places), by)
    return outcome


def _trained_at(places: Places, new: NewFacts) -> Collection[str]:
    if new.target is None:
        return ()
    return {code for code, base in places.specialties[new.target.pk].items() if not base.suspended_on}


def _unfit(places: Places, training: Training, new: NewFacts) -> str | None:
    """A specialty or a site that its own base does not have."""
    if new.target:
        return None
    values = {"specialty": new.specialty or None, "site": None if new.site == rules.MAIN else new.site or None}
    before = {"specialty": training.specialty.code if training.specialty else None}
    return " ".join(places.problems(training.institution_id, values, before).values()) or None


def _of_change(training: Training, new: NewFacts, codes: Mapping[str, Any], places: Places) -> dict[str, Any]:
    return {
        "resident_category": new.resident_category,
        "employer_name": new.employer_name,
        "employer_credit_code": new.employer_credit_code,
        "specialty": codes.get(new.specialty),
        "target": new.target,
        "site": _site(training, new, places),
        "before": before_of(training),
        "reason": new.reason.strip(),
        "proof_id": new.proof,
    }


def _site(training: Training, new: NewFacts, places: Places) -> Unit | None:
    return training.institution if new.site == rules.MAIN else places.sites[training.institution_id].get(new.site)


@action("recruitment.statuses_asked", "填写学员培训状态变更申请")
def ask_statuses(trainings: "QuerySet[Training]", asked: Mapping[int, AskedStatus], *, by: Actor) -> Outcome:
    """Write, or correct, an application for another status: training key → the step. It is submitted apart."""
    claimed = _claim(StatusRequest, trainings, by, rules.ASK)
    standing, waiting = undecided(StatusRequest, claimed), why_others_wait(claimed, StatusRequest)
    outcome = Outcome(labels={t.pk: t.person.name for t in claimed})
    for training in claimed:
        now = standing.get(training.pk)
        why = (rules.may_edit_request(now) if now else None) or waiting.get(training.pk)
        if why := why or rules.may_ask_status(training, asked[training.pk].new):
            outcome.refused[training.pk] = why
        else:
            outcome.done.append(training.pk)
    fit = [t for t in claimed if t.pk not in outcome.refused]
    _tie([proof for t in fit if (proof := asked[t.pk].proof)], CHANGE_KINDS, by)
    _written(StatusRequest, fit, standing, lambda t: _of_status(asked[t.pk]), by)
    return outcome


def _of_status(asked: AskedStatus) -> dict[str, Any]:
    new = asked.new
    return {
        "status": new.status,
        "reason": new.reason,
        "starts_on": new.starts_on,
        "ends_on": new.ends_on,
        "note": new.note.strip(),
        "target_id": new.target,
        "proof_id": asked.proof,
    }


@action("recruitment.requests_given_up", "撤销申请")
def give_up(requests: "QuerySet[Any]", *, by: Actor) -> Outcome:
    """End requests of one kind that nobody decides on now; they stay to be read, and another may be written."""
    right = rules.OWN_TERM if requests.model is LengthReduction else rules.ASK
    claimed = claim(requests, by, right, "case", "training__person")
    outcome = Outcome.judged((r.pk, rules.may_edit_request(r)) for r in claimed)
    outcome.labels = {r.pk: r.training.person.name for r in claimed}
    requests.model.objects.filter(pk__in=outcome.done).update(ended_at=timezone.now())
    return outcome


def _claim(model: type[Any], trainings: "QuerySet[Training]", by: Actor, right: Right) -> list[Training]:
    """The records that are the actor's; before them their requests are locked, as reviewers lock them.

    So nobody submits or decides on what is just being corrected.
    """
    mine = visible(model, by, right).filter(training__in=trainings.order_by().values("pk"), ended_at=None)
    list(mine.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return claim(trainings, by, right, *PERSON)


def _written(
    model: type[Any],
    trainings: Sequence[Training],
    standing: Mapping[int, Any],
    values: Callable[[Training], Mapping[str, Any]],
    by: Actor,
) -> list[Any]:
    """The requests as they now stand: new ones, and corrected ones at their next revision. Two statements."""
    fresh, changed, names = list[Any](), list[Any](), set[str]()
    for training in trainings:
        row = standing.get(training.pk) or model(
            training=training, institution=training.institution, province=training.province, created_by=by.name
        )
        for name, value in values(training).items():
            setattr(row, name, value)
            names.add(name.removesuffix("_id"))
        (changed if row.pk else fresh).append(row)
        row.revision += 1 if row.pk else 0
    model.objects.bulk_create(fresh)
    if changed:
        model.objects.bulk_update(changed, [*names, "revision"])
    return [*fresh, *changed]


def _tie(uploads: Iterable[UUID], kinds: Collection[str], by: Actor) -> None:
    """Keep these files for good; Refused when one is not the actor's, or is meant for something else."""
    if wanted := sorted(set(uploads)):
        attach(wanted, by=by, kinds=kinds)


def _keep_proofs(
    reductions: Sequence[LengthReduction], proofs: Mapping[int, Sequence[Proof]], by: Actor, *, by_base: bool
) -> None:
    """These instead of those that stood there; a file that no copy names any more is let go."""
    before = ReductionProof.objects.filter(reduction__in=[r.pk for r in reductions], by_base=by_base)
    held = set(before.values_list("upload", flat=True))
    before.delete()
    rows = [
        ReductionProof(reduction=r, by_base=by_base, title=proof.title, upload_id=proof.upload)
        for r in reductions
        for proof in proofs[r.pk]
    ]
    ReductionProof.objects.bulk_create(rows)
    if gone := held - {row.upload_id for row in rows}:
        release(sorted(gone - enclosed(gone)), by=by)
