"""Results for the authorities: accepted ones, with who has confirmed them (REC-30)."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import StrIndex

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.visible import visible

from ..enums import Answer, Confirming
from ..models import Offer
from ..rules.confirming import CONFIRM

REFUSED = Q(cancelled_at__isnull=False)
CONFIRMED = Q(confirmed_at__isnull=False, cancelled_at=None)
OPEN = Q(confirmed_at=None, cancelled_at=None)


def results_visible_to(actor: Actor) -> "QuerySet[Offer]":
    """Accepted offers under the actor's unit, those refused by an authority too; with `has_city`."""
    rows = visible(Offer, actor, CONFIRM).filter(answer=Answer.ACCEPTED)
    related = ("person", "application", "batch", "institution", "place__specialty", "place__site")
    return rows.select_related(*related).annotate(has_city=Exists(_cities()))


def _cities() -> "QuerySet[Unit]":
    """The city above the base of an offer."""
    above = Unit.objects.filter(kind=UnitKind.CITY, province=OuterRef("province"))
    return above.annotate(at=StrIndex(OuterRef("institution__path"), "path")).filter(at=1)


def waiting_results(actor: Actor) -> "QuerySet[Offer]":
    """Those on which it is the actor's turn to speak."""
    rows = results_visible_to(actor).filter(OPEN)
    match actor.unit.kind:
        case UnitKind.CITY:
            return rows.filter(AT_CITY)
        case UnitKind.PROVINCE:
            return rows.filter(AT_PROVINCE)
        case _:
            return rows.none()


AT_CITY = OPEN & Q(has_city=True, city_confirmed_at=None) & ~Q(batch__confirming=Confirming.PROVINCE)
AT_PROVINCE = OPEN & (
    Q(has_city=False)
    | Q(batch__confirming=Confirming.PROVINCE)
    | Q(batch__confirming=Confirming.CITY_THEN_PROVINCE, city_confirmed_at__isnull=False)
)


def below_cities(institutions: Iterable[Unit]) -> set[int]:
    """Keys of those that lie under a city; one statement."""
    above = {unit.pk: {int(key) for key in (unit.path or "").strip("/").split("/")} for unit in institutions}
    keys = {key for each in above.values() for key in each}
    cities = set(Unit.objects.filter(kind=UnitKind.CITY, pk__in=keys).values_list("pk", flat=True))
    return {pk for pk, each in above.items() if each & cities}
