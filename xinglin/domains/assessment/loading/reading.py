"""A run of the feed from beginning to end."""

from django.db import connection

from xinglin.domains.people.public import Person
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.accounts.models import Account

from .. import actions
from ..models import FeedRun, OtherPractice, Physician
from .drivers import FileSource, HttpSource
from .lines import page_of


def read_feed(source: FileSource | HttpSource, province: Unit, *, by: Actor) -> FeedRun:
    """Take over all that the source has for the province, one transaction a page. Raises NoFeed where it breaks off:
    what was taken over until then stays, and the next run goes on from there.
    """
    (key,) = actions.begin_feed(Unit.objects.filter(pk=province.pk), source=source.name, by=by).done
    run = FeedRun._base_manager.get(pk=key)
    for number, (lines, cursor) in enumerate(source.pages(run.cursor), 1):
        actions.take_over(page_of(lines, cursor), run=run, by=by)
        if number & (number - 1) == 0:  # after pages 1, 2, 4, 8 …
            _note_sizes()
    actions.end_feed(FeedRun._base_manager.filter(pk=run.pk), by=by)
    run.refresh_from_db()
    return run


def _note_sizes() -> None:
    """Tell PostgreSQL how large the tables have become; else it plans the next page as if they were still empty."""
    tables = ", ".join(f'"{model._meta.db_table}"' for model in (Person, Account, Membership, Physician, OtherPractice))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
