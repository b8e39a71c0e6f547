"""Admission, its change, and the release of results (REC-21, REC-22)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim, visible
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.notices.models import Topic

from .. import windows
from ..enums import ApplicationState, Source
from ..models import Application, Offer, Place, Preference
from ..queries.places import Changing, Ledger, locked_applications, locked_places, number_taken
from ..queries.timing import Timings
from ..rules import admitting as rules
from .lapsing import _ledger
from .telling import _tell_applicants


@dataclass(frozen=True)
class Admission:
    """One applicant for one place; `preference` is None where he did not ask for it."""

    application_id: int
    place_id: int
    preference_id: int | None
    source: Source


@action("recruitment.admitted", "基地录取")
def admit(preferences: "QuerySet[Preference]", *, by: Actor) -> Outcome:
    """Admit pre-screened applicants to the places of these preferences, as far as places are left (REC-21).

    In the admission window; past it only for another result in place of one that was changed within its hours. Of a
    set that is too large for a place those with the lowest keys are admitted. Keys are the preferences'.
    """
    asked = visible(Preference, by, rules.ADMIT).filter(
        pk__in=preferences.order_by().values("pk"), application__state=ApplicationState.SUBMITTED
    )
    pairs = list(asked.values_list("place_id", "application_id"))
    ledger = _ledger([place for place, _ in pairs], [application for _, application in pairs])
    claimed = claim(asked, by, rules.ADMIT, "batch")
    timings = Timings({preference.batch for preference in claimed}, [windows.ADMISSION])
    changing = Changing(ledger.applications, ledger.places)
    outcome, offers = Outcome(), []
    for preference in claimed:
        application, place = ledger.applications[preference.application_id], ledger.places[preference.place_id]
        outcome.labels[preference.pk] = application.person.name
        closed = timings.why_closed(preference.batch, windows.ADMISSION, preference.institution_id)
        why = (
            (closed if not changing.allows(application, place) else None)
            or rules.why_not_by_hand(preference.batch)
            or rules.why_not_screened(preference)
            or _why_no_place(ledger, application, place)
        )
        if why:
            outcome.refused[preference.pk] = why
        else:
            offers.append(_offer(ledger, application, place, by, preference.pk, Source.BASE))
            outcome.done.append(preference.pk)
    _write(offers)
    return outcome


@action("recruitment.reassigned", "学员调配")
def reassign(preferences: "QuerySet[Preference]", *, place: int, by: Actor) -> Outcome:
    """Offer a place that is left to applicants who accept reassignment and hold nothing (REC-22).

    They are named by a preference that passed the pre-screening: at the actor's base, or for the authority that runs
    the batch at any. While results are made or answered. Keys are the preferences'.
    """
    reached = visible(Place, by, rules.REASSIGN).filter(pk=place)
    asked = visible(Preference, by, rules.REASSIGN).filter(
        pk__in=preferences.order_by().values("pk"), application__state=ApplicationState.SUBMITTED
    )
    ledger = _ledger(reached.values_list("pk", flat=True), asked.values_list("application_id", flat=True))
    if place not in ledger.places:
        raise Refused("没有找到要调配到的专业名额，请刷新后重新选择。")
    to = ledger.places[place]
    claimed = claim(asked, by, rules.REASSIGN, "batch__owner")
    timings = Timings(
        {to.batch, *(preference.batch for preference in claimed)}, [windows.ADMISSION, windows.ACCEPTANCE]
    )
    outcome, offers = Outcome(), []
    for preference in claimed:
        application = ledger.applications[preference.application_id]
        outcome.labels[preference.pk] = application.person.name
        why = (
            _why_no_round(timings, to)
            or rules.why_not_ours(preference.batch, by)
            or rules.why_not_screened(preference)
            or rules.why_not_reassigned(application, to)
            or _why_no_place(ledger, application, to)
        )
        if why:
            outcome.refused[preference.pk] = why
        else:
            offers.append(_offer(ledger, application, to, by, None, Source.REASSIGNED))
            outcome.done.append(preference.pk)
    _write(offers)
    return outcome


@action("recruitment.placed", "生成录取结果")
def place_all(admissions: Sequence[Admission], *, by: Actor) -> Outcome:
    """Write the results of a run; keys are indexes of `admissions`. Called by the action that runs it (REC-50).

    Who holds a place already, has accepted elsewhere, or for whom none is left is refused.
    """
    ledger = _ledger([a.place_id for a in admissions], [a.application_id for a in admissions])
    outcome, offers = Outcome(), []
    for index, each in enumerate(admissions):
        application, place = ledger.applications[each.application_id], ledger.places[each.place_id]
        outcome.labels[index] = application.person.name
        if why := _why_no_place(ledger, application, place):
            outcome.refused[index] = why
        else:
            offers.append(_offer(ledger, application, place, by, each.preference_id, each.source))
            outcome.done.append(index)
    _write(offers)
    return outcome


def _why_no_place(ledger: Ledger, application: Application, place: Place) -> str | None:
    if held := ledger.held.get(application.pk):
        return rules.why_held(held, place.institution_id)
    if (application.pk, place.pk) in ledger.declined:
        return rules.why_declined(place)
    if ledger.is_bound(application):
        return rules.why_bound(application)
    return rules.why_full(place) if ledger.left[place.pk] < 1 else None


def _offer(
    ledger: Ledger, application: Application, place: Place, by: Actor, preference_id: int | None, source: Source
) -> Offer:
    offer = Offer(
        application=application,
        person=application.person,
        batch=application.batch,
        intake_year=application.intake_year,
        is_trial=application.batch.is_trial,
        province_id=place.province_id,
        institution_id=place.institution_id,
        place=place,
        preference_id=preference_id,
        source=source,
        admitted_by=by.name,
    )
    ledger.take(offer)
    return offer


def _write(offers: Sequence[Offer]) -> None:
    if offers:
        Offer.objects.bulk_create(offers)
        Place.objects.filter(pk__in={offer.place_id for offer in offers}).update(taken=number_taken())


@action("recruitment.admission_cancelled", "取消录取")
def cancel(offers: "QuerySet[Offer]", *, comment: str = "", by: Actor) -> Outcome:
    """Take admissions back and free their places, within the batch's hours after the release (REC-21).

    The hours belong to the release: they run on past the admission window, until applicants cannot answer any more.
    Whoever was told already is told that the result changed. Another result is another offer, released anew.
    """
    asked = visible(Offer, by, rules.RESULTS).filter(pk__in=offers.order_by().values("pk"))
    pairs = list(asked.values_list("place_id", "application_id"))
    locked_places(place for place, _ in pairs)
    locked_applications(application for _, application in pairs)
    claimed = claim(asked, by, rules.RESULTS, "batch__owner", "person")
    timings = Timings({offer.batch for offer in claimed}, [windows.ADMISSION, windows.ACCEPTANCE])
    outcome = Outcome(labels={offer.pk: offer.person.name for offer in claimed})
    gone = []
    for offer in claimed:
        if why := rules.may_cancel(offer, by, _why_over(timings, offer)):
            outcome.refused[offer.pk] = why
        else:
            offer.cancelled_at, offer.cancelled_by = timezone.now(), by.name
            offer.cancelled_reason = comment.strip()[:300]
            gone.append(offer)
    outcome.done = [offer.pk for offer in gone]
    rewrite(gone, ["cancelled_at", "cancelled_by", "cancelled_reason"])
    Place.objects.filter(pk__in={offer.place_id for offer in gone}).update(taken=number_taken())
    known = [offer for offer in gone if offer.released_at]
    _tell_applicants(known, "录取结果有变更", "原录取结果作废，以重新发送的为准。", Topic.APPROVED, by)
    return outcome


@action("recruitment.released", "发送录取结果")
def release(offers: "QuerySet[Offer]", *, by: Actor) -> Outcome:
    """Show results to the applicants, at most `release_limit` of a batch at once (REC-21).

    As long as they will have time to accept, past the admission window too: what was changed is released anew.
    Raises Refused when they are more; then none is released.
    """
    claimed = claim(offers, by, rules.RESULTS, "batch__owner", "person")
    if why := rules.why_too_many(claimed):
        raise Refused(why)
    timings = Timings({offer.batch for offer in claimed}, [windows.ADMISSION, windows.ACCEPTANCE])
    outcome, sent = Outcome(labels={offer.pk: offer.person.name for offer in claimed}), []
    for offer in claimed:
        answering = timings.opening(offer.batch, windows.ACCEPTANCE, offer.institution_id)
        if why := rules.may_release(offer, by, _why_over(timings, offer), answering):
            outcome.refused[offer.pk] = why
        else:
            sent.append(offer)
    outcome.done = [offer.pk for offer in sent]
    for offer in sent:
        offer.released_at, offer.released_by = timezone.now(), by.name
    rewrite(sent, ["released_at", "released_by"])
    words = "请登录查看录取结果，并在志愿确认时间内接受或放弃。"
    _tell_applicants(sent, "录取结果已发送", words, Topic.APPROVED, by)
    return outcome


def _why_no_round(timings: Timings, place: Place) -> str | None:
    """Places left are given out in the admission window, and while others still answer (REC-22)."""
    if timings.opening(place.batch, windows.ACCEPTANCE, place.institution_id).is_open:
        return None
    return timings.why_closed(place.batch, windows.ADMISSION, place.institution_id)


def _why_over(timings: Timings, offer: Offer) -> str | None:
    """Results are made known and changed from the admission on until applicants cannot answer any more."""
    admission, answering = (timings.opening(offer.batch, kind, offer.institution_id) for kind in windows.SECOND_ROUND)
    if admission.state == "past" and answering.state in ("future", "open") and not answering.barred:
        return None
    return timings.why_closed(offer.batch, windows.ADMISSION, offer.institution_id)
