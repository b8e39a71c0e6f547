"""What PostgreSQL is told between the steps of a load."""

from django.db import connection


def analyze() -> None:
    """Of rows written a moment ago in the same transaction the planner knows nothing, and plans for empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
