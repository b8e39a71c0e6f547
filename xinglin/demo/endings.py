"""How the training of some went on after their intake: status changed, reported again, approved (REP-33, REP-35)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from xinglin.demo.filling import PASSED, Seat
from xinglin.domains.training.public import ChangeReason, Training, TrainingStatus, change_status
from xinglin.engines.actions import Outcome
from xinglin.engines.review.actions import approve, submit

Ending = tuple[int, str]  # year of intake, how it ended
# How it ended → status, reason, years from the intake until then, and whether it has an expected end.
ENDINGS = {
    "completed": (TrainingStatus.COMPLETED, ChangeReason.PASSED, 3, False),
    "withdrawn": (TrainingStatus.WITHDRAWN, ChangeReason.RESIGNED, 0, False),
    "moved": (TrainingStatus.WITHDRAWN, ChangeReason.CHANGE_OF_BASE, 0, False),
    "suspended": (TrainingStatus.SUSPENDED, ChangeReason.MATERNITY, 0, True),
    "extended": (TrainingStatus.EXTENDED, ChangeReason.UNFINISHED, 3, True),
    "ended": (TrainingStatus.ENDED, ChangeReason.TERM_OVER, 3, False),
}


def ended_on(year: int, ending: str) -> date:
    """The day from which the new status holds: two months, or some years, after the beginning."""
    return date(year + ENDINGS[ending][2], 11, 1)


def go_on(endings: Mapping[int, Ending], seat: Seat) -> None:
    """Training key → how it ended; all of one base, approved, and in an intake that is over."""
    alike: dict[Ending, list[int]] = defaultdict(list)
    for key, (year, ending) in endings.items():
        if ending in ENDINGS:
            alike[year, ending].append(key)
    for (year, ending), keys in alike.items():
        status, reason, _, is_limited = ENDINGS[ending]
        day = ended_on(year, ending)
        _done(
            change_status(
                Training.objects.filter(pk__in=keys),
                by=seat.reviewer if status == TrainingStatus.COMPLETED else seat.base,
                status=status,
                reason=reason,
                starts_on=day,
                ends_on=day.replace(year=day.year + 1) if is_limited else None,
            )
        )
    changed = Training.objects.filter(pk__in=[key for keys in alike.values() for key in keys])
    _done(submit(changed, by=seat.base))
    _done(approve(changed, comment=PASSED, by=seat.reviewer))


def _done(outcome: Outcome) -> None:
    assert not outcome.refused, list(outcome.refused.values())[:3]  # noqa: S101 -- a fault of the demonstration itself
