"""录取结果确认: accepted results are confirmed by city and province, or refused, which frees the place (REC-30)."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.access.visible import claim, visible
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.notices.models import Topic

from ..models import Offer, Place
from ..queries.confirming import below_cities
from ..queries.places import locked_applications, locked_places, number_taken
from ..queries.timing import Timings
from ..rules import confirming as rules
from ..windows import CONFIRMATION
from .telling import _tell_applicants, _tell_bases

BY_CITY = ("city_confirmed_at", "city_confirmed_by")
BY_LAST = ("confirmed_at", "confirmed_by")


@action("recruitment.results_confirmed", "录取结果确认")
def confirm_results(offers: "QuerySet[Offer]", *, by: Actor) -> Outcome:
    """Confirm what applicants accepted; after the last of those whom the batch names, report-in may begin (REC-30).

    Keys are those of the offers.
    """
    outcome, found, in_cities = _judged(offers, by)
    now = timezone.now()
    for offer in found:
        if by.unit.kind == UnitKind.CITY:
            offer.city_confirmed_at, offer.city_confirmed_by = now, by.name
        if rules.is_last(offer, by, offer.institution_id in in_cities):
            offer.confirmed_at, offer.confirmed_by = now, by.name
    rewrite(found, (*BY_CITY, *BY_LAST))
    _tell_confirmed([offer for offer in found if offer.confirmed_at], by)
    return outcome


@action("recruitment.results_refused", "录取结果不予确认")
def refuse_results(offers: "QuerySet[Offer]", *, by: Actor, comment: str) -> Outcome:
    """Do not confirm, with the reason that applicant and base read; the place is free. Raises Refused without."""
    if why := rules.why_not_reason(comment):
        raise Refused(why)
    asked = visible(Offer, by, rules.CONFIRM).filter(pk__in=offers.order_by().values("pk"))
    pairs = list(asked.values_list("place_id", "application_id"))
    locked_places(place for place, _ in pairs)
    locked_applications(application for _, application in pairs)
    outcome, found, _ = _judged(asked, by)
    for offer in found:
        offer.cancelled_at, offer.cancelled_by = timezone.now(), by.name
        offer.cancelled_reason = comment.strip()
    rewrite(found, ("cancelled_at", "cancelled_by", "cancelled_reason"))
    Place._base_manager.filter(pk__in={offer.place_id for offer in found}).update(taken=number_taken())
    _tell_refused(found, comment.strip(), by)
    return outcome


def _judged(offers: "QuerySet[Offer]", by: Actor) -> tuple[Outcome, list[Offer], set[int]]:
    """What may be decided on by the actor now, and which bases lie in cities."""
    claimed = claim(offers, by, rules.CONFIRM, "batch", "person", "institution", "place__specialty")
    in_cities = below_cities({offer.institution for offer in claimed})
    timings = Timings({offer.batch for offer in claimed}, [CONFIRMATION])
    outcome = Outcome.judged(
        (
            offer.pk,
            rules.why_not_waiting(offer)
            or rules.why_not_his(offer, by, offer.institution_id in in_cities)
            or timings.why_closed(offer.batch, CONFIRMATION, by.unit_id),
        )
        for offer in claimed
    )
    outcome.labels = {offer.pk: offer.person.name for offer in claimed}
    return outcome, [offer for offer in claimed if offer.pk not in outcome.refused], in_cities


def _tell_confirmed(offers: Sequence[Offer], by: Actor) -> None:
    title, body = "录取结果已确认", "录取结果已经确认，请在报到时间内到培训基地报到。"
    _tell_applicants(offers, title, body, Topic.APPROVED, by)
    expected = [(offer.institution_id, offer.pk) for offer in offers]
    words = "已确认的学员可以办理报到。"
    _tell_bases(expected, "admission:offer", "admission:report_in", title, words, Topic.APPROVED, by)


def _tell_refused(offers: Sequence[Offer], reason: str, by: Actor) -> None:
    title, body = "录取结果不予确认", f"{by.unit_name}：{reason}"
    _tell_applicants(offers, title, body, Topic.RETURNED, by)
    gone = [(offer.institution_id, offer.pk) for offer in offers]
    _tell_bases(gone, "admission:offer", "admission:offers", title, body, Topic.RETURNED, by)
