"""Records of the hospital for the addresses and lists of logbook."""

from collections.abc import Callable
from typing import Any

from tests.contracts.rotation import stint
from tests.factories.country import Country
from tests.factories.logbook import entry
from tests.walk import resident
from xinglin.domains.logbook.actions.recording import record_entries
from xinglin.domains.logbook.actions.requiring import import_requirements
from xinglin.domains.logbook.models import Entry, Requirement
from xinglin.domains.rotation.actions.staying import confirm_entries
from xinglin.domains.rotation.models import Stay, Stint


def stay(country: Country) -> Stay:
    """Somebody of the hospital has come to a department."""
    found = Stay._base_manager.filter(stint=stint(country))
    if not found.exists():
        assert confirm_entries(Stint._base_manager.filter(pk=stint(country).pk), by=country.base).done
    return found.select_related("stint__resident__training__person").get()


def recorded(country: Country) -> int:
    """What he has recorded there."""
    there = stay(country)
    standing = Entry._base_manager.filter(stay=there)
    if not standing.exists():
        own = resident(there.stint.resident.training)
        assert record_entries([entry(there.pk)], by=own).done
    return standing.get().pk


def required(country: Country) -> int:
    """What the hospital asks beside the standard."""
    standing = Requirement.objects.filter(institution=country.hospital)
    if not standing.exists():
        line = stint(country).line
        assert line
        facts = {"specialty": "0100", "department": line.department, "kind": "disease", "name": "契约病种", "number": 2}
        assert import_requirements([facts], by=country.base).done
    return standing[0].pk


ROWS: dict[str, Callable[[Country], int]] = {
    "logbook-entries": recorded,
    "logbook-residents": lambda country: stay(country).stint.resident.training_id,
    "logbook-assessments": lambda country: stay(country).pk,
    "logbook-requirements": required,
}


def examples(country: Country) -> dict[str, list[dict[str, Any]]]:
    """Arguments of the addresses."""
    return {
        "logbook:entry": [{"pk": recorded(country)}],
        "logbook:record": [{"pk": stay(country).stint.resident.training_id}],
    }
