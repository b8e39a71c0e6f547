"""Supervisors for the contracts: one of the hospital with one of everything, and a stranger."""

from collections.abc import Callable
from typing import Any

from tests.contracts.administration import department_of
from tests.factories.country import Country
from tests.factories.faculty import complete, enlisted, opened_round, person_of, registered, row_of, staff_rows
from tests.walk import upload_for
from xinglin.domains.faculty.actions.applying import start_applications, submit_applications
from xinglin.domains.faculty.actions.keeping import import_certificates, import_verdicts, record_incidents
from xinglin.domains.faculty.actions.roster import ask_additions
from xinglin.domains.faculty.models import (
    Application,
    Certificate,
    Incident,
    RosterRequest,
    Round,
    Standard,
    Supervisor,
    YearVerdict,
)
from xinglin.domains.institutions.models import SpecialtyBase
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.kit import calendar

FIRST, STRANGER, ASKED = 940, 941, 942  # serials of invented people whom no other contract uses
FACTS: dict[str, Any] = {"title": "attending"}


def supervisors(country: Country) -> list[Actor]:
    """Whose records the addresses name, and somebody else who has named no base."""
    (own,) = enlisted(country, start=FIRST)
    actor = person_of(own)
    assert own.department
    complete(actor, own.department, FIRST)
    return [actor, registered(STRANGER)]


def own(country: Country) -> Supervisor:
    """The hospital's."""
    return Supervisor._base_manager.filter(institution=country.hospital, listed_at__isnull=False).earliest("pk")


def application(country: Country, name: str, *, is_sent: bool) -> Application:
    """A draft or a submitted application of the hospital's supervisor, in a round of its own."""
    standing = Application._base_manager.filter(round__name=name).first()
    if standing is None:
        supervisor, actor = own(country), person_of(own(country))
        opened = opened_round(country, name=name)
        key = start_applications(row_of(actor), opened=opened, by=actor).records[supervisor.pk]
        rows = Application._base_manager.filter(pk=key)
        if is_sent:
            submit_applications(rows, by=actor).only()
        standing = rows.get()
    return standing


def sent(country: Country) -> int:
    return application(country, "合同报名批次", is_sent=True).pk


def draft(country: Country) -> int:
    return application(country, "合同草稿批次", is_sent=False).pk


def _round(country: Country) -> int:
    sent(country)
    return Round._base_manager.get(name="合同报名批次").pk


def _request(country: Country) -> int:
    standing = RosterRequest._base_manager.first()
    if standing is None:
        unit = department_of(country)
        row = {**staff_rows(1, start=ASKED)[0], "practice_number": "110110000012345", "email": "a@example.com"}
        by = country.actor(unit, Role.TEACHING_SECRETARY)
        return ask_additions([{**row, "teaching_since": None}], by=by).records[0]
    return standing.pk


def _kept(country: Country) -> None:
    if Certificate._base_manager.exists():
        return
    row = staff_rows(1, start=FIRST)[0]
    course = {"level": "1", "course": "岗前培训班", "issued_on": calendar.today(), "number": "", "valid_until": None}
    assert import_certificates([row | course], by=country.base).done
    verdict = {"year": calendar.today().year - 1, "result": "good", "answers": 8}
    assert import_verdicts([row | verdict], by=country.base).done
    evidence = upload_for(country.base, "incident-evidence").uuid
    facts = {"kind": "accident", "gravity": "ordinary", "happened_on": calendar.today(), "description": "迟到"}
    mine = own(country)
    rows = Supervisor._base_manager.filter(pk=mine.pk)
    assert record_incidents(rows, {mine.pk: {**facts, "evidence": evidence}}, by=country.base).done


def _key(model: Any) -> Callable[[Country], int]:
    def find(country: Country) -> int:
        _kept(country)
        return model._base_manager.get().pk

    return find


def _standard(country: Country) -> int:
    found, _ = Standard.objects.get_or_create(
        province=country.province, valid_from=calendar.today(), defaults={"title_years": 3}
    )
    return found.pk


ROWS: dict[str, Callable[[Country], int]] = {
    "supervisors": lambda country: own(country).pk,
    "supervisor-applications": sent,
    "supervisor-rounds": _round,
    "supervisor-requests": _request,
    "supervisor-certificates": _key(Certificate),
    "supervisor-incidents": _key(Incident),
    "supervisor-verdicts": _key(YearVerdict),
    "supervisor-standards": _standard,
    "supervisor-ratios": lambda country: (
        SpecialtyBase.objects.get(institution=country.hospital, specialty__code="0100").pk
    ),
}


def examples(country: Country) -> dict[str, list[dict[str, Any]]]:
    """Arguments of the addresses."""
    begun, done, mine = {"pk": draft(country)}, {"pk": sent(country)}, {"pk": own(country).pk}
    return {
        "faculty": [mine],
        "faculty:own_application": [begun, done],
        "faculty:own_application_submit": [begun],
        "faculty:own_application_discard": [begun],
        "faculty:application": [done],
        "faculty:round_edit": [{"pk": _round(country)}],
    }
