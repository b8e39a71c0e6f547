"""Model fields of a secret: the cipher text, and the columns kept beside it so that lists and searches decrypt nothing.

    document_index = IndexField(unique=True)
    document_tail = IndexField(db_index=True)
    document_masked = models.CharField(max_length=40, editable=False)
    document_number = EncryptedField("document", index="document_index", tail="document_tail", masked="document_masked")

Assigning a plain text to `document_number` fills the other three; reading it decrypts, and only then. The companions
stand above the encrypted field, since Django assigns in this order; `manage.py check` sees to it.
"""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from xinglin.engines.secrets import keys
from xinglin.engines.secrets.kinds import KINDS, Sealed, sealed


class Cipher:
    """A secret as it came from the database: `plain` decrypts it. Printing it gives nothing away."""

    __slots__ = ("kind", "text")

    def __init__(self, text: str, kind: str) -> None:
        self.text, self.kind = text, kind

    @property
    def plain(self) -> str:
        """The plain text. Raises Unreadable when it was altered or its key is gone."""
        return keys.current_keys().decrypt(self.text, self.kind)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cipher) and (self.text, self.kind) == (other.text, other.kind)

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"<{self.kind}: encrypted>"


class SecretAttribute(DeferredAttribute):
    """The attribute on the record: gives plain text, takes plain text or `Sealed`, and keeps the companions in step."""

    field: "EncryptedField"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        return value.plain if isinstance(value, Cipher) else value

    def __set__(self, instance: models.Model, value: object) -> None:
        stored = instance.__dict__.get(self.field.attname)
        if isinstance(value, str):
            if isinstance(stored, Cipher) and stored.plain == value:
                return  # an older key's cipher text stays, or history would tell of a change that was none
            value = sealed(value, self.field.kind) if value else None
        if isinstance(value, Sealed):
            self._fill(instance, value)
            value = Cipher(value.cipher, self.field.kind)
        elif value is None:
            self._fill(instance, None)
        instance.__dict__[self.field.attname] = value

    def _fill(self, instance: models.Model, value: Sealed | None) -> None:
        for part, name in self.field.companions.items():
            setattr(instance, name, getattr(value, part) if value else _default(type(instance), name))


class EncryptedField(models.TextField):
    """A secret of one of the kinds in kinds.py, stored as cipher text. Empty is stored as NULL. Search by its index."""

    descriptor_class = SecretAttribute
    description = "An encrypted text"

    def __init__(
        self, kind: str = "text", *args: Any, index: str = "", masked: str = "", tail: str = "", **kwargs: Any
    ) -> None:
        self.kind = kind
        self.companions = {part: name for part, name in (("index", index), ("masked", masked), ("tail", tail)) if name}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        # Copies of this field (migrations, history tables) are never filled by assigning, so companions are left out.
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.kind, *args], kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_companions()]

    def _check_companions(self) -> list[checks.CheckMessage]:
        if self.kind not in KINDS:
            return [checks.Error(f"Kind {self.kind!r} is not one of {', '.join(KINDS)}.", obj=self, id="secrets.E001")]
        above = [field.name for field in self.model._meta.local_concrete_fields if field < self]
        return [
            checks.Error(
                f"«{name}» must be a field of the model that stands above this one.", obj=self, id="secrets.E002"
            )
            for name in self.companions.values()
            if name not in above
        ]

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Cipher | None:
        return Cipher(value, self.kind) if value else None

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> str | None:
        if hasattr(value, "resolve_expression"):
            return value
        if isinstance(value, Cipher):
            return value.text
        if isinstance(value, Sealed):
            return value.cipher
        return keys.current_keys().encrypt(str(value), self.kind) if value else None

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        getattr(model_instance, self.attname)  # fetches a deferred column
        return model_instance.__dict__[self.attname]

    def value_to_string(self, obj: models.Model) -> str:
        stored = obj.__dict__.get(self.attname)
        return self.get_prep_value(stored) or ""

    def get_lookup(self, lookup_name: str) -> Any:
        # Cipher text depends on the key of the day: who searches it would miss rows. Search the index column.
        # History triggers compare the old cipher text with the new (df, ndf: «is distinct from» and its contrary).
        return super().get_lookup(lookup_name) if lookup_name in ("isnull", "df", "ndf") else None


class IndexField(models.BinaryField):
    """A keyed index of 16 bytes, made by `blind_index` or `tail_index`; NULL where there is no secret."""

    description = "A keyed search index"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("max_length", keys.INDEX_BYTES)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: object, connection: object) -> bytes | None:
        return None if value is None else bytes(value)


def columns(model: type[models.Model], name: str, value: str | Sealed | None) -> dict[str, Any]:
    """Every column of one secret, for `queryset.update(**columns(Person, "mobile", "138…"))`."""
    field = model._meta.get_field(name)
    assert isinstance(field, EncryptedField)  # noqa: S101 -- a slip of the programmer, not of a user
    secret = sealed(value, field.kind) if isinstance(value, str) and value else value or None
    parts: dict[str, Any] = {name: secret}
    for part, column in field.companions.items():
        parts[column] = getattr(secret, part) if secret else _default(model, column)
    return parts


def _default(model: type[models.Model], name: str) -> Any:
    field = model._meta.get_field(name)
    return field.get_default() if isinstance(field, models.Field) else None


def encrypted_fields(model: type[models.Model]) -> Sequence[EncryptedField]:
    """The encrypted columns that this model's own table has."""
    return [field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedField)]
