"""Calls of what is done after admission: terms, reductions, applications for changes, and their coming into effect."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from tests.contracts.calls import INNER, Crowd, Verb, base, call, reviewer, somebody_else, system
from tests.contracts.calls_of_domains import approve_all
from tests.factories.country import YEAR
from tests.walk import upload_for
from xinglin.domains.recruitment.actions import asking, carrying, terms
from xinglin.domains.recruitment.models import InformationChange, LengthReduction, StatusRequest
from xinglin.domains.recruitment.rules.following import AskedStatus, NewFacts, NewReduction, Proof
from xinglin.domains.training import actions as training
from xinglin.domains.training.rules.moving import NewBase
from xinglin.domains.training.rules.terms import Term
from xinglin.domains.training.rules.transitions import NewStatus
from xinglin.engines.review import actions as review

LATER = Term(3, date(YEAR, 9, 2))


def each_of(crowd: Crowd, number: int, value: Any) -> dict[int, Any]:
    """The same for every record."""
    return {t.pk: value for t in crowd.trainings[:number]}


@call("training.terms_set")
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: training.set_terms(crowd.rows(number), each_of(crowd, number, LATER), by=by)


@call("training.settled")
def _(crowd: Crowd, number: int) -> Verb:
    values = each_of(crowd, number, {"resident_category": "OTHER", "other_category": "援疆"})
    return lambda by: training.settle_trainings(crowd.rows(number), values, by=by)


@call("training.moved")
def _(crowd: Crowd, number: int) -> Verb:
    to = each_of(crowd, number, NewBase(crowd.world.country.next_door, "0100"))
    return lambda by: training.move_trainings(crowd.rows(number), to, by=by)


@call("recruitment.terms_kept")
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: terms.keep_terms(crowd.rows(number), each_of(crowd, number, LATER), by=by)


@call("recruitment.term_kept")
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: terms.keep_term(crowd.rows(number), training_years="3", starts_on=LATER.starts_on, by=by)


@call("recruitment.terms_imported")
def _(crowd: Crowd, number: int) -> Verb:
    rows = [{"pk": t.pk, "training_years": "3", "starts_on": LATER.starts_on} for t in crowd.trainings[:number]]
    return lambda by: terms.import_terms(rows, by=by)


def shorter(crowd: Crowd, number: int) -> dict[int, NewReduction]:
    """A whole request for each, with its files."""
    found = {}
    for each in crowd.trainings[:number]:
        kinds = {"培训年限减免申请表": "reduction-application", "学历、学位证书": "reduction-evidence"}
        proofs = tuple(Proof(title, upload_for(base(crowd), kind).pk) for title, kind in kinds.items())
        found[each.pk] = NewReduction(2, "有硕士专业学位", proofs)
    return found


@call("recruitment.reductions_asked", by=system, stranger=somebody_else)
def _(crowd: Crowd, number: int) -> Verb:
    asked = shorter(crowd, number)
    return lambda by: asking.ask_reductions(crowd.rows(number), asked, by=by)


def waiting(crowd: Crowd, number: int) -> "QuerySet[LengthReduction]":
    """Requests that wait for the base."""
    assert len(asking.ask_reductions(crowd.rows(number), shorter(crowd, number), by=system(crowd)).done) == number
    rows = LengthReduction.objects.filter(training__in=crowd.rows(number))
    assert len(review.submit(rows, by=system(crowd)).done) == number
    return rows


@call("recruitment.base_proofs_added")
def _(crowd: Crowd, number: int) -> Verb:
    rows = waiting(crowd, number)
    proofs = [Proof("培训基地证明", upload_for(base(crowd), "reduction-base-proof").pk)]
    return lambda by: asking.add_base_proofs(rows, proofs=proofs, by=by)


@call("recruitment.reductions_done", by=reviewer, stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    rows = waiting(crowd, number)
    return lambda by: carrying.carry_out_reductions(rows, by=by)


NEW = NewFacts(reason="调入本单位", resident_category="COMPANY", employer_name="示范医院")


@call("recruitment.changes_asked")
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: asking.ask_changes(crowd.rows(number), each_of(crowd, number, NEW), by=by)


def changes(crowd: Crowd, number: int, new: NewFacts = NEW) -> "QuerySet[InformationChange]":
    """Applications of the hospital, written and not sent."""
    assert len(asking.ask_changes(crowd.rows(number), each_of(crowd, number, new), by=base(crowd)).done) == number
    return InformationChange.objects.filter(training__in=crowd.rows(number))


@call("recruitment.requests_given_up")
def _(crowd: Crowd, number: int) -> Verb:
    rows = changes(crowd, number)
    return lambda by: asking.give_up(rows, by=by)


@call("recruitment.changes_done", by=reviewer, stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    approve_all(crowd, number)
    target = crowd.world.country.next_door
    rows = changes(
        crowd, number, NewFacts(reason="随迁", resident_category="COMPANY", employer_name="邻院", target=target)
    )
    return lambda by: carrying.carry_out_changes(rows, by=by)


AWAY = AskedStatus(NewStatus("suspended", "sick", localdate(), localdate() + timedelta(60)))


@call("recruitment.statuses_asked")
def _(crowd: Crowd, number: int) -> Verb:
    approve_all(crowd, number)
    return lambda by: asking.ask_statuses(crowd.rows(number), each_of(crowd, number, AWAY), by=by)


@call("recruitment.statuses_done", by=reviewer, stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    approve_all(crowd, number)
    asking.ask_statuses(crowd.rows(number), each_of(crowd, number, AWAY), by=base(crowd))
    rows = StatusRequest.objects.filter(training__in=crowd.rows(number))
    return lambda by: carrying.carry_out_statuses(rows, by=by)
