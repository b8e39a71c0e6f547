"""Many new accounts in one COPY, and two clerks may open the same person at once (PLT-12)."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from xinglin.engines.actions.copying import copy_in
from xinglin.engines.secrets.kinds import Sealed, sealed
from xinglin.kit import arrays

from . import initial
from .models import Account, AccountKind, InitialPassword


class NewAccount(NamedTuple):
    """An account to be opened. `login` is what its owner will type: an organisation's name or a document number."""

    login: str
    masked: str
    name: str
    kind: str = AccountKind.PERSON
    mobile: str | Sealed = ""
    initial_password: str = InitialPassword.RESIDENT
    password: str = ""  # the hash of a password already set, when accounts come from another installation

    @property
    def needs_one_time(self) -> bool:
        """Everybody knows the other initial passwords: they need a mobile number, to which a code can be sent."""
        return not self.password and (not self.mobile or self.initial_password == InitialPassword.ONE_TIME)


Opened = tuple[str, NewAccount, str]  # log-in key, account, one-time password or ""


def insert(rows: Iterable[Opened]) -> dict[str, int]:
    """Insert accounts; log-in key → id of those that were not there yet."""
    fresh = sorted(rows, key=lambda row: row[0])  # one order for all, so that two sets never wait for each other
    while fresh:
        keys = [key for key, _, _ in fresh]
        try:
            with transaction.atomic():
                return dict(zip(keys, copy_in(Account, COPIED, _copied(fresh)), strict=True))
        except IntegrityError:  # some stand already, or somebody else was opening them until just now
            standing = ids_of(keys)
            if not standing:
                raise
            fresh = [row for row in fresh if row[0] not in standing]
    return {}


def ids_of(keys: Collection[str]) -> dict[str, int]:
    """Log-in key → id of those that stand."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT login_key, id FROM accounts_account WHERE login_key = ANY(%s)", [arrays.of_words(keys)])
        return dict(cursor.fetchall())


COPIED = (
    *("login_key", "login_masked", "kind", "name", "mobile", "mobile_masked", "initial_password", "one_time_index"),
    *("password", "initial_password_until", "activated_at", "password_changed_at"),
)


def _copied(rows: Iterable[Opened]) -> Iterable[tuple]:
    lapses, now = str(initial.lapses_at()), str(timezone.now())
    for key, new, one_time in rows:
        mobile = sealed(new.mobile, "mobile") if new.mobile else None
        yield (
            *(key, new.masked, str(new.kind), new.name),
            *((mobile.cipher, mobile.masked) if mobile else (None, "")),
            str(InitialPassword.ONE_TIME if one_time else new.initial_password),
            initial.one_time_index(one_time) if one_time else None,
            new.password,
            *((None, now, now) if new.password else (lapses, None, None)),
        )
