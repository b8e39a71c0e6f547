"""Many printed documents: set and sealed by all processors of the machine."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from .sealing import Seal
from .typesetting import typeset

ALONE = 40  # so many are done before other processes would have started
CHUNK = 20


@dataclass(frozen=True)
class Paper:
    """One document: as `typeset` takes it, and the reason that its signature gives."""

    template: Path
    data: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)
    reason: str = ""


class SealFile(NamedTuple):
    """An electronic seal as it is configured."""

    pkcs12: bytes
    passphrase: str


def printed(paper: Paper, seal: Seal | None = None) -> bytes:
    """The PDF, sealed where there is a seal."""
    pdf = typeset(paper.template, paper.data, paper.files)
    return seal.put_under(pdf, reason=paper.reason) if seal else pdf


def all_printed(papers: Sequence[Paper], seal: SealFile | None = None, *, processes: int = 2) -> Iterator[bytes]:
    """The PDFs in their order. Processes of their own share the work where there is enough of it."""
    if len(papers) <= ALONE or processes < 2:
        yield from map(partial(printed, seal=Seal(*seal) if seal else None), papers)
        return
    # A fresh process and no fork: the caller may have threads and a connection to the database.
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=_open, initargs=(seal,)) as pool:
        yield from pool.map(_printed_here, papers, chunksize=CHUNK)


_here: list[Seal | None] = []


def _open(seal: SealFile | None) -> None:
    _here[:] = [Seal(*seal) if seal else None]


def _printed_here(paper: Paper) -> bytes:
    return printed(paper, _here[0])
