"""What statistics count: approved copies alone; and the names of the parts they count by (REP-41, REP-42)."""

from datetime import datetime

from django.db.models import QuerySet

from xinglin.domains.people.public import EducationLevel
from xinglin.domains.reference.public import labels, specialties
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.visible import visible
from xinglin.engines.statistics.declaration import Choices

from .. import rules
from ..enums import TrainingStatus
from ..models import ApprovedFacts
from .records import years_visible_to


def facts_visible_to(actor: Actor) -> "QuerySet[ApprovedFacts]":
    """What the last approved copies under the actor's unit say."""
    return visible(ApprovedFacts, actor, rules.VIEW)


def last_approval() -> datetime | None:
    """When something last came in; until then every figure stays as it is."""
    rows = ApprovedFacts._base_manager.order_by("-approved_at")
    return rows.values_list("approved_at", flat=True).first()


def provinces_of(actor: Actor) -> Choices:
    """Provinces at or under the actor's unit, in the order of their codes."""
    return list(_units(actor, UnitKind.PROVINCE).order_by("code").values_list("pk", "name"))


def cities_of(actor: Actor) -> Choices:
    """Cities at or under the actor's unit, with the province where there is more than one."""
    found = _units(actor, UnitKind.CITY).order_by("province__code", "code", "name")
    if actor.unit.kind != UnitKind.NATION:
        return list(found.values_list("pk", "name"))
    return [(pk, f"{province} {name}") for pk, name, province in found.values_list("pk", "name", "province__name")]


def city_of_bases(actor: Actor) -> dict[int, int]:
    """Base → the city it lies under, directly or through a county; bases right under a province have none."""
    cities = set(_units(actor, UnitKind.CITY).values_list("pk", flat=True))
    paths = bases_of(actor).values_list("pk", "path")
    return {pk: int(part) for pk, path in paths for part in (path or "").strip("/").split("/") if int(part) in cities}


def bases_of(actor: Actor) -> "QuerySet[Unit]":
    """Institutions at or under the actor's unit that are or were training bases, or the one he belongs to."""
    if actor.unit.institution_id:
        return Unit.objects.filter(pk=actor.unit.institution_id)
    return _units(actor, UnitKind.INSTITUTION).exclude(hospital__base_level="").exclude(hospital=None).order_by("name")


def base_names(actor: Actor) -> Choices:
    """The same to choose from."""
    return list(bases_of(actor).values_list("pk", "name"))


def specialty_names(actor: Actor) -> Choices:
    """All specialties, former ones too."""
    return [(key, specialty.name) for key, specialty in specialties().items()]


def intake_years(actor: Actor) -> Choices:
    """Years that were ever scheduled, the oldest first."""
    return sorted(years_visible_to(actor))


def statuses(actor: Actor) -> Choices:
    """培训状态."""
    return TrainingStatus.choices


def levels(actor: Actor) -> Choices:
    """学历."""
    return EducationLevel.choices


def numbers_of_years(actor: Actor) -> Choices:
    """核定培训年限 as it is stored, a number."""
    return [(int(code), label) for code, label in labels("training_years").items()]


def yes_or_no(actor: Actor) -> Choices:
    """是 or 否."""
    return [(True, "是"), (False, "否")]


def _units(actor: Actor, kind: UnitKind) -> "QuerySet[Unit]":
    return Unit.objects.filter(kind=kind, path__startswith=actor.unit.path or "-")
