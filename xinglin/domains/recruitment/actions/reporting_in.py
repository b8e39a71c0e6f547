"""报到, and the training records it makes (REC-23, REC-45)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.domains.training.public import Newcomer, Term, Training, enrol, give_back
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite

from .. import windows
from ..enums import ReportIn
from ..fields.applying import EMPLOYED, STUDENT
from ..models import Offer
from ..queries.timing import Timings
from ..rules import reporting_in as rules
from ..rules.following import usual_years

JOINED = ("application", "batch", "person", "place__specialty")
NOTED = ("report_state", "report_reason", "reported_at", "reported_by", "training")


@action("recruitment.reported_in", "已报到")
def report_present(offers: "QuerySet[Offer]", *, starts_on: date, by: Actor) -> Outcome:
    """They have come: each gets a training record with what recruitment knows of him, which begins on this day.

    Who is bound to another base is refused with its name. A trial batch makes no record.
    """
    at = timezone.now()  # before the records are made, so that one can tell them from those the base had opened
    outcome, fit = _judged(offers, rules.may_report_in, by)
    counted = [offer for offer in fit if not offer.is_trial]
    enrolled = enrol([_newcomer(offer, starts_on) for offer in counted], by=by)
    outcome.refused |= {counted[index].pk: why for index, why in enrolled.refused.items()}
    record = {counted[index].pk: key for index, key in enrolled.records.items()}
    return _noted(outcome, fit, {"report_state": ReportIn.PRESENT, "reported_at": at}, record, by)


@action("recruitment.absence_noted", "未报到")
def report_absent(offers: "QuerySet[Offer]", *, comment: str, by: Actor) -> Outcome:
    """They did not come, with the reason. Raises Refused without one."""
    if why := rules.unfit_reason(comment):
        raise Refused(why)
    outcome, fit = _judged(offers, rules.may_be_absent, by)
    return _noted(outcome, fit, {"report_state": ReportIn.ABSENT, "report_reason": comment.strip()}, {}, by)


@action("recruitment.report_in_undone", "撤销报到登记")
def undo_report_in(offers: "QuerySet[Offer]", *, by: Actor) -> Outcome:
    """Back to 待报到, and the training records that came of it are taken back while nothing was reported."""
    outcome, fit = _judged(offers, rules.may_undo, by)
    since = {o.training_id: o.reported_at for o in fit if o.training_id and o.reported_at}
    back = give_back(Training.objects.filter(pk__in=since), since=since, by=by)
    outcome.refused |= {o.pk: back.refused[o.training_id] for o in fit if o.training_id in back.refused}
    return _noted(outcome, fit, {"report_state": ReportIn.NONE}, {}, by)


def _judged(offers: "QuerySet[Offer]", rule: Any, by: Actor) -> tuple[Outcome, list[Offer]]:
    claimed = claim(offers.filter(cancelled_at=None), by, rules.REPORT_IN, *JOINED)
    timings = Timings({offer.batch for offer in claimed}, [windows.REPORT_IN])
    outcome = Outcome(labels={offer.pk: offer.person.name for offer in claimed})
    for offer in claimed:
        at = (offer.batch, windows.REPORT_IN, offer.institution_id)
        if why := rule(offer, timings.opening(*at), timings.why_closed(*at)):
            outcome.refused[offer.pk] = why
    return outcome, [offer for offer in claimed if offer.pk not in outcome.refused]


def _noted(
    outcome: Outcome, offers: Sequence[Offer], facts: Mapping[str, Any], record: Mapping[int, int], by: Actor
) -> Outcome:
    """Write the state for those that were not refused on the way."""
    fit = [offer for offer in offers if offer.pk not in outcome.refused]
    noted: dict[str, Any] = {"report_reason": "", "reported_at": None, "reported_by": ""}
    if facts["report_state"]:
        noted |= {"reported_at": timezone.now(), "reported_by": by.name}
    for offer in fit:
        offer.training_id = record.get(offer.pk)
        for name, value in {**noted, **facts}.items():
            setattr(offer, name, value)
    rewrite(fit, NOTED)
    outcome.done = [offer.pk for offer in fit]
    return outcome


def _newcomer(offer: Offer, starts_on: date) -> Newcomer:
    """With the whole length of the specialty: a shorter one is decided on after it is applied for (REC-41)."""
    applied, term = offer.application, Term(usual_years(offer.place.specialty), starts_on)
    known = {
        "specialty_id": offer.place.specialty_id,
        "specialty_base_id": offer.place.specialty_base_id,
        "site_id": offer.place.site_id,
        "resident_category": applied.category,
        "other_category": applied.other_category,
        "cultivation_type": applied.cultivation_type,
        "graduate_kind": applied.graduate_kind,
        "is_rural_order": applied.is_rural_order,
        "is_western_support": applied.is_western_support,
        "degree_study": applied.category == STUDENT or None,
        "training_years": term.years,
        "starts_on": term.starts_on,
        "ends_on": term.ends_on,
    }
    if applied.category in EMPLOYED:
        known |= {"employer_name": applied.sender_name, "employer_credit_code": applied.sender_credit_code}
    return Newcomer(offer.person_id, offer.intake_year, known)
