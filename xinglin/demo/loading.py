"""Loads the demonstration into an empty database, all of it or nothing (PLT-120)."""

from django.db import transaction

from xinglin.demo import founding
from xinglin.demo.assessing import assess
from xinglin.demo.careers import lead_on
from xinglin.demo.cohorts import Cohort, cohorts, past_cohorts
from xinglin.demo.contacts import name_contacts
from xinglin.demo.filling import Seat, fill
from xinglin.demo.founding import Places
from xinglin.demo.log_ins import ASSESSED, actors, open_log_ins
from xinglin.demo.planner import analyze
from xinglin.demo.rating import rate
from xinglin.demo.recording import record
from xinglin.demo.recruitment import recruit
from xinglin.demo.rotating import rotate
from xinglin.demo.teaching import teach
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role


class NotEmpty(Exception):
    """There are units already: the database belongs to somebody."""


@transaction.atomic
def load() -> dict[str, int]:
    """Found the country and lead some thousand residents through their intake; the numbers of what was made.

    Raises NotEmpty where units stand, and leaves them as they are.
    """
    if Unit.objects.exists():
        raise NotEmpty
    places = founding.found()
    open_log_ins(places)
    name_contacts(places)
    founding.open_past(places.nation, founding.past_years())
    past = _seated(places, past_cohorts(founding.past_years()))
    residents = fill(past)
    founding.close_past(places.nation, founding.past_years())
    lead_on({cohort.hospital.name: seat for cohort, seat in past}, founding.past_years())
    founding.open_windows(places)
    residents += fill(_seated(places, cohorts(founding.this_year())))
    analyze()
    batches = recruit(places)
    physicians = assess(places)
    supervisors = teach(places)
    rotate(places)
    record(places)
    rate(places)
    analyze()
    return {
        "省份": len(places.provinces),
        "医院": len(places.hospitals) + len(ASSESSED),
        "住院医师": residents,
        "招收批次": batches,
        "医师": physicians,
        "师资": supervisors,
    }


def _seated(places: Places, planned: list[Cohort]) -> list[tuple[Cohort, Seat]]:
    """The cohorts with those who act for their hospitals and provinces."""
    bases = actors(Role.BASE_ADMIN, places.hospitals.values())
    reviewers = actors(Role.PROVINCE_REVIEWER, places.provinces.values())
    units = [places.hospitals[cohort.hospital.name] for cohort in planned]
    return [
        (cohort, Seat(bases[unit.pk], reviewers[unit.province_id or 0]))
        for cohort, unit in zip(planned, units, strict=True)
    ]
