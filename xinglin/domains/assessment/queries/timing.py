"""Which windows hold an enrolment, and who may fill in what was submitted (ASM-02, ASM-23, ASM-36, ASM-43)."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F

from xinglin.engines.review.models import State
from xinglin.engines.windows.kinds import WindowKind
from xinglin.engines.windows.queries import Opening, Openings

from .. import windows
from ..enums import Answer
from ..models import ChangeRequest, Enrolment, Reconsideration, SpotCheck


class Times:
    """The windows in which enrolments are filled in and reviewed; four statements for any number of them."""

    def __init__(self, enrolments: Iterable[Enrolment]) -> None:
        rows = list(enrolments)
        self._free = unheld(rows)
        self._openings = Openings([windows.ENROLMENT, windows.REVIEW], {row.cycle.year for row in rows})

    def of(self, kind: WindowKind, row: Enrolment) -> Opening | None:
        """As its institution finds it; None where no window holds it."""
        if row.pk in self._free:
            return None
        place = {"institution_id": row.institution_id, "province_id": row.province_id}
        return self._openings.best(kind, row.cycle.year, **place)


def unheld(enrolments: Iterable[Enrolment]) -> set[int]:
    """Those that no window holds: early assessments (ASM-43), and what is put right because a spot check or a
    re-consideration found it wrong, long after the review has ended (ASM-36). Two statements.
    """
    rows = list(enrolments)
    keys = [row.pk for row in rows]
    wrong = SpotCheck._base_manager.filter(enrolment__in=keys, is_right=False)
    granted = Reconsideration._base_manager.filter(enrolment__in=keys, state=Answer.GRANTED)
    found = {key for each in (wrong, granted) for key in each.values_list("enrolment", flat=True)}
    return found | {row.pk for row in rows if row.early_for_id}


def reopened(enrolments: Iterable[Enrolment]) -> set[int]:
    """Those that a granted request has opened since they were last submitted (ASM-23). One statement."""
    granted = ChangeRequest._base_manager.filter(
        enrolment__in=[row.pk for row in enrolments],
        state=Answer.GRANTED,
        answered_at__gt=F("enrolment__case__submitted_at"),
    )
    return set(granted.values_list("enrolment", flat=True))


def held_years(enrolments: Sequence[Enrolment]) -> Mapping[int, int]:
    """Whose windows hold them. What was given back or opened again is sent as long as the review goes on, which
    `unsubmittable` sees to. Three statements."""
    free = unheld(enrolments) | reopened(enrolments)
    free |= {row.pk for row in enrolments if row.case and row.case.state == State.RETURNED}
    return {row.pk: row.cycle.year for row in enrolments if row.pk not in free}
