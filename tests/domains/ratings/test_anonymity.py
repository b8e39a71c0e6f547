"""Nothing that the product keeps or shows tells which answer is whose (FAC-09, docs/decisions/0013)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from openpyxl import load_workbook

from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.factories.faculty import head
from tests.factories.ratings import Taught, answer, taught
from tests.once import undone
from xinglin.domains.ratings.actions.counting import confirm_results, count_answers
from xinglin.domains.ratings.models import Ballot, Box, Given, Result
from xinglin.domains.ratings.queries.ballots import opened
from xinglin.domains.ratings.rules.counting import Sum
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.roles import Role
from xinglin.engines.history.models import AuditEntry
from xinglin.kit.calendar import CHINA

pytestmark = [pytest.mark.django_db, pytest.mark.spec("FAC-09")]
CLOSED = datetime(YEAR + 1, 2, 1, 3, tzinfo=CHINA)
SAID = [(5, "讲解细致"), (1, "从不查房"), (3, ""), (4, "希望多安排操作"), (2, "很少改病历")]
# Keys that a sequence or chance gives, moments, and what is random by itself: the same in no two runs.
CHANCE = re.compile(
    r"(^|_)(id|key|at|hash|digest|sealed|object_id|context|nonce|password|login|expires|expire_date|session_key)(_|$)"
)


def tables() -> Iterator[tuple[str, list[str]]]:
    """Every table of the database with its columns."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            yield table, [column.name for column in connection.introspection.get_table_description(cursor, table)]


def kept() -> dict[str, list[Any]]:
    """What all tables say beside what chance gave: table → its rows, sorted; opened answers in their boxes."""
    found: dict[str, list[Any]] = {}
    for table, columns in tables():
        said = [column for column in columns if not CHANCE.search(column)]
        if said:
            listed = ", ".join(f'"{column}"::text' for column in said)
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT {listed} FROM "{table}"')
                found[table] = sorted(cursor.fetchall(), key=repr)
    found["given"] = sorted(Given._base_manager.values_list("stay", flat=True))
    found["opened"] = sorted((each.box.year, *map(repr, opened([each]))) for each in Ballot.objects.all())
    return found


def differing(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    """Tables in which two runs left something else."""
    return {table for table in one.keys() | other.keys() if one.get(table) != other.get(table)}


@contextmanager
def one_run(made: Taught, said: list[tuple[int, str]]) -> Iterator[None]:
    """The residents answer one after the other, always in the same order; nothing of it remains."""
    with undone():
        with connection.cursor() as cursor:  # so that what the log names is called the same in every run
            for table in ("box", "result"):
                cursor.execute(f"ALTER SEQUENCE ratings_{table}_id_seq RESTART 1000")
        for actor, (score, words) in zip(made.residents, said, strict=True):
            assert answer(actor, score, words).done == [0]
        yield


def swapped() -> list[tuple[int, str]]:
    """The same answers, every one by somebody else."""
    return [*SAID[1:], SAID[0]]


def test_two_runs_that_differ_only_in_who_wrote_what_leave_the_same_database(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sum, "shuffled", lambda self: sorted(self.words))  # chance would differ between any two runs
    made = taught(country, [0] * 5)
    everybody = readers(country, made)
    before, after, read = [], [], []
    for said in (SAID, swapped()):
        with one_run(made, said):
            before.append(kept())
            with time_machine.travel(CLOSED, tick=False):
                assert count_answers(Box._base_manager.all(), by=system_actor()).done
                assert confirm_results(Result._base_manager.all(), by=country.base).done
                after.append(kept())
                read.append([seen(actor) for actor in everybody])
    assert differing(*before) == differing(*after) == set()
    assert read[0] == read[1]
    shown = "".join("".join(pages) for pages in read[0])
    assert "讲解细致" in shown
    assert len(before[0]["given"]) == len(before[0]["opened"]) == len(SAID)
    assert (after[0]["given"], after[0]["opened"]) == ([], [])


def readers(country: Country, made: Taught) -> list[Actor]:
    """Somebody of every role that could look."""
    auditor, security = (country.actor(country.nation, role) for role in (Role.AUDITOR, Role.SECURITY_ADMIN))
    nation = country.actor(country.nation, Role.NATION_ADMIN)
    staff = [country.base, country.reviewer, nation, auditor, security]
    return [made.residents[0], made.teacher(), head(country, made.unit), *staff]


PAGES = ("/ratings/mine/", "/ratings/own/", "/ratings/results/", "/ratings/departments/", "/ratings/statistics/")
PAGES += ("/audit/", "/audit/?action=ratings.answers_given", "/my-data/my-data.json", "/faculty/verdicts/")


def seen(actor: Actor) -> list[str]:
    """Every page on which an answer, or who gave it, might show; the export too. Without what chance gave."""
    browser = client_of(actor)
    addresses = [*PAGES, *(f"/ratings/results/{each.pk}/" for each in Result._base_manager.all())]
    found = [b"".join(browser.get(address)).decode() for address in addresses]
    exported = browser.post("/ratings/results/", {"do": "export"})
    if exported.status_code == 200:
        book = BytesIO(b"".join(exported.streaming_content))
        found.append(repr(list(load_workbook(book).worksheets[0].values)))
    return [re.sub(r"\b[A-Za-z0-9]{64}\b", "", page) for page in found]  # the token of every form


def test_transaction_place_and_key_of_a_ballot_tell_nothing_of_its_author(country: Country) -> None:
    made = taught(country, [0] * 5)
    texts: list[set[str]] = []
    for actor, (score, words) in zip(made.residents, SAID, strict=True):
        answer(actor, score, words)
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmin::text, key, sealed, length(sealed) FROM ratings_ballot ORDER BY ctid")
            rows = cursor.fetchall()
        assert len({row[0] for row in rows}) == 1  # whoever wrote last has written all of them
        assert [row[1] for row in rows] == sorted(row[1] for row in rows)  # in the order of keys drawn by chance
        assert len({row[3] for row in rows}) == 1
        texts.append({row[2] for row in rows})
    assert len(set().union(*texts)) == sum(map(len, texts))  # nor does a text come back by which one sees what is new


def test_answers_share_nothing_with_who_gave_them_and_the_log_says_only_that_one_was_given(country: Country) -> None:
    columns = dict(tables())
    assert columns["ratings_ballot"] == ["key", "sealed", "box_id"]
    assert columns["ratings_given"] == ["stay_id"]
    assert not {"ratings_ballotevent", "ratings_givenevent", "ratings_boxevent"} & columns.keys()
    made = taught(country, [0])
    before = AuditEntry.objects.latest("pk").pk
    answer(made.residents[0], 1, "从不查房")
    entry = AuditEntry.objects.get(pk__gt=before)
    assert (entry.action, entry.title, entry.subject, entry.subject_ids, entry.reason, entry.details) == (
        "ratings.answers_given",
        "提交带教评价",
        "",
        [0],
        "",
        {},
    )
    for table, names in columns.items():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', ["%从不查房%"])
            assert cursor.fetchone() == (0,), (table, names)
