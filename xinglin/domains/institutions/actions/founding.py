"""Founding hospitals and their programmes."""

from collections.abc import Iterable
from dataclasses import dataclass

from xinglin.domains.reference.public import Specialty
from xinglin.engines.access.actions import NewUnit, found_units
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.actions import Outcome, action

from .. import events
from ..models import Hospital, SpecialtyBase


@dataclass(frozen=True)
class NewHospital:
    """A hospital to be founded under a province, city or county."""

    parent: Unit
    name: str
    short_name: str = ""
    credit_code: str = ""
    level: str = ""
    kind: str = ""
    is_military: bool = False
    base_level: str = ""
    base_code: str = ""


@action("institutions.hospitals_founded", "新增医疗卫生机构")
def found_hospitals(hospitals: Iterable[NewHospital], *, by: Actor) -> Outcome:
    """Units and profiles at once; `done` holds the units' keys in the order given."""
    hospitals = list(hospitals)
    units = found_units([NewUnit(UnitKind.INSTITUTION, h.parent, h.name, h.short_name) for h in hospitals], by=by)
    Hospital.objects.bulk_create(
        Hospital(
            unit_id=unit_id,
            credit_code=h.credit_code,
            level=h.level,
            kind=h.kind,
            is_military=h.is_military,
            base_level=h.base_level,
            base_code=h.base_code,
        )
        for unit_id, h in zip(units.done, hospitals, strict=True)
    )
    events.IN_USE.announce(units.done, by=by)
    return units


@action("institutions.specialty_bases_opened", "新增专业基地")
def open_specialty_bases(pairs: Iterable[tuple[Unit, Specialty]], *, by: Actor) -> Outcome:
    """Open a programme of each specialty at each institution; those open already stay. Keys are indexes of the list."""
    pairs = list(pairs)
    standing = set(
        SpecialtyBase.objects.filter(institution__in={unit.pk for unit, _ in pairs}).values_list(
            "institution", "specialty"
        )
    )
    fresh = [(i, unit, s) for i, (unit, s) in enumerate(pairs) if (unit.pk, s.pk) not in standing]
    units = found_units(
        [NewUnit(UnitKind.SPECIALTY_BASE, unit, f"{s.name}专业基地", s.name, s.code) for _, unit, s in fresh], by=by
    )
    SpecialtyBase.objects.bulk_create(
        SpecialtyBase(unit_id=key, institution=unit, specialty=s)
        for key, (_, unit, s) in zip(units.done, fresh, strict=True)
    )
    made = {index for index, _, _ in fresh}
    return Outcome(done=sorted(made), unchanged=[index for index in range(len(pairs)) if index not in made])
