"""History is sealed, and whatever is done to it directly in the database is found and named (PLT-61)."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.factories.country import Country
from tests.walk import opened, walk
from xinglin.engines.history.models import AuditEntry, DailyRoot, Proof, SealedBlock, SealingKey
from xinglin.engines.history.prints import tables
from xinglin.engines.history.proving import NO_KEY, prove
from xinglin.engines.history.roots import publish, published
from xinglin.engines.history.sealing import seal
from xinglin.engines.review.models import Decision, Submission
from xinglin.engines.secrets import rotation

pytestmark = pytest.mark.spec("PLT-61")
PEOPLE, TRAININGS, LOG = "people_personevent", "training_trainingevent", "history_auditentry"


@pytest.fixture(autouse=True)
def own_file(tmp_path: Path, settings: Any) -> None:
    """Roots are published into a file of the test's own."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def sealed_country(country: Country) -> Country:
    """Two residents filled in, and everything sealed."""
    walk(country, opened(country, 2), "filled")
    assert seal().late == []
    return country


def tamper(sql: str, *values: Any) -> None:
    """As somebody with the database in his hands: no trigger speaks."""
    with connection.cursor() as cursor, pgtrigger.ignore():
        cursor.execute(sql, values)


def found() -> list[tuple[str, str, int | None]]:
    return [(each["kind"], each["table"], each["key"]) for each in prove(by="").findings]


def one_key(table: str, key: str = "pgh_id") -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM {table} ORDER BY {key} OFFSET 1 LIMIT 1")
        return cursor.fetchone()[0]


def test_every_history_table_and_the_log_are_sealed(sealed_country: Country) -> None:
    with_rows = set()
    for table in tables():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table.name}")
            if cursor.fetchone()[0]:
                with_rows.add(table.name)
    assert {PEOPLE, TRAININGS, LOG, "access_membershipevent", "accounts_accountevent"} <= with_rows
    assert set(SealedBlock.objects.values_list("table", flat=True)) == with_rows
    proof = prove(by="审计员")
    assert (proof.problems, proof.unsealed) == (0, 0)
    assert proof.rows == sum(SealedBlock.objects.values_list("rows", flat=True)) > 50


def test_what_was_altered_is_named(sealed_country: Country) -> None:
    key = one_key(PEOPLE)
    tamper("UPDATE people_personevent SET name = '改名' WHERE pgh_id = %s", key)
    proof = prove(by="")
    assert [(each["kind"], each["table"], each["key"]) for each in proof.findings] == [("altered", PEOPLE, key)]
    message = proof.findings[0]["message"]
    assert message.startswith(f"people.Person（历史）：记录被修改，主键 {key}，时间 20")


@pytest.mark.spec("PLT-33")
def test_a_submission_and_a_decision_that_were_altered_are_named(country: Country) -> None:
    walk(country, opened(country, 1), "approved")
    assert seal().late == []
    sent, said = Submission._base_manager.latest("pk").pk, Decision._base_manager.latest("pk").pk
    tamper("UPDATE review_submission SET copy = jsonb_set(copy, '{forged}', '1') WHERE id = %s", sent)
    tamper("UPDATE review_decision SET name = '别人' WHERE id = %s", said)
    assert found() == [("altered", "review_decision", said), ("altered", "review_submission", sent)]
    tamper("UPDATE review_submission SET sensitive = NULL WHERE id = %s", sent)
    assert ("altered", "review_submission", sent) in found()


def test_a_swapped_cipher_text_is_named(sealed_country: Country) -> None:
    key = one_key(PEOPLE)
    tamper(
        "UPDATE people_personevent SET document_number = (SELECT document_number FROM people_personevent "
        "WHERE document_number <> (SELECT document_number FROM people_personevent WHERE pgh_id = %s) LIMIT 1) "
        "WHERE pgh_id = %s",
        key,
        key,
    )
    assert found() == [("altered", PEOPLE, key)]
    tamper("UPDATE people_personevent SET document_number = 'k1:gibberish' WHERE pgh_id = %s", key)
    assert found() == [("altered", PEOPLE, key)]


def test_an_altered_author_is_found(sealed_country: Country) -> None:
    tamper("UPDATE pghistory_context SET metadata = metadata || '{\"name\": \"别人\"}' WHERE metadata ->> 'name' <> ''")
    assert {kind for kind, _, _ in found()} == {"altered"}


def test_what_was_deleted_is_named(sealed_country: Country) -> None:
    key = one_key(TRAININGS)
    tamper("DELETE FROM training_trainingevent WHERE pgh_id = %s", key)
    proof = prove(by="")
    assert [(each["kind"], each["key"]) for each in proof.findings] == [("deleted", key)]
    assert " 至 " in proof.findings[0]["at"]


def test_what_was_slipped_in_is_named(sealed_country: Country) -> None:
    key = one_key(LOG, "id")
    columns = ", ".join(f.column for f in AuditEntry._meta.local_concrete_fields if f.column != "id")
    tamper(
        f"INSERT INTO history_auditentry (id, {columns}) SELECT -5, {columns} FROM history_auditentry WHERE id = {key}"
    )
    assert found() == [("inserted", LOG, -5)]


def test_a_block_taken_away_is_found(sealed_country: Country) -> None:
    number = SealedBlock.objects.get(table=PEOPLE).number
    tamper("DELETE FROM history_sealedblock WHERE number = %s", number)
    kinds = [(each["kind"], each["message"]) for each in prove(by="").findings]
    assert ("block", f"第 {number} 至 {number} 块封存记录被删除。") in kinds


