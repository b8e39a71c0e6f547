"""How large a file may be. An installation overrides single figures by the setting SHEET_LIMITS."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Sizes in bytes, times in seconds. `ratio` is unpacked ÷ packed of an entry above 20 MB; real sheets: < 100."""

    file_bytes: int = 30 * 2**20
    unpacked_bytes: int = 600 * 2**20
    entries: int = 2000
    ratio: int = 400
    rows: int = 200_000
    text_bytes: int = 200 * 2**20  # all cells of the wanted columns together
    memory_bytes: int = 2**30
    seconds: int = 60

    @property
    def file_megabytes(self) -> int:
        """For sentences and pages."""
        return self.file_bytes // 2**20

    @property
    def rows_grouped(self) -> str:
        """200,000"""
        return f"{self.rows:,}"

    def as_dict(self) -> dict[str, Any]:
        """For the child process."""
        return asdict(self)


class Unreadable(Exception):
    """A file that cannot be imported at all; carries one Chinese sentence: what, why, what to do."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why
