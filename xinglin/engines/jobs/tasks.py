"""What workers do by the clock for the queue itself."""

from .queue import periodic
from .stalled import requeue_stalled


@periodic("* * * * *", "jobs.requeue_stalled")
def requeue_every_minute() -> None:
    """A worker that died on another machine, or just before this one started, is noticed within two minutes."""
    requeue_stalled()