def test_rows_and_block_altered_together_are_found(sealed_country: Country) -> None:
    """He recomputes every hash, but he has no key."""
    key = one_key(PEOPLE)
    tamper("UPDATE people_personevent SET name = '改名' WHERE pgh_id = %s", key)
    block = SealedBlock.objects.get(table=PEOPLE)
    tamper("DELETE FROM history_sealedblock WHERE number >= %s", block.number)
    tamper("DELETE FROM history_sealingkey")
    assert [each["message"] for each in prove(by="").findings] == [NO_KEY]
    SealingKey.objects.create(pk=1, secret="YW5vdGhlcg==")
    assert "block" in {kind for kind, _, _ in found()}


def test_the_clock_turned_back_is_found(sealed_country: Country) -> None:
    with_later = timezone.now() + timedelta(days=3)
    opened(sealed_country, 1, start=7)
    seal()
    last = SealedBlock.objects.latest("number")
    tamper("UPDATE history_sealedblock SET sealed_at = %s WHERE number = %s", with_later, last.number - 1)
    assert "clock" in {kind for kind, _, _ in found()}


def test_a_backdated_row_is_found(sealed_country: Country) -> None:
    opened(sealed_country, 1, start=7)
    tamper(
        "UPDATE history_auditentry SET at = at - interval '9 days' WHERE id = (SELECT max(id) FROM history_auditentry)"
    )
    seal()
    assert ("clock", LOG, None) in found()


def test_new_rows_follow_and_old_seals_stay(sealed_country: Country) -> None:
    before = SealedBlock.objects.count()
    opened(sealed_country, 1, start=7)
    assert prove(by="").unsealed > 3
    assert seal().rows > 3
    assert SealedBlock.objects.count() > before
    assert seal().rows == 0
    proof = prove(by="")
    assert (proof.problems, proof.unsealed) == (0, 0)


def test_a_column_added_later_breaks_no_proof(sealed_country: Country) -> None:
    tamper("ALTER TABLE training_trainingevent ADD COLUMN added_later text DEFAULT 'x'")
    assert found() == []
    tamper("ALTER TABLE training_trainingevent DROP COLUMN ends_on")
    assert {kind for kind, _, _ in found()} == {"columns"}


def test_key_rotation_breaks_no_proof(sealed_country: Country, settings: Any) -> None:
    import base64  # noqa: PLC0415 -- here alone

    fresh = base64.b64encode(bytes(range(64))).decode()
    configured = settings.XINGLIN_KEYS
    first = configured["current"]
    settings.XINGLIN_KEYS = {"current": "fresh", "index": first, "keys": {**configured["keys"], "fresh": fresh}}
    for model in rotation.encrypted_models():
        for _ in rotation.rotate(model):
            pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_personevent WHERE document_number NOT LIKE 'fresh:%%'")
        assert cursor.fetchone() == (0,)
    assert found() == []


def close_yesterday() -> DailyRoot:
    """As if everything up to now had been sealed yesterday: the day is closed at the next sealing."""
    from xinglin.engines.history import roots, seals  # noqa: PLC0415 -- here alone

    closed = roots.close_days(seals.sealing_key(), timezone.now() + timedelta(days=1))
    assert len(closed) == 1
    return DailyRoot.objects.get()


def test_the_daily_root_is_published_and_compared(sealed_country: Country, tmp_path: Path) -> None:
    root = close_yesterday()
    line = (tmp_path / "history-roots.txt").read_text()
    assert line == f"{root.line}\n"
    assert line.split()[1] == bytes(root.root).hex()
    assert published() == {root.day: bytes(root.root).hex()}
    assert found() == []
    # All seals taken away, and a fresh start made: only what was published outside still tells.
    for table in ("history_dailyroot", "history_sealedblock", "history_sealingkey"):
        tamper(f"DELETE FROM {table}")
    tamper("DELETE FROM people_personevent")
    seal()
    assert [kind for kind, _, _ in found()] == ["root"]


def test_an_altered_root_is_found(sealed_country: Country) -> None:
    root = close_yesterday()
    tamper("UPDATE history_dailyroot SET root = sha256('x'::bytea)")
    assert {kind for kind, _, _ in found()} == {"root"}
    publish(root)


@pytest.mark.parametrize("table", ["people_personevent", "history_sealedblock", "history_dailyroot", "history_proof"])
def test_no_statement_of_the_application_alters_it(sealed_country: Country, table: str) -> None:
    close_yesterday()
    prove(by="")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_the_command_tells_and_ends_with_one(sealed_country: Country) -> None:
    out = StringIO()
    call_command("prove_history", stdout=out)
    assert "与封存时完全一致" in out.getvalue()
    key = one_key(PEOPLE)
    tamper("DELETE FROM people_personevent WHERE pgh_id = %s", key)
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("prove_history", "--json", stdout=out)
    assert error.value.returncode == 1
    told = json.loads(out.getvalue())
    assert (told["problems"], told["findings"][0]["key"]) == (1, key)
    tomorrow = (timezone.localtime() + timedelta(days=1)).date()
    call_command("prove_history", "--since", str(tomorrow), stdout=StringIO())
    assert Proof.objects.first().rows == 0  # type: ignore[union-attr]  # -- there are three
