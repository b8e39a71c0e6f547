"""Reading bases and their specialties."""

from django.db.models import QuerySet

from xinglin.engines.access.models import Unit, UnitKind

from .models import Affiliation, SpecialtyBase


def specialties_of(institution_ids: list[int]) -> dict[int, dict[str, SpecialtyBase]]:
    """Institution → specialty code → its programme; one statement."""
    found: dict[int, dict[str, SpecialtyBase]] = {pk: {} for pk in institution_ids}
    for base in SpecialtyBase.objects.filter(institution__in=institution_ids).select_related("specialty", "unit"):
        if base.unit.is_active:
            found[base.institution_id][base.specialty.code] = base
    return found


def sites_of(institution_ids: list[int]) -> dict[int, dict[str, Unit]]:
    """Institution → name of an affiliate site → that unit; one statement."""
    found: dict[int, dict[str, Unit]] = {pk: {} for pk in institution_ids}
    for affiliation in Affiliation.objects.filter(base__in=institution_ids).select_related("site"):
        found[affiliation.base_id][affiliation.site.name] = affiliation.site
    return found


def bases_under(unit: Unit) -> "QuerySet[Unit]":
    """Training bases at the unit or below it."""
    under = Unit.objects.filter(kind=UnitKind.INSTITUTION, is_active=True, path__startswith=unit.path or "-")
    return under.exclude(hospital__base_level="").exclude(hospital=None)
