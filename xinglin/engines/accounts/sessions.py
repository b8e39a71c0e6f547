"""Sessions that know whose they are, from where, and when they end: the session engine (PLT-17)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from . import figures
from .models import OpenSession

SEEN_EVERY = timedelta(minutes=1)  # more often would be a write with every click


class SessionStore(DatabaseStore):
    """Keeps account, address and browser in columns; a row past its idle or absolute limit is no session."""

    row: OpenSession | None = None

    @classmethod
    def get_model_class(cls) -> type[OpenSession]:
        return OpenSession

    def load(self) -> dict[str, Any]:
        self.row = self._get_session_from_db()  # type: ignore[attr-defined]  # -- Django's own load does the same
        return self.decode(self.row.session_data) if self.row else {}

    def create_model_instance(self, data: dict[str, Any]) -> OpenSession:
        now = timezone.now()
        data.setdefault("opened", now.timestamp())
        row: Any = super().create_model_instance(data)
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.opened_at, row.seen_at = datetime.fromtimestamp(data["opened"], UTC), now
        row.address, row.browser = data.get("address", ""), data.get("browser", "")
        row.expire_date = end_of(row)
        return row

    def touch(self) -> None:
        """The owner is there: put the idle limit off, at most once a minute and never past the absolute one."""
        row, now = self.row, timezone.now()
        if row and now - row.seen_at >= SEEN_EVERY:
            row.seen_at = now
            OpenSession.objects.filter(pk=row.pk).update(seen_at=now, expire_date=end_of(row))


def end_of(row: OpenSession) -> datetime:
    """When the session ends if nothing more happens."""
    idle = row.seen_at + timedelta(minutes=figures.number(figures.IDLE_MINUTES))
    return min(idle, row.opened_at + timedelta(hours=figures.number(figures.ABSOLUTE_HOURS)))
