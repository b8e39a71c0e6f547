"""What the statistics of the assessment count, and the names of the parts they count by (ASM-41)."""

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import visible
from xinglin.engines.statistics.declaration import Choices

from ..models import Department, Enrolment, InstitutionProfile
from ..rules.overseeing import FOLLOW
from .overseeing import cycles_of


def counted_visible_to(actor: Actor) -> "QuerySet[Enrolment]":
    """All that take part under the actor's unit, or are entrusted to it."""
    return visible(Enrolment, actor, FOLLOW)


def cycles_chosen(actor: Actor) -> Choices:
    """The province's cycles, the newest first."""
    return cycles_of(actor.unit.province_id)


def institution_names(actor: Actor) -> Choices:
    """Institutions that take part under the unit, or that entrusted the agency."""
    profiles = _profiles(actor)
    return list(Unit.objects.filter(pk__in=profiles.values("institution")).order_by("name").values_list("pk", "name"))


def agency_names(actor: Actor) -> Choices:
    """Agencies entrusted by them."""
    agencies = _profiles(actor).filter(agency__isnull=False).values("agency")
    return list(Unit.objects.filter(pk__in=agencies).order_by("name").values_list("pk", "name"))


def department_names(actor: Actor) -> Choices:
    """Departments by their names: those of several institutions that are called alike count as one."""
    names = _departments(actor).order_by("name").values_list("name", flat=True).distinct()
    return [(name, name) for name in names]


def departments_by_key(actor: Actor) -> dict[int, str]:
    """Department → its name."""
    return dict(_departments(actor).order_by().values_list("pk", "name"))


def _departments(actor: Actor) -> "QuerySet[Department]":
    return Department._base_manager.filter(institution__in=_profiles(actor).values("institution"))


def _profiles(actor: Actor) -> "QuerySet[InstitutionProfile]":
    rows = InstitutionProfile._base_manager.order_by()
    if actor.role == Role.AGENCY_ADMIN:
        return rows.filter(agency=actor.unit_id, cycle__closed_at=None)
    if actor.unit.institution_id:
        return rows.filter(institution=actor.unit_id)
    return rows.filter(institution__path__startswith=actor.unit.path or "-")
