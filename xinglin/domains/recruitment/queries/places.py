"""Places, who holds one and what is left, read under locks: places first, then applications, then offers."""

from collections.abc import Iterable, Mapping

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from xinglin.engines.actions.sets import listed

from ..enums import Answer
from ..models import Application, Offer, Place, Preference
from ..rules.admitting import is_locked
from ..windows import ACCEPTANCE
from .timing import over

# Past the confirmation window, to the second, without an answer: the place is free (REC-16).
RUN_OUT = Q(answer=Answer.NONE, released_at__isnull=False) & Q(over(ACCEPTANCE))
LAPSED = Q(answer=Answer.LAPSED) | RUN_OUT
HOLDING = (Answer.NONE, Answer.ACCEPTED)
KEPT = Q(cancelled_at=None) & ~Q(answer=Answer.DECLINED)
STANDING = KEPT & ~LAPSED


def locked_places(keys: Iterable[int]) -> dict[int, Place]:
    """Places by key, locked in key order; whoever moves offers takes them before anything else."""
    if not (wanted := set(keys)):
        return {}
    rows = Place._base_manager.filter(pk__in=listed(wanted, "bigint")).select_related("specialty", "site", "batch")
    return {place.pk: place for place in rows.select_for_update(of=("self",)).order_by("pk")}


def locked_applications(keys: Iterable[int]) -> dict[int, Application]:
    """Applications by key with their people, likewise; without the frozen form, which nobody needs here."""
    rows = Application._base_manager.filter(pk__in=listed(set(keys), "bigint")).select_related("person", "batch")
    return {row.pk: row for row in rows.defer("form").select_for_update(of=("self",)).order_by("pk")}


def number_taken() -> Coalesce:
    """`Place.objects.filter(pk__in=…).update(taken=number_taken())` after every write that moves an offer.

    Counted anew and not added up, so that it cannot drift; the places have to be locked.
    """
    standing = Offer._base_manager.filter(STANDING, place=OuterRef("pk")).order_by()
    return Coalesce(Subquery(standing.values("place").annotate(number=Count("pk")).values("number")), 0)


def with_taken(places: "QuerySet[Place]") -> "QuerySet[Place]":
    """Places with `held`, how many hold one at this moment; what is stored may still count some who let it lapse."""
    return places.annotate(held=number_taken())


def with_answer(offers: "QuerySet[Offer]") -> "QuerySet[Offer]":
    """Offers with `answered`, the answer as it is at this moment (逾期 by the clock), and `is_bound`: their applicant
    accepted another recruitment of the year, and will not accept this one (REC-16)."""
    accepted = Offer._base_manager.filter(
        person=OuterRef("person"), intake_year=OuterRef("intake_year"), answer=Answer.ACCEPTED, cancelled_at=None
    )
    elsewhere = Q(Exists(accepted.filter(is_trial=False).exclude(pk=OuterRef("pk"))), is_trial=False)
    return offers.annotate(
        answered=Case(When(LAPSED, then=Value(Answer.LAPSED.value)), default=F("answer")),
        is_bound=Case(When(elsewhere, then=Value(True)), default=Value(False)),
    )


class Ledger:
    """What some applicants hold and what is left of some places, locked, and kept while a set is judged.

    `places` and `applications` are locked, and what lapsed is noted. Three statements, whatever the numbers.
    """

    def __init__(self, places: Mapping[int, Place], applications: Mapping[int, Application]):
        self.places, self.applications = places, applications
        taken = Place._base_manager.filter(pk__in=listed(places, "bigint")).values_list("pk", "taken")
        self.left = {key: places[key].approved - number for key, number in taken}
        ever = Offer._base_manager.filter(application__in=listed(self.applications, "bigint"), cancelled_at=None)
        found = list(ever.select_related("place__specialty", "place__site").order_by("pk"))
        self.held = {offer.application_id: offer for offer in found if offer.answer in HOLDING}
        self.declined = {(o.application_id, o.place_id) for o in found if o.answer == Answer.DECLINED}
        people = {application.person_id for application in self.applications.values()}
        accepted = Offer._base_manager.filter(
            person__in=listed(people, "bigint"), answer=Answer.ACCEPTED, cancelled_at=None, is_trial=False
        )
        self._bound = set(accepted.values_list("person_id", "intake_year"))

    def is_bound(self, application: Application) -> bool:
        """Did this person accept an offer of the year already? A trial binds nobody."""
        return not application.batch.is_trial and (application.person_id, application.intake_year) in self._bound

    def take(self, offer: Offer) -> None:
        """Note an offer that is about to be written."""
        self.left[offer.place_id] -= 1
        self.held[offer.application_id] = offer


class Changing:
    """Whose released result was cancelled while its hours still run, and which places that freed: until the hours are
    over another result may take its place, be the admission window open or not (REC-21). One statement."""

    def __init__(self, applications: Iterable[int], places: Iterable[int]):
        theirs = Q(application__in=listed(applications, "bigint")) | Q(place__in=listed(places, "bigint"))
        told = Offer._base_manager.filter(theirs, cancelled_at__isnull=False, released_at__isnull=False)
        changed = [offer for offer in told.select_related("batch") if not is_locked(offer)]
        self._applications = {offer.application_id for offer in changed}
        self._places = {offer.place_id for offer in changed}

    def allows(self, application: Application, place: Place) -> bool:
        """Is admitting this one there a change of a result told within its hours?"""
        return application.pk in self._applications or place.pk in self._places


def held_preferences(preferences: Iterable[Preference]) -> set[int]:
    """Those of which an offer stands; one statement."""
    keys = [preference.pk for preference in preferences]
    return set(
        Offer._base_manager.filter(STANDING, preference__in=listed(keys, "bigint")).values_list("preference", flat=True)
    )
