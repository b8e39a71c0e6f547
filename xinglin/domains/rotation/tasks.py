"""What rotation does by the clock (ROT-10)."""

from datetime import timedelta

from django.utils.timezone import localdate

from xinglin.engines.access.actor import system_actor
from xinglin.engines.jobs import periodic
from xinglin.kit.half_months import slot_of

from .actions.announcing import announce_changes
from .models import RotationPlan

AHEAD = timedelta(days=7)


@periodic("30 1 * * *", "rotation.changes")
def tell_of_changes() -> None:
    """Every morning at half past nine: of the half month that begins within a week, unless people know already."""
    today = localdate()
    if (slot := slot_of(today + AHEAD)) > slot_of(today):
        announce_changes(RotationPlan._base_manager.all(), slot=slot, by=system_actor(source="job"))
