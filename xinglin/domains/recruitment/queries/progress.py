"""Progress of recruitment: quota, applications, pre-screened, admitted, accepted, confirmed, reported in (REC-31).

A line is a place: what one specialty of one base, or of one of its sites, has in one batch. Trial batches never count.
"""

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from xinglin.domains.institutions.public import bases_under
from xinglin.domains.reference.public import specialties
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.visible import visible
from xinglin.engines.review.labels import approved_q
from xinglin.engines.statistics.declaration import Choices

from ..enums import Answer, ApplicationState, ReportIn, Screening
from ..models import Offer, Place, Preference
from ..rules.progress import PROGRESS
from .places import STANDING, with_answer

DECLINED = Q(cancelled_at=None, answer=Answer.DECLINED)
ACCEPTED = Q(cancelled_at=None, answer=Answer.ACCEPTED)
CONFIRMED = Q(cancelled_at=None, confirmed_at__isnull=False)
PRESENT = Q(cancelled_at=None, report_state=ReportIn.PRESENT)
SUBMITTED = Q(application__state=ApplicationState.SUBMITTED)


def _counted(rows: "QuerySet[Any]", condition: Q) -> Coalesce:
    mine = rows.filter(condition, place=OuterRef("pk")).order_by().values("place")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0)


def _counts() -> dict[str, Coalesce]:
    preferences, offers = Preference._base_manager.all(), Offer._base_manager.all()
    return {
        "applied": _counted(preferences, SUBMITTED),
        "first": _counted(preferences, SUBMITTED & Q(rank=1)),
        "passed": _counted(preferences, SUBMITTED & Q(screening=Screening.PASSED)),
        "admitted": _counted(offers, STANDING),
        "accepted": _counted(offers, ACCEPTED),
        "confirmed": _counted(offers, CONFIRMED),
        "present": _counted(offers, PRESENT),
    }


def lines_visible_to(actor: Actor) -> "QuerySet[Place]":
    """Places under the actor's unit with how far each has come; of real batches alone."""
    return facts_visible_to(actor).select_related("batch", "institution", "specialty", "site")


def facts_visible_to(actor: Actor) -> "QuerySet[Place]":
    """The same to be added up; what the province has never approved is no quota."""
    mine = visible(Place, actor, PROGRESS).filter(approved_q("plan__"), batch__is_trial=False)
    return mine.annotate(**_counts())


def people_visible_to(actor: Actor) -> "QuerySet[Preference]":
    """Who named a place under the actor's unit, once the application was submitted; of real batches alone."""
    mine = visible(Preference, actor, PROGRESS).filter(SUBMITTED, batch__is_trial=False)
    related = ("application__person", "batch", "institution", "place__specialty", "place__site")
    return mine.select_related(*related)


def offers_visible_to(actor: Actor) -> "QuerySet[Offer]":
    """Who was admitted under the actor's unit, those too who gave it up or let it lapse; of real batches alone."""
    mine = with_answer(visible(Offer, actor, PROGRESS).filter(cancelled_at=None, is_trial=False))
    return mine.select_related("person", "application", "batch", "institution", "place__specialty", "place__site")


def bases_of(actor: Actor) -> Choices:
    """Training bases at or under the actor's unit; his own where he belongs to one."""
    if actor.unit.institution_id:
        return list(Unit.objects.filter(pk=actor.unit.institution_id).values_list("pk", "name"))
    return list(bases_under(actor.unit).order_by("name").values_list("pk", "name"))


def provinces_of(actor: Actor) -> Choices:
    """Provinces at or under the actor's unit, in the order of their codes."""
    mine = Unit.objects.filter(kind=UnitKind.PROVINCE, path__startswith=actor.unit.path or "-")
    return list(mine.order_by("code").values_list("pk", "name"))


def cities_of(actor: Actor) -> Choices:
    """Cities at or under the actor's unit, with the province where there is more than one."""
    mine = Unit.objects.filter(kind=UnitKind.CITY, path__startswith=actor.unit.path or "-")
    found = mine.order_by("province__code", "code", "name").values_list("pk", "name", "province__name")
    is_nation = actor.unit.kind == UnitKind.NATION
    return [(pk, f"{province} {name}" if is_nation else name) for pk, name, province in found]


def city_of_bases(actor: Actor) -> dict[int, int]:
    """Base → the city it lies under; bases right under a province have none."""
    cities = {pk for pk, _ in cities_of(actor)}
    paths = bases_under(actor.unit).values_list("pk", "path")
    return {pk: int(part) for pk, path in paths for part in (path or "").strip("/").split("/") if int(part) in cities}


def specialty_choices(actor: Actor | None = None) -> list[tuple[int, str]]:
    """All specialties, by key."""
    return [(key, specialty.name) for key, specialty in specialties().items()]
