"""The declaration of a sheet. A domain's `sheets.py` holds nothing but these."""

from collections import Counter
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import Right
from xinglin.engines.actions import Outcome
from xinglin.engines.fields import Field

Row = dict[str, Any]
SHEETS: dict[str, "Sheet"] = {}
RIGHTS: list[Right] = []  # of all sheets: one of them opens «导入记录»


@dataclass
class Resolution:
    """What the database says to the rows of a file; keys are indexes of the rows given.

    `existing`: standing values (column key → clean value) of rows that are there already.
    `refused`: (column key or "" for the whole row, the sentence why).
    """

    existing: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    refused: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What an import did to records, by primary key: what its undoing takes back (PLT-46).

    `context`: under which history keeps what it wrote. `since`: the moment after which things may have built on it.
    """

    created: list[int]
    changed: list[int]
    context: UUID
    since: datetime


@dataclass(frozen=True, kw_only=True)
class About:
    """A sheet of which there is one for each record of a table: each batch is examined in parts of its own.

    `model`: that table. `rows(actor)`: the records one may name; others are absent. `columns(record)`: what stands
    behind the sheet's own columns. The record's key goes to `resolve`, `save` and `may_import` as `about`.
    """

    model: type[Model]
    rows: Callable[[Actor], QuerySet]
    columns: Callable[[Any], tuple[Field, ...]]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A workbook of one kind of row: template, import and checks follow from its columns (PLT-40 to PLT-44).

    resolve(rows, by=actor, **options) -> Resolution  for up to 20,000 rows; may add keys that `save` then finds there
    save(rows, by=actor, **options) -> Outcome        an action; keys are indexes of the rows given, `records` its keys
    undo(deed, by=actor) -> Outcome                   an action; keys are those of records. All stay when one is
                                                      refused, or is left out because it is not the actor's
    may_import(actor, **options) -> None | sentence   asked before a file is taken, and again before it is saved

    An empty cell, or a column that the file lacks, says nothing: it never clears what stands. A lacking column's key is
    absent from the rows.
    """

    key: str
    title: str
    columns: tuple[Field, ...]
    right: Right
    resolve: Callable[..., Resolution]
    save: Callable[..., Outcome]
    undo: Callable[..., Outcome] | None = None
    version: int = 1  # raise it when the columns change; older templates are then told apart
    unique: tuple[str | tuple[str, ...], ...] = ()  # no two rows of a file may be equal in these
    may_import: Callable[..., str | None] = lambda actor, **options: None
    options: tuple[Field, ...] = ()  # further choices on the import panel
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # key → other headings people use
    notes: tuple[str, ...] = ()  # sentences on the template's notes sheet
    list_url: str = ""  # URL name of the list where the imported rows are seen
    about: About | None = None  # of what there is one each
    record: Any = field(default=None, init=False)  # the one that this is about

    def __post_init__(self) -> None:
        if self.key in SHEETS:
            raise ValueError(f"sheet {self.key} is declared twice")
        named = {key for group in self.unique for key in ((group,) if isinstance(group, str) else group)}
        if unknown := (named | set(self.also)) - {column.key for column in self.columns}:
            raise ValueError(f"sheet {self.key} names columns it does not have: {unknown}")
        SHEETS[self.key] = self
        RIGHTS.append(self.right)

    def of(self, record: Model) -> "Sheet":
        """The sheet of one record; of a sheet that is about nothing there is none."""
        if self.about is None:
            raise ValueError(f"sheet {self.key} is about nothing")
        made = copy(self)
        facts = {
            "record": record,
            "title": f"{record}{self.title}",
            "columns": (*self.columns, *self.about.columns(record)),
        }
        for name, value in facts.items():
            object.__setattr__(made, name, value)  # frozen for everybody else
        return made

    @property
    def named(self) -> dict[str, int]:
        """What its record adds to the options."""
        return {"about": self.record.pk} if self.record is not None else {}

    @property
    def query(self) -> str:
        """What its record adds to the sheet's addresses."""
        return f"?about={self.record.pk}" if self.record is not None else ""

    def heading(self, column: Field) -> str:
        """The heading without star: the title, with its part where two columns have the same."""
        titles = Counter(each.title for each in self.columns)
        return column.label if titles[column.title] > 1 else column.title

    def headings(self) -> dict[str, str]:
        """Every heading under which a column is known → its key."""
        names = {name: key for key, others in self.also.items() for name in others}
        for column in self.columns:
            names[column.label] = column.key
        return names | {self.heading(column): column.key for column in self.columns}

    def column(self, key: str) -> Field:
        """The column of that key."""
        return next(column for column in self.columns if column.key == key)

    @property
    def unique_keys(self) -> list[tuple[str, ...]]:
        """`unique`, every one as a tuple."""
        return [(group,) if isinstance(group, str) else group for group in self.unique]
