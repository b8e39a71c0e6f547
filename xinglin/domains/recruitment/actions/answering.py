"""接受 and 放弃 of a released result, by the applicant (REC-16, REC-17)."""

from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite

from ..enums import Answer, DeclineReason
from ..models import Offer, Place
from ..queries.answering import Result, released, released_offers, results_of
from ..queries.places import locked_applications, locked_places, number_taken
from ..rules import answering as rules

ELSEWHERE = "您刚才已在另一处接受了另一个录取结果，一年只能接受一个，这次没有办理。请刷新后查看。"


@action("recruitment.offers_accepted", "接受录取结果")
def accept(offers: "QuerySet[Offer]", *, declining: Collection[int] = (), by: Actor) -> Outcome:
    """Accept, and decline what the same person holds in other recruitments of the year (REC-16).

    `declining`: keys of exactly those, which the person has agreed to give up; else it is refused with their names.
    What is accepted already stays so. Raises Refused when the database knows of another acceptance.
    """
    asked, held = _locked(offers, by, declining)
    outcome = Outcome()
    taken: list[Offer] = []
    given_up: list[Offer] = []
    for result in held:
        offer = result.offer
        if offer.pk not in asked:
            continue
        if offer.answer == Answer.ACCEPTED:
            outcome.unchanged.append(offer.pk)
        elif why := result.bound or result.why or rules.why_not_agreed(offer, result.others, declining):
            outcome.refused[offer.pk] = why
        else:
            outcome.done.append(offer.pk)
            taken.append(offer)
            given_up += result.others
    for offer in given_up:
        offer.decline_reason = DeclineReason.OTHER_OFFER
    _answer(given_up, Answer.DECLINED)
    try:
        with transaction.atomic():
            _answer(taken, Answer.ACCEPTED)
    except IntegrityError:
        raise Refused(ELSEWHERE)
    return outcome


@action("recruitment.offers_declined", "放弃录取结果")
def decline(offers: "QuerySet[Offer]", *, why: DeclineReason | None = None, note: str = "", by: Actor) -> Outcome:
    """Give results up for good; their places are free again (REC-17). Nobody has to say why.

    `why`: a DeclineReason or nothing; `note`: more of it. Raises Refused for more words than fit.
    """
    if unfit := rules.unfit_note(note):
        raise Refused(unfit)
    asked, held = _locked(offers, by)
    outcome, given_up = Outcome(), []
    for result in held:
        offer = result.offer
        if offer.pk not in asked:
            continue
        if offer.answer == Answer.DECLINED:
            outcome.unchanged.append(offer.pk)
        elif result.why:
            outcome.refused[offer.pk] = result.why
        else:
            outcome.done.append(offer.pk)
            offer.decline_reason, offer.decline_note = why or "", note
            given_up.append(offer)
    _answer(given_up, Answer.DECLINED)
    return outcome


def _locked(
    offers: "QuerySet[Offer]", by: Actor, freeing: Collection[int] | None = None
) -> tuple[set[int], list[Result]]:
    """Keys of the asked offers that are the actor's, and how all that their people hold stands; everything locked.

    `freeing`: offers whose places may become free, the asked ones unless told. Places first, then applications, then
    offers, as everywhere.
    """
    asking = Q(pk__in=offers.order_by().values("pk"))
    of_people = released().filter(person__in=released_offers(by).filter(asking).order_by().values("person"))
    seen = list(of_people.annotate(asked=asking).values_list("pk", "place_id", "application_id", "asked"))
    asked = {pk for pk, _, _, is_asked in seen if is_asked}
    freeing = asked if freeing is None else freeing
    locked_places(place for pk, place, _, _ in seen if pk in freeing)
    locked_applications(application for _, _, application, _ in seen)
    known = released().filter(pk__in=[pk for pk, *_ in seen]).order_by("pk")
    return asked, results_of(known.select_for_update(of=("self",)))  # what is joined never moves


def _answer(offers: Sequence[Offer], answer: Answer) -> None:
    for offer in offers:
        offer.answer, offer.answered_at = answer, timezone.now()
    rewrite(offers, ["answer", "answered_at", "decline_reason", "decline_note"])
    if answer == Answer.DECLINED and offers:
        Place.objects.filter(pk__in={offer.place_id for offer in offers}).update(taken=number_taken())
