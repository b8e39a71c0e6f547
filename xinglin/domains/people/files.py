"""Kinds of files in a person's record, and who may see them (REP-21 to REP-23, PLT-90)."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.files.kinds import JPEG, PNG, FileKind
from xinglin.engines.files.models import Upload

from .models import Education, Licence, Person
from .queries import people_visible_to
from .rules import OWN_RECORD

# Who sees people beside themselves: domains above say so, since they know why (a base sees those it trains).
SEEN_BY: list[Callable[[Actor], "QuerySet[Person]"]] = [people_visible_to]

# Files that stood in a record once and are seen by others still: domains above answer rows that name them, as «upload».
ALSO_SEEN: list[Callable[[Actor], "QuerySet[Any]"]] = []

HELD: tuple[
    tuple[type[Model], str, tuple[str, ...]], ...
] = (  # where files stand: whose row it is, and in which columns
    (Person, "pk", ("portrait", "id_front", "id_back")),
    (Education, "person", ("education_scan", "degree_scan")),
    (Licence, "person", ("qualification_scan", "practice_scan", "other_scan")),
)


def may_see(actor: Actor, uploads: "QuerySet[Upload]") -> "QuerySet[Upload]":
    """Those that stand in the record of somebody whom the actor sees, and those of `ALSO_SEEN`.

    Whoever holds the files is looked up first: the actor may see a million people, and only these few are asked for.
    """
    named = list(uploads.values_list("pk", flat=True))
    held = {place for model, person, columns in HELD for place in _held(model, person, columns, named)}
    people = {person for person, _ in held}
    seen = _together("pk", [each(actor).filter(pk__in=people) for each in SEEN_BY])
    also = _together("upload", [each(actor).filter(upload__in=named) for each in ALSO_SEEN])
    return uploads.filter(pk__in=also | {upload for person, upload in held if person in seen})


def _held(model: type[Model], person: str, columns: Sequence[str], named: Sequence[UUID]) -> set[tuple[int, UUID]]:
    """(person, upload) of the rows that hold some of the files named."""
    somewhere = reduce(or_, (Q(**{f"{column}__in": named}) for column in columns))
    rows = model._base_manager.filter(somewhere).values_list(person, *columns)
    return {(holder, upload) for holder, *uploads in rows for upload in uploads if upload}


def _together(name: str, rows: "Sequence[QuerySet[Any]]") -> set[Any]:
    """The values of this column in any of them; one statement."""
    first, *others = (each.order_by().values_list(name, flat=True) for each in rows)
    return set(first.union(*others))


PICTURES = (JPEG, PNG)
PORTRAIT = FileKind(
    "portrait", "个人照片", may_see, accepts=PICTURES, max_bytes=5 << 20, max_edge=1200, right=OWN_RECORD
)
IDENTITY_SCAN = FileKind("identity-scan", "身份证照片", may_see, accepts=PICTURES, right=OWN_RECORD)
CERTIFICATE_SCAN = FileKind("certificate-scan", "证书扫描件", may_see, right=OWN_RECORD)
