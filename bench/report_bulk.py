"""report-bulk: report 2,000 residents and approve them. Peer: one by one through the same actions (scaled from 200)."""

import json
import resource
import sys
from collections.abc import Callable, Sequence
from statistics import median
from tempfile import TemporaryDirectory

from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext, override_settings, setup_databases, teardown_databases

from bench.list_page import seconds
from tests.factories.country import YEAR, Country, small_country
from xinglin.demo import country as places
from xinglin.demo.cohorts import Cohort, Resident
from xinglin.demo.filling import Seat, fill
from xinglin.demo.people import fake_people
from xinglin.domains.training.models import Training
from xinglin.engines.actions import Outcome
from xinglin.engines.review.actions import approve, submit

ROUNDS = 3
ONE_BY_ONE = 200
SPECIALTIES = ("0100", "0700", "0900", "1900")


def complete(country: Country, number: int) -> list[int]:
    """So many complete records at one base, not yet reported."""
    hospital = places.Hospital(
        country.hospital.name, "", "110000", None, "", "", False, SPECIALTIES, places.credit_code(9_999_998)
    )
    residents = []
    for serial, person in enumerate(fake_people(number, intake_year=YEAR, province="110000", specialty="0100")):
        residents.append(Resident(serial + 300_000, "complete", "0100", person))
    fill([(Cohort(hospital, YEAR, tuple(residents)), Seat(country.base, country.reviewer))])
    return list(Training.objects.order_by("pk").values_list("pk", flat=True))


def both(country: Country, sets: Sequence[Sequence[int]]) -> None:
    """Report each set, then approve each."""
    for keys in sets:
        done(submit(rows(keys), by=country.base), len(keys))
    for keys in sets:
        done(approve(rows(keys), by=country.reviewer), len(keys))


def done(outcome: Outcome, number: int) -> None:
    """Nothing was refused."""
    assert len(outcome.done) == number, list(outcome.refused.values())[:3]


def rows(keys: Sequence[int]) -> "QuerySet[Training]":
    """The records of these keys."""
    return Training.objects.filter(pk__in=keys)


def undone(work: Callable[..., object], *given: object) -> float:
    """How long it takes; afterwards nothing has happened."""
    with transaction.atomic():
        taken = seconds(work, *given)
        transaction.set_rollback(True)
    return taken


def statements(country: Country, keys: Sequence[int]) -> int:
    """How many SQL statements it takes."""
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        both(country, [keys])
        transaction.set_rollback(True)
    return len(captured)


def measure(country: Country, keys: list[int]) -> dict[str, object]:
    """Both take turns on the same records."""
    few, taken = keys[:ONE_BY_ONE], {"ours": [], "peer": []}
    for _ in range(ROUNDS):
        taken["ours"].append(undone(both, country, [keys]))
        taken["peer"].append(undone(both, country, [[key] for key in few]) * len(keys) / len(few))
    ours, peer = (median(times) for times in taken.values())
    return {
        "ours_s": round(ours, 2),
        "peer": f"one by one through the same actions, scaled from {len(few)}",
        "peer_s": round(peer, 2),
        "floor_s": None,
        "ratio_peer": round(peer / ours, 1),
        "ratio_floor": None,
        "statements": [statements(country, keys[:1]), statements(country, keys)],
    }


def main(number: int) -> None:
    """On a database of its own; one JSON line last."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
            country = small_country()
            result = measure(country, complete(country, number))
    finally:
        teardown_databases(databases, verbosity=0)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"name": "report-bulk", "residents": number, **result, "rss_mb": round(megabytes)}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 2000)
