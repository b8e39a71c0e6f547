"""list-page: a province's list among 1,000,000 trainings in 1,100 bases, five filters, page 1 and page 200, with count.

Ours is the whole response of «招收信息管理»: session, identity, menu, filters, count, rows, page. The peer, which is
also the floor, is the best hand-written SQL of the same page. They take turns, in one process on one database.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from tests.factories.country import YEAR, Country, small_country
from xinglin.domains.reference.public import Specialty
from xinglin.domains.training.lists import INTAKE
from xinglin.engines.access.actions import NewUnit, found_units
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.accounts.models import Account
from xinglin.engines.lists.address import Asked

BASES, IN_PROVINCE, PAGES, TURNS = 1100, 100, (1, 200), 60
CATEGORIES = ("COMPANY", "ENTRUST", "SOCIAL", "GRADUATE")
PEOPLE = """
    INSERT INTO people_person (name, pinyin, initials, document_type, document_index, document_tail, document_masked,
        document_number, gender, ethnic_group, marital_status, nationality, household_province, mobile_index,
        mobile_tail, mobile_masked, mobile, email, address, emergency_name, emergency_mobile_masked, highest_level,
        highest_degree, highest_degree_type, revision, created_at)
    SELECT substr('赵钱孙李周吴郑王', 1 + n %% 8, 1) || substr('清和明远思齐若水景行', 1 + n / 8 %% 10, 1) || '林',
        'zhaoqinglin' || n %% 977, 'zql', '01', decode(md5('d' || n), 'hex'), decode(md5('t' || n %% 10000), 'hex'),
        '110***********' || lpad((n %% 10000)::text, 4, '0'), 'k1:' || md5('c' || n) || md5('e' || n), '1', '01', '10',
        '156', '110000', decode(md5('m' || n), 'hex'), decode(md5('u' || n %% 10000), 'hex'),
        '199****' || lpad((n %% 10000)::text, 4, '0'), 'k1:' || md5('f' || n), '', '', '', '', 'bachelor', '', '',
        1, now()
    FROM generate_series(1, %(rows)s) n
"""
CASES = """
    INSERT INTO review_case (chain, subject_id, institution_id, province_id, state, step, seat_id, number, revision,
        submitted_at, submitted_by, decided_by)
    SELECT 'resident-reporting', n, base.id, base.province_id,
        (ARRAY['open', 'open', 'returned', 'withdrawn'])[1 + n %% 4], 'province', base.province_id, 1, 1, now(),
        '教学部', ''
    FROM generate_series(1, %(rows)s) n JOIN base ON base.place = n %% %(bases)s WHERE n %% 5 > 0
"""
TRAININGS = """
    INSERT INTO training_training (id, revision, case_id, person_id, institution_id, province_id, intake_year,
        specialty_id, cultivation_type, resident_category, other_category, employer_name, employer_credit_code,
        graduate_kind, is_rural_order, is_western_support, training_years, status, personal_state, completeness,
        created_at)
    SELECT n, 1, c.id, p.id, base.id, base.province_id, %(year)s - n / %(bases)s %% 5,
        (%(specialties)s::bigint[])[1 + n / 7 %% cardinality(%(specialties)s::bigint[])], 'NATION',
        (%(categories)s::text[])[1 + n / 11 %% 4], '', '', '', 'FRESH', n %% 13 = 0, false, 3, 'training', '',
        n %% 101, now()
    FROM generate_series(1, %(rows)s) n JOIN base ON base.place = n %% %(bases)s
    JOIN people_person p ON p.document_index = decode(md5('d' || n), 'hex')
    LEFT JOIN review_case c ON c.chain = 'resident-reporting' AND c.subject_id = n
"""
FILTERED = """
    FROM training_training t JOIN review_case c ON c.id = t.case_id
    WHERE t.province_id = %(province)s AND t.intake_year = %(year)s AND t.specialty_id = ANY(%(specialties)s)
    AND t.resident_category = ANY(%(categories)s) AND t.is_rural_order = false AND c.state IN ('open', 'returned')
    AND c.chain = 'resident-reporting' AND c.province_id = %(province)s
