"""How former intakes go on at the two hospitals that people look at: leaves, departures, moves, and what waits."""

from datetime import date
from functools import partial

from django.utils.timezone import localdate

from xinglin.demo.cohorts import FLAGSHIP, NEXT_DOOR
from xinglin.demo.filling import PASSED, Seat
from xinglin.domains.training.public import (
    ChangeReason,
    Continuation,
    StatusChange,
    Training,
    TrainingStatus,
    change_status,
    receive,
)
from xinglin.engines.actions import Outcome
from xinglin.engines.review.actions import approve, return_for_changes, submit

# From each end of an intake so many: status, reason, number, and whether it has an expected end.
APPROVED = (
    (TrainingStatus.WITHDRAWN, ChangeReason.RESIGNED, 3, False),
    (TrainingStatus.WITHDRAWN, ChangeReason.DISMISSED, 1, False),
    (TrainingStatus.SUSPENDED, ChangeReason.MATERNITY, 2, True),
    (TrainingStatus.SUSPENDED, ChangeReason.SICK, 1, True),
    (TrainingStatus.EXTENDED, ChangeReason.UNFINISHED, 2, True),
)
MOVED = 3  # of whom the last still waits to be received
UNREPORTED, WAITING, RETURNED = 2, 3, 2  # changed this month: not yet reported, waiting for the province, sent back
NOTE = "已按规定办理，材料存教学部备查。"
REVIEW_OPINION = "请补充请假证明的起止日期后重新上报。"


def lead_on(seats: dict[str, Seat], years: range) -> None:
    """Hospital → who acts for it. All records of these years are approved and their intakes over."""
    for name, seat in seats.items():
        for year in years:
            keys = list(
                Training.objects.filter(institution=seat.base.unit_id, intake_year=year)
                .order_by("-pk")
                .values_list("pk", flat=True)
            )
            _approved(keys, seat, year)
            if name == FLAGSHIP and year == years[-1]:
                _move([keys.pop() for _ in range(MOVED)], seat, seats[NEXT_DOOR], year)
            if year == years[-1]:
                _under_way(keys, seat)


def _approved(keys: list[int], seat: Seat, year: int) -> None:
    changed = []
    for place, (status, reason, number, limited) in enumerate(APPROVED):
        taken = [keys.pop() for _ in range(number)]
        began = date(year + 1, 2 + place, 1)
        _change(taken, seat, status, reason, began, localdate().replace(day=28) if limited else None)
        changed += taken
    _report(changed, seat)


def _move(keys: list[int], old: Seat, new: Seat, year: int) -> None:
    """Changes of base, all approved; the last is still to be received."""
    began = date(year + 1, 3, 1)
    _change(keys, old, TrainingStatus.WITHDRAWN, ChangeReason.CHANGE_OF_BASE, began, None, target=new.base.unit_id)
    _report(keys, old)
    moves = StatusChange.objects.filter(training__in=keys[:-1], target=new.base.unit_id).select_related("training")
    on = date(year + 1, 3, 16)
    to = {move.pk: Continuation("0100", on, date(year + 3, 8, 31)) for move in moves}
    _done(receive(StatusChange.objects.filter(pk__in=to), to, by=new.base))


def _under_way(keys: list[int], seat: Seat) -> None:
    """What bases and reviewers have on their desks today."""
    began = localdate().replace(day=1)
    taken = [keys.pop() for _ in range(UNREPORTED + WAITING + RETURNED)]
    _change(taken, seat, TrainingStatus.SUSPENDED, ChangeReason.SICK, began, None)
    sent = taken[UNREPORTED:]
    _done(submit(_rows(sent), by=seat.base))
    _done(return_for_changes(_rows(sent[WAITING:]), comment=REVIEW_OPINION, by=seat.reviewer))


def _change(
    keys: list[int], seat: Seat, status: str, reason: str, began: date, ends: date | None, target: int | None = None
) -> None:
    if ends is None and status == TrainingStatus.SUSPENDED:
        ends = began.replace(year=began.year + 1)
    term = partial(change_status, _rows(keys), by=seat.base, starts_on=began, ends_on=ends)
    _done(term(status=status, reason=reason, note=NOTE, target=target))


def _report(keys: list[int], seat: Seat) -> None:
    _done(submit(_rows(keys), by=seat.base))
    _done(approve(_rows(keys), comment=PASSED, by=seat.reviewer))


def _rows(keys: list[int]):
    return Training.objects.filter(pk__in=keys)


def _done(outcome: Outcome) -> None:
    assert not outcome.refused, list(outcome.refused.values())[:3]  # noqa: S101 -- a fault of the demonstration itself
