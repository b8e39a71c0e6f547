"""One verb, one transaction, one name in the log, always for a set (docs/architecture.md)."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tests.engines.review.test_two_at_once import at_once
from tests.factories.country import Country
from tests.walk import opened
from xinglin.domains.people.models import Person
from xinglin.domains.training import rules
from xinglin.domains.training.models import Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Event, Outcome, Refused, action, actions, guarded, on
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.actions.events import EVENTS
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.actions.sets import listed
from xinglin.engines.history.models import AuditEntry


@action("tests.renamed", "改名")
def rename(units: "QuerySet[Unit]", *, name: str, by: Actor, reason: str = "") -> Outcome:
    """Give units a short name; a faulty one breaks in the middle."""
    keys = list(units.order_by("pk").values_list("pk", flat=True))
    units.update(short_name=name)
    if name == "坏":
        raise RuntimeError
    return Outcome(done=keys, refused={0: "没有这个单位。"})


@action("tests.renamed_twice", "再改名")
def rename_twice(units: "QuerySet[Unit]", *, by: Actor) -> Outcome:
    """Calls another action."""
    rename(units, name="甲", by=by)
    return rename(units, name="乙", by=by)


@pytest.fixture(autouse=True)
def _forget_events() -> Iterator[None]:
    known = dict(EVENTS)
    yield
    EVENTS.clear()
    EVENTS.update(known)


def hospital(country: Country) -> "QuerySet[Unit]":
    return Unit.objects.filter(pk=country.hospital.pk)


@pytest.mark.spec("PLT-101", "PLT-33")
def test_an_action_leaves_one_line_in_the_log(country: Country) -> None:
    rename(hospital(country), name="示范", by=country.base.via("bulk"), reason="改了简称")
    entry = AuditEntry.objects.get(action="tests.renamed")
    assert (entry.title, entry.account_name, entry.role, entry.unit_name, entry.source) == (
        "改名",
        country.base.name,
        "base_admin",
        "示范医院",
        "bulk",
    )
    assert (entry.subject, entry.subject_ids) == ("access.unit", [country.hospital.pk])
    assert (entry.done, entry.refused, entry.reason) == (1, 1, "改了简称")


def test_one_that_breaks_leaves_nothing(country: Country) -> None:
    with pytest.raises(RuntimeError):
        rename(hospital(country), name="坏", by=country.base)
    assert hospital(country).get().short_name == "示范医院"
    assert not AuditEntry.objects.filter(action="tests.renamed").exists()


@pytest.mark.spec("PLT-60")
def test_changes_bear_the_name_of_the_outermost_action(country: Country) -> None:
    rename_twice(hospital(country), by=country.base)
    events = Unit.pgh_event_models["update"].objects.filter(pgh_obj=country.hospital.pk).order_by("pgh_id")
    last_two = list(events.select_related("pgh_context"))[-2:]
    assert [event.short_name for event in last_two] == ["甲", "乙"]
    assert {event.pgh_context.metadata["action"] for event in last_two} == {"再改名"}
    assert {event.pgh_context.metadata["name"] for event in last_two} == {country.base.name}
    assert AuditEntry.objects.filter(action__startswith="tests.renamed").count() == 3


@pytest.mark.spec("PLT-04")
def test_inside_an_action_the_guard_is_off_and_on_again_after(country: Country) -> None:
    opened(country)
    seen = []
    spy = action("tests.spied", "看")(lambda rows, *, by: seen.append(Training.objects.count()) or Outcome())
    try:
        with guarded():
            spy([], by=country.base)
            assert Training.objects.count() == 0
    finally:
        del actions()["tests.spied"]
    assert seen == [1]


def test_a_key_is_declared_once() -> None:
    with pytest.raises(ValueError, match=r"tests\.renamed is declared twice"):
        action("tests.renamed", "改名")(rename)
    assert actions()["tests.renamed"].verb is rename


def test_an_outcome_sorts_verdicts_and_a_set_of_one_gives_its_one() -> None:
    outcome = Outcome.judged([(1, None), (2, "不行。"), (3, None)])
    assert (outcome.done, outcome.refused) == ([1, 3], {2: "不行。"})
    assert Outcome(done=[7]).only() == Outcome(unchanged=[7]).only() == 7
    for faulty, why in (
        (outcome, "不行。"),
        (Outcome(), "没有找到可以办理的记录，可能已被删除或不在您的管理范围内。"),
    ):
        with pytest.raises(Refused) as refused:
            faulty.only()
        assert refused.value.why == why


def test_an_announcement_reaches_all_who_listen_once_and_never_for_nothing(country: Country) -> None:
    heard: list[Any] = []
    event = Event("tests.happened", "发生了")
    for name in "ab":
        on(event)(lambda ids, *, by, name=name, **facts: heard.append((name, ids, facts)))
    event.announce(iter([3, 1]), by=country.base, comment="好")
    event.announce([], by=country.base)
    assert heard == [("a", [3, 1], {"comment": "好"}), ("b", [3, 1], {"comment": "好"})]


def test_copying_in_takes_two_statements_fills_defaults_and_is_history(country: Country) -> None:
    rows = [("01", f"甲{number}", bytes([number]) * 16, "cipher") for number in range(50)]
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        keys = copy_in(Person, ("document_type", "name", "document_index", "document_number"), rows)
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) <= 2
    people = Person.objects.in_bulk(keys)
    assert [people[key].name for key in keys] == [name for _, name, *_ in rows]
    assert (people[keys[0]].revision, people[keys[0]].mobile, people[keys[0]].gender) == (1, None, "")
    assert Person.pgh_event_models["insert"].objects.filter(pgh_obj__in=keys, pgh_label="insert").count() == 50
    assert copy_in(Person, ("name",), []) == []


def test_a_row_that_stands_already_is_an_integrity_error_of_a_copy_as_of_any_insert(country: Country) -> None:
    rows = [("01", "甲", bytes(16), "cipher")] * 2
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in(Person, ("document_type", "name", "document_index", "document_number"), rows)
    assert not Person.objects.filter(name="甲").exists()


def test_rewriting_writes_the_named_columns_in_one_statement(country: Country) -> None:
    trainings = opened(country, 3)
    for training in trainings:
        training.training_years, training.employer_name = 2, "不写"
    with CaptureQueriesContext(connection) as captured:
        rewrite(trainings, ["training_years"])
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == 1
    assert set(Training.objects.values_list("training_years", "employer_name")) == {(2, "")}
    rewrite([], ["training_years"])


def test_many_keys_are_asked_for_as_one_array(country: Country) -> None:
    keys = [country.hospital.pk, country.far.pk]
    assert set(Unit.objects.filter(pk__in=listed(keys, "bigint"))) == {country.hospital, country.far}
    assert not Unit.objects.filter(pk__in=listed([], "bigint")).exists()


@pytest.mark.spec("PLT-34")
@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_lock_reads_what_the_other_wrote(country: Country) -> None:
    """The person is joined, not locked: read in the same statement it would still bear the old name."""
    (training,) = opened(country)
    person, waiting, seen = training.person_id, threading.Event(), []

    def second() -> None:
        try:
            waiting.set()
            with transaction.atomic():
                seen.extend(claim(Training.objects.all(), country.base, rules.EDIT, "person"))
        finally:
            connections.close_all()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        claim(Training.objects.all(), country.base, rules.EDIT)
        thread.start()
        waiting.wait(5)
        _until_somebody_waits()
        Person.objects.filter(pk=person).update(name="新名字")
    thread.join(10)
    assert [row.person.name for row in seen] == ["新名字"]


@action("tests.crossed", "先后改名")
def cross(units: "QuerySet[Unit]", *, order: Sequence[int], meeting: threading.Barrier, by: Actor) -> Outcome:
    """One after another in the order given; after the first it waits until another one has locked his first, too."""
    for pk in order:
        units.filter(pk=pk).update(short_name=by.name)
        with suppress(threading.BrokenBarrierError):
            meeting.wait(5)
        meeting.abort()
    return Outcome(done=list(order))


@pytest.mark.spec("PLT-34")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_wait_for_each_other_one_does_all_of_it_again(country: Country) -> None:
    one, other = country.hospital.pk, country.next_door.pk
    meeting, by = threading.Barrier(2), country.base
    both = Unit.objects.filter(pk__in=[one, other])
    done = at_once(*(lambda o=o: cross(both, order=o, meeting=meeting, by=by) for o in ((one, other), (other, one))))
    assert sorted(outcome.done for outcome in done) == sorted([[one, other], [other, one]])
    assert AuditEntry.objects.filter(action="tests.crossed").count() == 2


def _until_somebody_waits() -> None:
    """Until the second connection hangs on the row, as PostgreSQL tells; the test's time limit ends it otherwise."""
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute("SELECT pg_sleep(0.02), pg_stat_clear_snapshot()")  # else it sees what it saw first
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone() != (0,):
                return
    raise AssertionError("nobody waited for the lock")
