"""A run of the feed from beginning to end."""

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit

from .. import actions
from ..models import FeedRun
from .drivers import FileSource, HttpSource
from .lines import page_of


def read_feed(source: FileSource | HttpSource, province: Unit, *, by: Actor) -> FeedRun:
    """Take over all that the source has for the province, one transaction a page. Raises NoFeed where it breaks off:
    what was taken over until then stays, and the next run goes on from there.
    """
    (key,) = actions.begin_feed(Unit.objects.filter(pk=province.pk), source=source.name, by=by).done
    run = FeedRun._base_manager.get(pk=key)
    for lines, cursor in source.pages(run.cursor):
        actions.take_over(page_of(lines, cursor), run=run, by=by)
    actions.end_feed(FeedRun._base_manager.filter(pk=run.pk), by=by)
    run.refresh_from_db()
    return run
