"""Places, who holds one and what is left, read under locks: places first, then applications, then offers."""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from xinglin.engines.actions.sets import listed

from ..enums import Answer
from ..models import Application, Offer, Place, Preference

STANDING = Q(cancelled_at=None) & ~Q(answer=Answer.DECLINED)


def locked_places(keys: Iterable[int]) -> dict[int, Place]:
    """Places by key, locked in key order; whoever moves offers takes them before anything else."""
    rows = Place._base_manager.filter(pk__in=listed(set(keys), "bigint")).select_related("specialty", "site", "batch")
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


class Ledger:
    """What some applicants hold and what is left of some places, locked, and kept while a set is judged.

    Five statements, whatever the numbers.
    """

    def __init__(self, places: Iterable[int], applications: Iterable[int]):
        self.places = locked_places(places)
        self.applications = locked_applications(applications)
        self.left = {key: place.approved - place.taken for key, place in self.places.items()}
        ever = Offer._base_manager.filter(application__in=listed(self.applications, "bigint"), cancelled_at=None)
        found = list(ever.select_related("place__specialty", "place__site").order_by("pk"))
        self.held = {offer.application_id: offer for offer in found if offer.answer != Answer.DECLINED}
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


def held_preferences(preferences: Iterable[Preference]) -> set[int]:
    """Those of which an offer stands; one statement."""
    keys = [preference.pk for preference in preferences]
    return set(
        Offer._base_manager.filter(STANDING, preference__in=listed(keys, "bigint")).values_list("preference", flat=True)
    )
