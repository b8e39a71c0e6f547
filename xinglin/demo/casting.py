"""Casts records from moulds: the same rows with other keys, another person's identity, another hospital, another time.

A column of a mould's row either stays as it is or is made anew for each cast; which, follows from its type and from
what stands in it. So a table may get new columns without a word here.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import models
from pghistory.models import Context

from xinglin.demo.bases import Target
from xinglin.demo.moulds import HOSPITAL, NAME, PROVINCE, REVIEWER, TABLES, Mould, Moulds
from xinglin.domains.people.public import Person
from xinglin.domains.training.public import Training
from xinglin.engines.access.models import Unit
from xinglin.engines.accounts.models import Account, login_key_of
from xinglin.engines.secrets.columns import EncryptedField
from xinglin.engines.secrets.keys import current_keys
from xinglin.engines.secrets.kinds import sealed
from xinglin.kit import masking, pinyin

Model = type[models.Model]
# Plain numbers that are keys.
KEYS: dict[str, Model] = {"subject_id": Training, "training_id": Training, "account_id": Account, "unit_id": Unit}
Make = Callable[["Cast"], Any]


@dataclass
class Cast:
    """One record to be: its keys by (model, key in the mould), its words by name, how much later its times are."""

    target: Target
    keys: dict[tuple[Model, Any], Any]
    words: dict[str, str]
    later: timedelta
    latest: timedelta  # the same for what was done after the intake
    context: Any  # under which the history of its rows is written
    sealed: dict[tuple, Any] = field(default_factory=dict)

    def secret(self, kind: str, text: "Text") -> Any:
        """The stored forms of a secret; those of one that stands in several tables are made once."""
        key = (kind, text)
        if key not in self.sealed:
            self.sealed[key] = sealed(written(text, self), kind)
        return self.sealed[key]


Text = tuple[str, ...]  # at odd places names of words, between them what stays


def written(text: Text, cast: Cast) -> str:
    """The text with the cast's own words."""
    parts = list(text)
    parts[1::2] = [cast.words[name] for name in text[1::2]]
    return "".join(parts)


class Pattern:
    """A mould made ready: for each of its rows the columns that stay, and how the others are made."""

    def __init__(self, mould: Mould, moulds: Moulds) -> None:
        self.mould, self.moulds = mould, moulds
        self._marks = _marks(mould)
        self._marks |= {str(key): ("", f"{name}/{sex}", "") for key, (name, sex) in moulds.uploads.items()}
        self._found = re.compile("|".join(map(re.escape, sorted(self._marks, key=len, reverse=True))))
        self.rows = [(model, [self._row(model, row) for row in mould.rows[model]]) for model, _ in TABLES]

    @property
    def is_woman(self) -> bool:
        """Whose the names are that fit."""
        return self.mould.person["gender"] == "2"

    def _row(self, model: Model, row: list[Any]) -> tuple[Any, list[Any], list[tuple[int, Make]]]:
        """(key in the mould, the row, how the columns are made that do not stay)."""
        fields = model._meta.local_concrete_fields
        made = {f.name: make for f, value in zip(fields, row, strict=True) if (make := self._make(f, value))}
        for f, value in zip(fields, row, strict=True):
            if isinstance(f, EncryptedField) and value and f.name in made:
                made |= self._companions(f, value)
        if model is Person:
            made["pinyin"] = lambda cast: pinyin.of_name(cast.words["name"]).full
            made["initials"] = lambda cast: pinyin.of_name(cast.words["name"]).initials
        if model is Account:
            made["login_key"] = lambda cast: login_key_of(cast.words["number"])
        key = next(value for f, value in zip(fields, row, strict=True) if f.primary_key)
        return key, row, [(place, made[f.name]) for place, f in enumerate(fields) if f.name in made]

    def _make(self, f: models.Field, value: Any) -> Make | None:
        if value is None:
            return None
        if isinstance(f, EncryptedField):
            kind, text = f.kind, self._text(current_keys().decrypt(value, f.kind))
            return (lambda cast: cast.secret(kind, text).cipher) if len(text) > 1 else None
        if isinstance(f, models.ForeignKey):
            return self._key(f.related_model, value)
        if f.primary_key:
            return self._key(f.model, value)
        if f.column in KEYS:
            return self._key(KEYS[f.column], value)
        if isinstance(value, datetime):
            went_on = value >= self.moulds.went_on_at
            return lambda cast: value + (cast.latest if went_on else cast.later)
        if f.name == "birth_date":
            return lambda cast: cast.words["birth"]
        if isinstance(value, str) and len(text := self._text(value)) > 1:
            return partial(written, text)
        return None

    def _companions(self, f: EncryptedField, value: str) -> dict[str, Make]:
        kind, text = f.kind, self._text(current_keys().decrypt(value, f.kind))
        return {
            name: lambda cast, part=part: getattr(cast.secret(kind, text), part)  # type: ignore[misc]  # -- bound at once
            for part, name in f.companions.items()
        }

    def _key(self, model: Model, value: Any) -> Make | None:
        """How a key is found: that of another row of the same cast, or of its hospital."""
        place, target = self.moulds.place, model._meta.model_name
        if model is Unit:
            names = {place.hospital: "hospital", place.province: "province"}
            return _of_target(names[value]) if value in names else None
        if model is Account and value in (place.base_account, place.reviewer_account):
            return _of_target("base_account" if value == place.base_account else "reviewer_account")
        if target == "specialtybase":
            code = self.mould.specialty
            return lambda cast: cast.target.specialty_bases[code]
        if target == "upload":
            kind = self.moulds.uploads[value]
            return lambda cast: cast.target.uploads[kind]
        if model is Context:
            return lambda cast: cast.context
        if model in dict(TABLES):
            return lambda cast: cast.keys[model, value]
        return None

    def _text(self, value: str) -> Text:
        parts, at = [""], 0
        for match in self._found.finditer(value):
            before, name, after = self._marks[match.group()]
            parts[-1] += value[at : match.start()] + before
            parts += [name, after]
            at = match.end()
        parts[-1] += value[at:]
        return tuple(parts)


def _of_target(name: str) -> Make:
    return lambda cast: getattr(cast.target, name)


def _marks(mould: Mould) -> dict[str, tuple[str, str, str]]:
    """What stands for words in a mould: its text → (what stays before it, the word's name, what stays after it)."""
    person = mould.person
    number, mobile, email = person["document_number"], person["mobile"], person["email"]
    qualification = person["certificates"]["qualification_number"] or ""
    plain = {
        HOSPITAL: "hospital",
        PROVINCE: "province",
        REVIEWER: "reviewer",
        NAME: "name",
        number: "number",
        masking.document_number(number): "number_masked",
        mobile: "mobile",
        masking.mobile(mobile): "mobile_masked",
        email: "email",
        masking.email(email): "email_masked",
        str(person["birth_date"]): "birth",
    }
    marks = {text: ("", name, "") for text, name in plain.items()}
    if qualification:
        marks[masking.certificate_number(qualification)] = ("", "qualification_masked", "")
    for studied in person["educations"]:
        for certificate in (studied["education_number"], studied["degree_number"]):
            if certificate:
                marks[certificate] = (certificate[:-5], "serial", "")
    return marks


def rows_of(pattern: Pattern, casts: Sequence[Cast]) -> Iterable[tuple[Model, list[list[Any]]]]:
    """Table by table the rows of all casts of one pattern; keys must have been drawn."""
    for model, templates in pattern.rows:
        found = []
        for cast in casts:
            for _, row, made in templates:
                new = row.copy()
                for place, make in made:
                    new[place] = make(cast)
                found.append(new)
        yield model, found
