"""Encrypted columns: nothing readable in the database, nothing altered unnoticed, found by index."""

import base64
import time
from typing import ClassVar

import pytest
from django.apps.registry import Apps
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, models, transaction

from xinglin.engines.secrets import (
    EncryptedField,
    IndexField,
    Unreadable,
    blind_index,
    keys,
    sealed,
    sealed_many,
    tail_index,
)
from xinglin.engines.secrets.columns import Cipher, columns
from xinglin.kit import documents

ID_NUMBER = "110101190101010011"
MOBILE = "13800001234"


APPS = Apps()  # apart from the product's models


class Holder(models.Model):
    """A table of the tests alone."""

    document_index = IndexField(unique=True)
    document_tail = IndexField(db_index=True)
    document_masked = models.CharField(max_length=40, blank=True, default="")
    document_number = EncryptedField(
        "document", null=True, index="document_index", tail="document_tail", masked="document_masked"
    )
    mobile_masked = models.CharField(max_length=20, blank=True, default="")
    mobile = EncryptedField("mobile", null=True, masked="mobile_masked")

    objects: ClassVar = models.Manager["Holder"]()

    class Meta:
        app_label = "secrets"
        apps = APPS


@pytest.fixture
def holders(db):
    with connection.schema_editor() as editor:
        editor.create_model(Holder)
    return Holder.objects


@pytest.fixture
def key_file(settings):
    """XINGLIN_KEYS with two keys, the first in use."""

    def use(current="k1", names=("k1", "k2"), index="k1"):
        made = {name: base64.b64encode(name.encode() * 32).decode() for name in names}
        settings.XINGLIN_KEYS = {"current": current, "keys": made, "index": index}

    use()
    return use


def table_as_text():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {Holder._meta.db_table} t")
        return cursor.fetchone()[0]


@pytest.mark.spec("PLT-100")
def test_no_plain_number_is_in_the_table(holders):
    holders.create(document_number=ID_NUMBER, mobile=MOBILE)
    stored = table_as_text()
    assert "110***********0011" in stored
    for plain in (ID_NUMBER, MOBILE, base64.b64encode(ID_NUMBER.encode()).decode(), ID_NUMBER.encode().hex()):
        assert plain not in stored


@pytest.mark.spec("PLT-100", "PLT-52")
def test_a_record_gives_back_plain_text_and_masked_text(holders):
    key = holders.create(document_number=ID_NUMBER, mobile=MOBILE).pk
    found = holders.get(pk=key)
    assert (found.document_number, found.mobile) == (ID_NUMBER, MOBILE)
    assert (found.document_masked, found.mobile_masked) == ("110***********0011", "138****1234")


@pytest.mark.spec("PLT-51")
@pytest.mark.parametrize("spelt", [ID_NUMBER, " １１０１０１１９０１０１０１００１１ ", "110101010101001"])
def test_a_number_is_found_however_it_is_spelt(holders, spelt):
    holders.create(document_number=ID_NUMBER)
    holders.create(document_number="H12345678")
    assert [each.document_number for each in holders.filter(document_index=blind_index(spelt, "document"))] == [
        ID_NUMBER
    ]


@pytest.mark.spec("PLT-51")
def test_a_number_is_found_by_its_last_four(holders):
    holders.create(document_number=ID_NUMBER)
    holders.create(document_number="H12345678")
    assert holders.get(document_tail=tail_index("5678", "document")).document_number == "H12345678"
    assert holders.get(document_tail=tail_index("0011", "document")).document_number == ID_NUMBER


def test_the_index_keeps_numbers_unique(holders):
    holders.create(document_number=ID_NUMBER)
    with pytest.raises(IntegrityError), transaction.atomic():
        holders.create(document_number=ID_NUMBER.lower())


def test_emptying_a_secret_empties_its_companions(holders):
    holder = holders.create(document_number=ID_NUMBER)
    holder.document_number = None
    holder.save()
    holder.refresh_from_db()
    assert (holder.document_number, holder.document_index, holder.document_masked) == (None, None, "")