"""
COUNT = f"SELECT count(*) {FILTERED}"
PAGE = f"""
    SELECT t.id, p.name, t.personal_state, t.revision, c.revision, c.state, t.completeness, t.intake_year, s.name,
        p.gender, p.document_masked, p.mobile_masked, t.resident_category, u.name
    FROM (SELECT t.id {FILTERED} ORDER BY t.intake_year DESC, t.id DESC LIMIT 20 OFFSET %(offset)s) k
    JOIN training_training t ON t.id = k.id JOIN people_person p ON p.id = t.person_id
    JOIN access_unit u ON u.id = t.institution_id LEFT JOIN reference_specialty s ON s.id = t.specialty_id
    LEFT JOIN review_case c ON c.id = t.case_id ORDER BY t.intake_year DESC, t.id DESC
"""


def fill(country: Country, rows: int) -> None:
    """A hundred bases in the province of whom we speak, the rest in the other one; 80 % reported."""
    system = system_actor()
    for province, number in ((country.province, IN_PROVINCE), (country.other_province, BASES - IN_PROVINCE)):
        new = [NewUnit(UnitKind.INSTITUTION, province, f"{province.name}第{n}医院") for n in range(number)]
        found_units(new, by=system)
    known: dict[str, Any] = {
        "rows": rows,
        "bases": BASES,
        "year": YEAR,
        "specialties": specialties(),
        "categories": list(CATEGORIES),
    }
    with connection.cursor() as cursor, unburdened(cursor):
        cursor.execute(
            "CREATE TEMP TABLE base AS SELECT id, province_id, row_number() OVER (ORDER BY id) - 1 AS place "
            "FROM access_unit WHERE kind = 'institution' AND name LIKE '%第%'"
        )
        for step in (PEOPLE, CASES, "ANALYZE people_person, review_case", TRAININGS):
            cursor.execute(step, known if "%(" in step else None)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def unburdened(cursor: Any) -> Iterator[None]:
    """Without history, and with foreign keys and further indexes only afterwards: ten minutes become two."""
    tables = ["people_person", "review_case", "training_training"]
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
        [tables],
    )
    keys = cursor.fetchall()
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE NOT indisunique AND indrelid = ANY(%s::regclass[])",
        [tables],
    )
    indexes = cursor.fetchall()
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for table, name, _ in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def specialties() -> list[int]:
    """Keys of all specialties."""
    return list(Specialty.objects.order_by("code").values_list("pk", flat=True))


def browser(country: Country) -> Client:
    """The province's reviewer, logged in."""
    client, account = Client(), Account.objects.get(memberships=country.reviewer.membership_id)
    account.set_password("Xing-lin-2026")
    account.save()
    client.force_login(account, backend="xinglin.engines.accounts.backends.LoginBackend")
    return client


def question() -> QueryDict:
    """Five filters."""
    asked = QueryDict(mutable=True)
    asked["intake_year"] = str(YEAR)
    asked.setlist("specialty", [str(key) for key in specialties()[:24]])
    asked.setlist("resident_category", list(CATEGORIES[:3]))
    asked["is_rural_order"] = "0"
    asked.setlist("reviewed", ["open", "returned"])
    return asked


def seconds(work: Callable[..., object], *given: object) -> float:
    """How long it takes."""
    started = time.perf_counter()
    work(*given)
    return time.perf_counter() - started


def measure(country: Country) -> dict[str, object]:
    """Both take turns on both pages; first they must agree on what is on them."""
    client, asked = browser(country), question()
    known: dict[str, Any] = {
        "province": country.province.pk,
        "year": YEAR,
        "specialties": specialties()[:24],
        "categories": list(CATEGORIES[:3]),
    }
    address = "/training/intake/" + Asked(INTAKE, country.reviewer, asked).query()

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


def main(rows: int) -> None:
    """On a database of its own; one JSON line last."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        country = small_country()
        print(f"filling {rows} rows", flush=True)
        print(f"filled in {seconds(fill, country, rows):.0f} s", flush=True)
        result = measure(country)
    finally:
        teardown_databases(databases, verbosity=0)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"name": "list-page", "rows": rows, **result, "rss_mb": round(megabytes)}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
