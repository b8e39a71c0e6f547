"""Reading a person's record in its three parts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import PERSONAL
from xinglin.engines.access.visible import visible
from xinglin.engines.fields import Field, Upload, missing
from xinglin.engines.history.asof import as_of_each
from xinglin.engines.review.copies import Answer, Section
from xinglin.engines.secrets.kinds import blind_indexes

from .enums import EducationLevel
from .fields import BASIC, DOCUMENT_NUMBER, DOCUMENT_TYPE, LICENCE, education
from .models import Correction, Education, Licence, Person
from .rules import ANSWER, OWN_RECORD

PARTS = {"basic": "基本信息", "education": "学习经历", "licence": "证书信息"}
OPENING_LOCK = 7_301


def people_visible_to(actor: Actor) -> "QuerySet[Person]":
    """One's own record. Others see people through their trainings."""
    return visible(Person, actor, OWN_RECORD)


def lock_opening() -> None:
    """Before any record is locked: people are opened or taken by one at a time, in all domains, so that two cannot both
    open or take the same person.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [OPENING_LOCK])


def values_of(row: Any, fields: Iterable[Field]) -> dict[str, Any]:
    """A row's values by field key; a file is its id."""
    model: Any = type(row)
    return {f.key: getattr(row, _attribute(model, f.key)) for f in fields}


@cache
def _attribute(model: type, key: str) -> str:
    """Where a row of the model keeps a field's value."""
    return f"{key}_id" if hasattr(model, f"{key}_id") else key


def corrections_visible_to(actor: Actor) -> "QuerySet[Correction]":
    """Requests put to one's own base, for those who answer them; a person's own."""
    rows = visible(Correction, actor, OWN_RECORD if actor.role in PERSONAL else ANSWER)
    return rows.select_related("person").order_by("-pk")


def document_indexes(rows: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """By which people are found, from `document_number`.

    A sheet's rehearsal keeps them in its rows as `document_index`, so that saving need not make them anew.
    """
    if all("document_index" in row for row in rows):
        return [row["document_index"] for row in rows]
    return blind_indexes([row["document_number"] for row in rows], "document")


@dataclass
class Record:
    """One person with everything the three parts hold."""

    person: Person
    educations: dict[str, Education] = field(default_factory=dict)
    licence: Licence | None = None

    def basic(self) -> dict[str, Any]:
        """Values of 基本信息, with the document that some of its rules read."""
        return values_of(self.person, (DOCUMENT_TYPE, DOCUMENT_NUMBER, *BASIC))

    @cached_property
    def filled(self) -> list[tuple[str, Sequence[Field], dict[str, Any]]]:
        """(part key, its fields, their values), as they were when first asked for."""
        parts: list[tuple[str, Sequence[Field], dict[str, Any]]] = [("basic", BASIC, self.basic())]
        for level, row in self.educations.items():
            fields = education(EducationLevel(level))
            parts.append(("education", fields, values_of(row, fields)))
        return [*parts, ("licence", LICENCE, values_of(self.licence or Licence(), LICENCE))]

    def gaps(self) -> list[tuple[str, str]]:
        """(part key, title) of everything required and still empty (PLT-32)."""
        found = []
        for part, fields, values in self.filled:
            lead = f"<{fields[0].group}>" if part == "education" else ""
            found += [(part, f"{lead}{f.title}") for f in missing(fields, values)]
            if part == "basic" and not self.educations:
                found.append(("education", "至少一段学习经历"))
        return found

    def asked(self) -> int:
        """How many required fields there are for this person, for the percentage of completeness."""
        return sum(f.required and f.relevant(values) for _, fields, values in self.filled for f in fields) or 1


def records_of(people: Iterable[Person]) -> dict[int, Record]:
    """Whole records by key: two statements, whatever the number of people."""
    records = {person.pk: Record(person) for person in people}
    for row in Education.objects.filter(person__in=records).order_by("person", "level"):
        records[row.person_id].educations[row.level] = row
    for licence in Licence.objects.filter(person__in=records):
        records[licence.person_id].licence = licence
    return records


def records_at(asked: Collection[tuple[int, datetime]]) -> dict[tuple[int, datetime], Record]:
    """(person key, moment) → the whole record as it stood then, also of people deleted since; absent where there was
    none. Three statements."""
    people = as_of_each(Person, "pgh_obj", asked)
    educations, licences = as_of_each(Education, "person", asked), as_of_each(Licence, "person", asked)
    return {
        each: Record(person, {row.level: row for row in educations[each]}, next(iter(licences[each]), None))
        for each, found in people.items()
        for person in found
    }


def personal_sections(record: Record) -> list[Section]:
    """The three parts as a copy keeps them and a page shows them: sections of fields with value and what is shown."""
    sections = [
        _section("basic", PARTS["basic"], (BASIC[0], DOCUMENT_TYPE, DOCUMENT_NUMBER, *BASIC[1:]), record.basic())
    ]
    for level in EducationLevel:
        if row := record.educations.get(level):
            fields = education(level)
            section = _section(f"education.{level}", level.label, fields, values_of(row, fields))
            sections.append({**section, "tab": PARTS["education"]})
    sections.append(_section("licence", PARTS["licence"], LICENCE, values_of(record.licence or Licence(), LICENCE)))
    return sections


def _section(key: str, title: str, fields: Iterable[Field], values: Mapping[str, Any]) -> Section:
    return {
        "key": key,
        "title": title,
        "fields": [shown_field(key, f, values.get(f.key)) for f in fields if f.relevant(values)],
    }


def shown_field(section: str, f: Field, value: Any) -> Answer:
    """One field of a copy: its address «education.bachelor.degree_number», title, plain value, and what people see."""
    return {
        "key": f"{section}.{f.key}",
        "title": f"<{f.group}>{f.title}" if f.group else f.title,
        "value": _plain(value),
        "shown": "" if value in (None, "", []) else f.show(value),
        "sensitive": f.sensitive,
        "upload": isinstance(f, Upload),
    }


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | bool | list):
        return value
    return str(value)
