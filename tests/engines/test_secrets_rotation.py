"""Key rotation: everything stays readable, nothing is left under the old key, history tells of no change."""

import base64
from io import StringIO
from typing import Any, ClassVar

import pgtrigger
import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, models, transaction

from tests.walk import opened
from xinglin.engines.secrets import EncryptedField, IndexField, blind_index, rotation
from xinglin.engines.secrets.columns import encrypted_fields
from xinglin.engines.secrets.keys import current_keys
from xinglin.kit import documents

APPS = Apps()  # apart from the product's models


class Locker(models.Model):
    """A table of the tests alone, whose primary key is no number."""

    code = models.CharField(max_length=10, primary_key=True)
    number_index = IndexField(unique=True)
    number = EncryptedField("document", null=True, db_column="secret", index="number_index")
    note = EncryptedField("text", null=True)

    objects: ClassVar = models.Manager["Locker"]()

    class Meta:
        app_label = "secrets"
        apps = APPS


LOCKER: Any = Locker  # pgtrigger's types ask for an instance


def key(name):
    return base64.b64encode(name.encode() * 32).decode()


@pytest.fixture
def use_keys(settings, monkeypatch, tmp_path):
    """Set XINGLIN_KEYS; rotation sees the tests' table and files alone."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(rotation, "encrypted_models", lambda: [Locker])

    def use(current, *names, index="k1"):
        settings.XINGLIN_KEYS = {"current": current, "keys": {name: key(name) for name in names}, "index": index}

    return use


@pytest.fixture
def numbers(db, use_keys):
    """25 rows encrypted under k1, guarded like history against changes; gives {code: number}."""
    use_keys("k1", "k1")
    guard = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)
    guard.register(LOCKER)
    with connection.schema_editor() as editor:
        editor.create_model(Locker)
    with connection.cursor() as cursor:
        cursor.execute(str(guard.compile(LOCKER).install_sql))
    serials = {f"c{row:02}": f"1101011901010{row:04}" for row in range(25)}
    made = {code: serial + documents.check_digit(serial) for code, serial in serials.items()}
    Locker.objects.bulk_create([Locker(code=code, number=number, note=code) for code, number in made.items()])
    yield made
    guard.unregister(LOCKER)


def stored():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT secret, note FROM {Locker._meta.db_table}")
        return [cipher for row in cursor.fetchall() for cipher in row]


def rotate(*options):
    out = StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue()


@pytest.mark.spec("PLT-100")
def test_rotation_keeps_everything_readable_and_frees_the_old_key(numbers, use_keys):
    use_keys("k2", "k1", "k2")
    assert "重新加密 50 处" in rotate("--batch", "7")
    assert all(cipher.startswith("k2:") for cipher in stored())
    use_keys("k2", "k1", "k2", index="k2")
    rotate("--indexes")
    use_keys("k2", "k2", index="k2")  # k1 is gone
    assert {each.code: each.number for each in Locker.objects.all()} == numbers
    assert {each.note for each in Locker.objects.all()} == set(numbers)
    assert Locker.objects.get(number_index=blind_index(numbers["c07"], "document")).code == "c07"


@pytest.mark.spec("PLT-100")
def test_rotation_seals_every_stored_file_anew_and_those_from_before(numbers, use_keys, tmp_path):
    default_storage.save("ab/scan", ContentFile(b"11010119010101001X"))
    (tmp_path / "imports").mkdir()
    (tmp_path / "imports" / "old").write_bytes(b"stored before files were sealed")
    use_keys("k2", "k1", "k2")
    with pytest.raises(CommandError, match="共 52 处"):
        rotate("--check")
    assert "文件：重新加密 2 个" in rotate()
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["old", "scan"]
    use_keys("k2", "k2", index="k2")  # k1 is gone
    assert default_storage.open("ab/scan").read() == b"11010119010101001X"
    assert default_storage.open("imports/old").read() == b"stored before files were sealed"
    assert list(rotation.stale_files()) == []


@pytest.mark.spec("PLT-100")
def test_searches_and_uniqueness_hold_while_the_cipher_key_rotates(numbers, use_keys):
    use_keys("k2", "k1", "k2")
    Locker.objects.create(code="new", number="H12345678")
    rotate()
    assert Locker.objects.get(number_index=blind_index(numbers["c07"], "document")).code == "c07"
    assert Locker.objects.get(number_index=blind_index("h12345678", "document")).code == "new"


def test_a_broken_off_rotation_is_taken_up_again(numbers, use_keys):
    use_keys("k2", "k1", "k2")
    batches = rotation.rotate(Locker, batch=10)
    assert next(batches) == 10
    assert rotation.stale(Locker) == 40
    with pytest.raises(CommandError, match="共 40 处"):
        rotate("--check")
    assert "重新加密 40 处" in rotate()
    assert "：0 处" in rotate("--check")


def test_a_second_rotation_writes_nothing(numbers, use_keys):
    use_keys("k2", "k1", "k2")
    rotate()
    before = stored()
    assert "重新加密 0 处" in rotate()
    assert stored() == before


def test_a_missing_key_is_named_and_nothing_is_lost(numbers, use_keys):
    before = stored()
    use_keys("k2", "k2", index="k2")
    with pytest.raises(CommandError, match="无法解密"):
        rotate()
    assert stored() == before


def test_triggers_are_set_aside(numbers, use_keys):
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Locker.objects.update(note=None)
    use_keys("k2", "k1", "k2")
    rotate()
    assert all(cipher.startswith("k2:") for cipher in stored())
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Locker.objects.update(note=None)


def test_a_fresh_key_is_one_that_settings_take(settings):
    fresh = rotate("--fresh-key").strip()
    settings.XINGLIN_KEYS = {"current": "k9", "keys": {"k9": fresh}}
    assert current_keys().current == "k9"


@pytest.mark.parametrize(
    ("configured", "problem"),
    [
        ({"current": "k2", "keys": {"k1": key("k1")}}, "'k2'"),
        ({"current": "k1", "keys": {"k1": key("k1"), "k2": key("k2")}}, "several keys"),
        ({"current": "k1", "keys": {"k1": "c2hvcnQ="}}, "64"),
    ],
)
def test_unusable_keys_are_refused_at_once(settings, configured, problem):
    settings.XINGLIN_KEYS = configured
    with pytest.raises(ImproperlyConfigured, match=problem):
        current_keys()


@pytest.mark.spec("PLT-100")
def test_every_encrypted_column_is_found_also_those_of_history():
    found = rotation.encrypted_models()
    assert apps.get_model("people.Person") in found
    assert any(model.__name__ == "PersonEvent" for model in found)
    assert all(encrypted_fields(model) for model in found)


@pytest.mark.spec("PLT-60", "PLT-100")
def test_rotating_the_product_leaves_no_trace_in_history(country, settings):
    people = [training.person for training in opened(country, 3)]
    events = apps.get_model("people.PersonEvent").objects
    numbers, told = [person.document_number for person in people], events.count()
    held = settings.XINGLIN_KEYS["keys"]
    settings.XINGLIN_KEYS = {"current": "next", "keys": {**held, "next": key("k2")}, "index": next(iter(held))}
    rotate()
    assert sum(rotation.stale(model) for model in rotation.encrypted_models()) == 0
    assert events.count() == told > 0
    for person, number in zip(people, numbers, strict=True):
        person.refresh_from_db()
        assert person.document_number == number
    assert {event.document_number for event in events.all()} == set(numbers)
