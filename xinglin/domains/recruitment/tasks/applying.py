"""What happens by the clock for applicants: they are reminded before a window closes (REC-17)."""

from datetime import datetime

from django.utils.timezone import localtime

from xinglin.engines.access.actor import system_actor
from xinglin.engines.jobs import periodic

from ..actions.closing import remind_of_closing
from ..queries.closing import due

DAYTIME = range(8, 21)  # hours at which one may be woken by a text message


@periodic("5 * * * *", "recruitment.closing")
def tell_of_closing() -> None:
    """Every hour of the day, each reminder once: after a time without workers the next run sends what was missed."""
    if is_daytime(localtime()) and (waiting := due()):
        remind_of_closing(waiting, by=system_actor(source="job"))


def is_daytime(moment: datetime) -> bool:
    """In China."""
    return localtime(moment).hour in DAYTIME
