"""Records of the periodic assessment at the hospital, for the addresses and lists that name one."""

from collections.abc import Callable
from typing import Any

from django.utils.timezone import localdate

from tests.factories.assessment import (
    confirmed,
    department,
    made_agency,
    opened_cycle,
    physicians,
    province_admin,
)
from tests.factories.country import Country
from xinglin.domains.assessment import actions
from xinglin.domains.assessment.models import (
    AgencyApplication,
    Cycle,
    Department,
    Enrolment,
    InstitutionProfile,
    Physician,
    ProcedureReason,
)


def built(country: Country) -> Cycle:
    """The cycle with one of everything at the hospital, made at the first call."""
    found = Cycle.objects.filter(province=country.province).first()
    if found:
        return found
    cycle = opened_cycle(country)
    department(country)
    confirmed(country, physicians(country, 1, start=6_000))
    physicians(country, 1, start=6_001)
    made_agency(country, country.hospital)
    reason = {"procedure": "exempt", "title": "援外医疗", "proof": "证明", "starts_on": localdate()}
    actions.add_reasons([reason], by=province_admin(country)).only()
    return cycle


def _of(model: Any, **where: Any) -> Callable[[Country], int]:
    def key(country: Country) -> int:
        built(country)
        return model._base_manager.filter(institution=country.hospital, **where).order_by("pk")[0].pk

    return key


def _reason(country: Country) -> int:
    built(country)
    return ProcedureReason.objects.get(province=country.province).pk


UNCONFIRMED = _of(Physician, enrolments=None)
ROWS: dict[str, Callable[[Country], int]] = {
    "assessment-cycles": lambda country: built(country).pk,
    "procedure-reasons": _reason,
    "assessed-institutions": _of(InstitutionProfile),
    "departments": _of(Department),
    "agency-applications": _of(AgencyApplication),
    "physicians-unconfirmed": UNCONFIRMED,
    "physicians-confirmed": _of(Enrolment),
}


def examples(country: Country) -> dict[str, list[dict[str, Any]]]:
    """Address → what it names at the hospital."""
    return {
        "assessment:cycle_edit": [{"pk": built(country).pk}],
        "assessment:cycle": [{"pk": built(country).pk}],
        "assessment:application": [{"pk": ROWS["agency-applications"](country)}],
        "assessment:department_edit": [{"pk": ROWS["departments"](country)}],
        "assessment:physician": [{"pk": UNCONFIRMED(country)}],
        "assessment:physician_edit": [{"pk": UNCONFIRMED(country)}],
        "assessment:enrolled": [{"pk": ROWS["physicians-confirmed"](country)}],
    }
