"""Has anything changed? Every table of the database as one digest each."""

from collections.abc import Collection

from django.db import connection

# What reading pages and being refused may write: sessions, the log, the picture code, locks of the door.
UNWATCHED = ("opensession", "django_session", "auditentry", "captcha", "axes", "pghistory_context", "usedchallenge")


def fingerprint(besides: Collection[str] = ()) -> dict[str, str]:
    """Table → digest of its rows; `besides`: tables that may change as well."""
    tables = [
        table
        for table in connection.introspection.table_names()
        if table not in besides and not any(word in table for word in UNWATCHED)
    ]
    one = "SELECT '{0}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{0}\" t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in tables))
        return dict(cursor.fetchall())


def changed(before: dict[str, str]) -> set[str]:
    """Tables that are no longer as they were."""
    now = fingerprint()
    return {table for table, digest in before.items() if now[table] != digest}
