"""Which unit sits in which seat, found for many subjects at once: two statements at most."""

from collections.abc import Sequence
from typing import Any

from xinglin.engines.access.models import Unit

from .chain import Chain, FixedSeat, NamedSeat, Seat, Step


class Seats:
    """The seats of a chain for some subjects, loaded once."""

    def __init__(self, chain: Chain, subjects: Sequence[Any]):
        self._chain = chain
        seats = [step.seat for step in chain.steps]
        kinds = {seat.kind for seat in seats if isinstance(seat, Seat)}
        codes = {seat.code for seat in seats if isinstance(seat, FixedSeat)}
        above = {key for subject in subjects for key in _line(getattr(subject, chain.unit))} if kinds else set()
        self._above = dict(Unit.objects.filter(pk__in=above, kind__in=kinds).values_list("pk", "kind")) if above else {}
        self._fixed = dict(Unit.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}
        self._only = {step.key: set(step.only(subjects)) for step in chain.steps if step.only}

    def unit_id(self, subject: Any, step: Step) -> int | None:
        """Who decides about this subject at this step; None where no such unit stands."""
        match step.seat:
            case Seat(kind=kind):
                line = reversed(_line(getattr(subject, self._chain.unit)))
                return next((key for key in line if self._above.get(key) == kind), None)
            case NamedSeat(attribute=attribute):
                return getattr(subject, f"{attribute}_id")
            case FixedSeat(code=code):
                return self._fixed.get(code)

    def vacant(self, subjects: Sequence[Any]) -> dict[int, str]:
        """Subject key → the sentence about a step that must be taken and in whose seat nobody sits."""
        found = {}
        for subject in subjects:
            empty = [s for s in self._taken(subject) if not s.optional and self.unit_id(subject, s) is None]
            if empty or self.next(subject) is None:
                title = (empty or self._chain.steps)[0].title
                found[subject.pk] = f"没有找到“{title}”的审核单位，请联系上级管理部门。"
        return found

    def next(self, subject: Any, after: str | None = None) -> tuple[Step, int | None] | None:
        """The step that follows (the first one without `after`) and who sits there; None past the last one.

        An optional step without a unit is left out, and one that is not for this subject; `vacant` tells of any other
        without one.
        """
        steps = self._chain.steps
        start = 0 if after is None else steps.index(self._chain.step(after)) + 1
        for step in self._taken(subject, start):
            unit_id = self.unit_id(subject, step)
            if unit_id is not None or not step.optional:
                return step, unit_id
        return None

    def back(self, subject: Any, step: str) -> tuple[Step, int] | None:
        """The earlier step to which one returns from here, and who sits there; None where that is the submitter."""
        key = self._chain.step(step).returns_to
        for below in self._taken(subject):
            if below.key == key and (unit_id := self.unit_id(subject, below)) is not None:
                return below, unit_id
        return None

    def _taken(self, subject: Any, start: int = 0) -> list[Step]:
        """From this one on, the steps that are for the subject."""
        steps = self._chain.steps[start:]
        return [step for step in steps if step.only is None or subject.pk in self._only[step.key]]


def _line(unit: Unit) -> list[int]:
    """The keys from the nation down to the unit itself."""
    return [int(key) for key in (unit.path or "").split("/") if key]
