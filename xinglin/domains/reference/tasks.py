"""What happens to code lists by the clock."""

from xinglin.engines.access.actor import system_actor
from xinglin.engines.jobs.queue import periodic

from .actions import begin_names
from .models import Specialty


@periodic("5 16 * * *", "reference.names_begin")
def names_begin() -> None:
    """Five past midnight in China: new names of specialties whose day has come (reference-data §1.12)."""
    begin_names(Specialty.objects.all(), by=system_actor("定时任务"))
