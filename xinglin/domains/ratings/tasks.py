"""What ratings do by the clock (FAC-09)."""

from xinglin.engines.access.actor import system_actor
from xinglin.engines.jobs import periodic

from .actions.counting import count_answers, open_boxes
from .queries.counting import due_boxes, silent_places


@periodic("30 17 * * *", "ratings.count")
def count_closed_years() -> None:
    """Every night at half past one, of years in which nobody can answer any more; who was silent is counted, too."""
    by = system_actor(source="job")
    if places := silent_places():
        open_boxes(places, by=by)
    count_answers(due_boxes(), by=by)
