"""Progress that others see while the long transaction is open; and no run is done by two at a time."""

from types import TracebackType
from typing import Self

from django.db import connection

_LOCKS = 0x5EE7  # the first half of this engine's advisory lock numbers


class Watch:
    """A second database connection for the time of one run; its lock ends with the process that holds it."""

    def __init__(self, run_id: int):
        self.run_id = run_id
        self._connection = connection.copy()

    def __enter__(self) -> Self:
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", self._lock)
            self.is_mine: bool = cursor.fetchone()[0]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            with self._connection.cursor() as cursor:  # with a pool, closing does not end the session
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", self._lock)
        finally:
            self._connection.close()

    def tell(self, phase: str, percent: int) -> None:
        """Note how far the run is, at once and for everybody."""
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE sheets_importrun SET phase = %s, percent = %s WHERE id = %s", [phase, percent, self.run_id]
            )

    @property
    def _lock(self) -> tuple[int, int]:
        return _LOCKS, self.run_id % 2**31
