"""Kinds of files, declared by the domains whose records they belong to."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import Right
from xinglin.engines.access.visible import visible

from .models import Upload

MayRead = Callable[[Actor, "QuerySet[Upload]"], "QuerySet[Upload]"]

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
TITLES = {JPEG: "JPG", PNG: "PNG", PDF: "PDF"}
FILE_KINDS: dict[str, "FileKind"] = {}

# Files that the product makes for somebody, an export: kind → those of his own that he may still read. That he asked
# for one is not enough: his right may have been narrowed since.
MADE: dict[str, MayRead] = {}


@dataclass(frozen=True)
class FileKind:
    """`key` in addresses, `title` as people call it («学历证书扫描件»).

    `may_see` narrows some attached files of this kind, named beforehand, to those the actor may read; before that only
    the owner reads them.
    `max_bytes` of the file as sent; pictures are then scaled to `max_edge` pixels at their longer side.
    """

    key: str
    title: str
    may_see: MayRead
    accepts: Collection[str] = (JPEG, PNG, PDF)
    max_bytes: int = 10 * 1024 * 1024
    max_edge: int = 2400
    has_thumbnail: bool = True
    right: Right | None = None  # who may upload; None: every account

    def __post_init__(self) -> None:
        if self.key in FILE_KINDS:
            raise ValueError(f"file kind {self.key} is declared twice")
        FILE_KINDS[self.key] = self

    @property
    def hint(self) -> str:
        """What may be chosen («JPG、PNG、PDF，不超过 10 MB»)."""
        return f"{'、'.join(TITLES[kind] for kind in TITLES if kind in self.accepts)}，不超过 {self.max_bytes >> 20} MB"


def under_unit(right: Right) -> MayRead:
    """Seen by roles that hold the right, over files handed in under their unit; residents see their own."""

    def narrow(actor: Actor, uploads: "QuerySet[Upload]") -> "QuerySet[Upload]":
        return uploads & visible(Upload, actor, right)

    return narrow
