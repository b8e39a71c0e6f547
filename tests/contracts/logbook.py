"""Records of the hospital for the addresses and lists of logbook."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from tests.contracts import ratings
from tests.contracts.faculty import own
from tests.contracts.rotation import stint
from tests.factories.country import Country
from tests.factories.logbook import entry
from tests.walk import resident
from xinglin.domains.faculty.models import Appointment, Supervisor
from xinglin.domains.logbook.actions.recording import record_entries
from xinglin.domains.logbook.actions.requiring import import_requirements
from xinglin.domains.logbook.models import Entry, Requirement
from xinglin.domains.rotation.models import Stay
from xinglin.domains.training.models import Training


def stay(country: Country) -> Stay:
    """The resident whose records the contracts know was in a department today, where the supervisor taught him."""
    theirs = Training._base_manager.filter(institution=country.hospital, case__state="open").earliest("pk")
    found = ratings.stay(country, theirs)
    appointed(own(country))
    return Stay._base_manager.select_related("stint__resident__training__person").get(pk=found.pk)


def appointed(who: Supervisor) -> None:
    """For years from today, unless he is."""
    day, end = localdate(), localdate() + timedelta(900)
    days = {"starts_on": day, "ends_on": end, "last_on": end}
    place = {"institution_id": who.institution_id, "province_id": who.province_id, "department_id": who.department_id}
    if not Appointment._base_manager.filter(supervisor=who, last_on__gte=day, starts_on__lte=day).exists():
        Appointment._base_manager.create(supervisor=who, **days, **place, appointed_by="教学部")


def recorded(country: Country) -> int:
    """What he has recorded there."""
    there = stay(country)
    standing = Entry._base_manager.filter(stay=there)
    if not standing.exists():
        assert record_entries([entry(there.pk)], by=resident(there.stint.resident.training)).done
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
        "logbook:requirement": [{"pk": required(country)}],
        "logbook:record": [{"pk": stay(country).stint.resident.training_id}],
    }
