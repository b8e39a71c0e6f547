"""list-page: a province's list among 1,000,000 trainings in 1,100 bases, five filters, page 1 and page 200, with count.

Ours is the whole response of «住院医师信息管理»: session, identity, menu, filters, count, rows, page. The peer, also
the floor, is the best hand-written SQL of the same page. They take turns, in one process on one database, which `fill`
has filled: every record with its person, studies, case, frozen copy, facts and history.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings, setup_databases, teardown_databases

from xinglin.demo.founding import this_year
from xinglin.demo.growing import grow
from xinglin.demo.loading import load
from xinglin.domains.reference.public import Specialty
from xinglin.domains.training.lists import MANAGED
from xinglin.engines.access.actor import Actor, actor_of, memberships_of
from xinglin.engines.accounts.models import Account
from xinglin.engines.lists.address import Asked

YEARS, PAGES, TURNS = 9, (1, 200), 60
REVIEWER = "广东审核员"
CATEGORIES = ("COMPANY", "ENTRUST", "SOCIAL")
FILTERED = """
    FROM training_training t JOIN review_case c ON c.id = t.case_id
    WHERE t.province_id = %(province)s AND (t.original_id IS NOT NULL AND t.intake_year < %(year)s OR t.is_late_entry)
    AND t.specialty_id = ANY(%(specialties)s) AND t.resident_category = ANY(%(categories)s)
    AND t.is_rural_order = false AND t.graduate_kind = 'fresh' AND c.state = 'approved'
"""
COUNT = f"SELECT count(*) {FILTERED}"
PAGE = f"""
    SELECT t.id, p.name, t.personal_state, t.revision, c.revision, c.state, t.completeness, t.intake_year, s.name,
        p.gender, p.document_masked, p.mobile_masked, t.resident_category, u.name, t.status
    FROM (SELECT t.id {FILTERED} ORDER BY t.intake_year DESC, t.id DESC LIMIT 20 OFFSET %(offset)s) k
    JOIN training_training t ON t.id = k.id JOIN people_person p ON p.id = t.person_id
    JOIN access_unit u ON u.id = t.institution_id LEFT JOIN reference_specialty s ON s.id = t.specialty_id
    LEFT JOIN review_case c ON c.id = t.case_id ORDER BY t.intake_year DESC, t.id DESC
"""


@contextmanager
def crowd(residents: int, years: int) -> Iterator[None]:
    """A database of its own: the demonstration, and so many residents more."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
            load()
            print(f"filling {residents} residents", flush=True)
            taken = seconds(lambda: grow(residents, years, seed=1, processes=os.cpu_count() or 1))
            print(f"filled in {taken:.0f} s", flush=True)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            yield
    finally:
        teardown_databases(databases, verbosity=0)


def actor(login: str) -> Actor:
    """Who logs in under this name."""
    account = Account.objects.by_login(login)
    assert account is not None
    return actor_of(memberships_of(account.pk)[0])


def specialties() -> list[int]:
    """Keys of all specialties."""
    return list(Specialty.objects.order_by("code").values_list("pk", flat=True))


def browser(login: str) -> Client:
    """Logged in."""
    client, account = Client(), Account.objects.by_login(login)
    client.force_login(account, backend="xinglin.engines.accounts.backends.LoginBackend")
    return client


def question() -> QueryDict:
    """Five filters."""
    asked = QueryDict(mutable=True)
    asked.setlist("specialty", [str(key) for key in specialties()[:24]])
    asked.setlist("resident_category", list(CATEGORIES))
    asked["is_rural_order"] = "0"
    asked["graduate_kind"] = "fresh"
    asked.setlist("reviewed", ["approved"])
    return asked


def seconds(work: Callable[..., object], *given: object) -> float:
    """How long it takes."""
    started = time.perf_counter()
    work(*given)
    return time.perf_counter() - started


def measure() -> dict[str, object]:
    """Both take turns on both pages; first they must agree on what is on them."""
    client, reviewer = browser(REVIEWER), actor(REVIEWER)
    known: dict[str, Any] = {
        "province": reviewer.unit_id,
        "year": this_year(),
        "specialties": specialties()[:24],
        "categories": list(CATEGORIES),
    }
    address = MANAGED.address + Asked(MANAGED, reviewer, question()).query()

    def ours(page: int) -> str:
        answer = client.get(f"{address}&page={page}")
        assert answer.status_code == 200
        return answer.content.decode()

    def by_hand(page: int) -> tuple[int, list[int]]:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, known)
            (count,) = cursor.fetchone()
            cursor.execute(PAGE, {**known, "offset": 20 * (page - 1)})
            return count, [row[0] for row in cursor.fetchall()]

    taken: dict[str, list[float]] = {"ours": [], "sql": []}
    statements = set()
    for page in PAGES:
        count, keys = by_hand(page)
        text = ours(page)
        assert f"共 {count} 条记录" in text
        assert len(keys) == 20
        assert all(f'/training/{key}/"' in text for key in keys)
        with CaptureQueriesContext(connection) as captured:
            ours(page)
        statements.add(len(captured))
    for _ in range(TURNS):
        for page in PAGES:
            taken["ours"].append(seconds(ours, page))
            taken["sql"].append(seconds(by_hand, page))
    p95 = {name: sorted(times)[int(len(times) * 0.95)] for name, times in taken.items()}
    return {
        "ours_s": round(p95["ours"], 4),
        "peer": "hand-written SQL of the same page, p95",
        "peer_s": round(p95["sql"], 4),
        "floor_s": round(p95["sql"], 4),
        "ratio_peer": round(p95["sql"] / p95["ours"], 2),
        "ratio_floor": round(p95["ours"] / p95["sql"], 2),
        "ours_median_s": round(median(taken["ours"]), 4),
        "sql_median_s": round(median(taken["sql"]), 4),
        "found": count,
        "statements": sorted(statements),
    }


def main(residents: int) -> None:
    """On a database of its own; one JSON line last."""
    with crowd(residents, YEARS):
        result = measure()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"name": "list-page", "rows": residents, **result, "rss_mb": round(megabytes)}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