def test_changing_a_secret_changes_its_companions_also_by_update(holders):
    holder = holders.create(document_number=ID_NUMBER)
    holders.filter(pk=holder.pk).update(**columns(Holder, "document_number", "H12345678"))
    holder.refresh_from_db()
    assert (holder.document_number, holder.document_masked) == ("H12345678", "H1*****78")
    assert bytes(holder.document_index) == blind_index("H12345678", "document")
    holders.filter(pk=holder.pk).update(**columns(Holder, "document_number", None))
    assert holders.get(document_index=None).document_number is None


def test_bulk_writes_encrypt_too(holders):
    made = holders.bulk_create(
        [Holder(document_number=ID_NUMBER), Holder(document_number=sealed("H12345678", "document"))]
    )
    assert [each.document_number for each in holders.order_by("pk")] == [ID_NUMBER, "H12345678"]
    made[0].document_number = "M87654321"
    holders.bulk_update(made, ["document_number", "document_index", "document_tail", "document_masked"])
    assert holders.get(document_index=blind_index("M87654321", "document")).document_number == "M87654321"
    assert "M87654321" not in table_as_text()


def test_deferred_columns_stay_lazy(holders, django_assert_num_queries):
    holders.create(document_number=ID_NUMBER)
    holder = holders.only("document_masked").get()
    with django_assert_num_queries(0):
        assert holder.document_masked
    assert holder.document_number == ID_NUMBER
    assert holders.values_list("document_number", flat=True).get() == Cipher(
        keys.current_keys().encrypt(ID_NUMBER, "document"), "document"
    )


def test_printing_a_stored_secret_gives_nothing_away(holders):
    holders.create(document_number=ID_NUMBER)
    stored = holders.values_list("document_number", flat=True).get()
    assert ID_NUMBER not in f"{stored!r} {stored}"
    assert stored.plain == ID_NUMBER


def test_searching_the_cipher_text_is_refused(holders):
    with pytest.raises(FieldError):
        holders.filter(document_number=ID_NUMBER)
    assert not holders.filter(document_number__isnull=True)


def test_companions_below_the_secret_are_a_mistake():
    class Upside(models.Model):
        secret = EncryptedField("document", masked="masked")
        masked = models.CharField(max_length=40)

        class Meta:
            app_label = "secrets"
            apps = APPS

    assert [problem.id for problem in Upside._meta.get_field("secret").check()] == ["secrets.E002"]
    assert Holder._meta.get_field("document_number").check() == []


@pytest.mark.parametrize("place", range(0, 60, 7))
def test_an_altered_cipher_text_is_refused(place):
    cipher = keys.current_keys().encrypt(ID_NUMBER, "document")
    name, _, body = cipher.partition(":")
    place %= len(body) - 2
    altered = f"{name}:{body[:place]}{'A' if body[place] != 'A' else 'B'}{body[place + 1 :]}"
    with pytest.raises(Unreadable):
        keys.current_keys().decrypt(altered, "document")


def test_a_cipher_text_of_another_column_or_key_is_refused():
    cipher = keys.current_keys().encrypt(MOBILE, "mobile")
    assert keys.current_keys().decrypt(cipher, "mobile") == MOBILE
    with pytest.raises(Unreadable):
        keys.current_keys().decrypt(cipher, "document")
    with pytest.raises(Unreadable, match="nobody"):
        keys.current_keys().decrypt("nobody" + cipher[cipher.index(":") :], "mobile")


def test_unchanged_plain_text_keeps_its_cipher_text(key_file):
    first = sealed(ID_NUMBER, "document")
    assert sealed(ID_NUMBER, "document") == first
    holder = Holder(document_number=ID_NUMBER)
    key_file(current="k2")
    holder.document_number = ID_NUMBER
    assert Holder._meta.get_field("document_number").value_to_string(holder) == first.cipher


def test_indexes_of_two_kinds_say_nothing_about_each_other():
    assert blind_index("13800001234", "mobile") != blind_index("13800001234", "document")
    assert len(blind_index("13800001234", "mobile")) == 16


@pytest.mark.slow
def test_a_hundred_thousand_are_sealed_in_about_a_second():
    serials = (
        f"1101011901{month:02}{day:02}{order:03}"
        for month in range(1, 13)
        for day in range(1, 29)
        for order in range(300)
    )
    numbers = [number + documents.check_digit(number) for number in serials]
    start = time.perf_counter()
    assert len(sealed_many(numbers, "document")) == len(numbers) > 100_000
    assert time.perf_counter() - start < 5, "well above what a slow machine needs"
