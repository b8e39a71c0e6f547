"""A cycle that is over: physicians of one institution with published results and certificates (ASM-36, ASM-42)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from xinglin.demo.enrolling import fill_in
from xinglin.demo.founding import this_year
from xinglin.domains.assessment.public import (
    CYCLE_WINDOWS,
    Cycle,
    Enrolment,
    NewCycle,
    Physician,
    Sitting,
    choose_procedures,
    close_cycles,
    confirm,
    pass_assessments,
    publish,
    record_tests,
    set_cycles,
)
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.models import Unit
from xinglin.engines.review.actions import submit
from xinglin.kit.calendar import day_bounds, start_of, today

YEARS = 3
TOOK_PART = 14
SCORES = (8_650, 9_200, 7_850, 8_100, 9_450)
FAILED = {"common": ("passed", 7_100), "professional": ("failed", 4_850)}


def open_former(province: Unit) -> Cycle:
    """The cycle before this one; everything is open until `settle_former` sets its true dates."""
    start = today()
    _set(province, {kind.key: day_bounds(start - timedelta(1), start + timedelta(1)) for kind in CYCLE_WINDOWS})
    return Cycle.objects.get(province=province, year=this_year() - YEARS)


def settle_former(cycle: Cycle, unit: Unit, institution: Actor, agency: Actor, province: Actor) -> None:
    """Some take part and come through all of it, one in vain; results are published, and the cycle is closed."""
    system = system_actor("示例数据")
    physicians = Physician.objects.filter(institution=unit).order_by("pk").values_list("pk", flat=True)
    confirm(Physician.objects.filter(pk__in=list(physicians[:TOOK_PART])), by=institution)
    rows = Enrolment.objects.filter(cycle=cycle)
    found = list(rows.select_related("physician__person", "department", "cycle").order_by("pk"))
    fill_in(found, unit, system)
    _all_done(choose_procedures(rows, {each.pk: "general" for each in found}, by=system))
    _all_done(submit(rows, by=system))
    _all_done(pass_assessments(rows, by=institution))
    _all_done(pass_assessments(rows, by=agency))
    _all_done(record_tests(_sittings(found), by=agency))
    _all_done(publish(rows, by=province))
    rows.update(published_at=start_of(date(cycle.ends_on.year, 12, 10)))  # it was not today
    _close(cycle, province)


def _sittings(found: Sequence[Enrolment]) -> list[Sitting]:
    """The last of them misses a paper twice."""
    sittings = [
        Sitting(
            enrolment=each.pk,
            papers={name: ("passed", SCORES[(place + turn) % 5]) for turn, name in enumerate(FAILED)},
        )
        for place, each in enumerate(found[:-1])
    ]
    last = found[-1].pk
    again = Sitting(enrolment=last, number=2, papers={"professional": ("failed", 5_200)})
    return [*sittings, Sitting(enrolment=last, papers=FAILED), again]


def _close(cycle: Cycle, province: Actor) -> None:
    """With the dates that it had."""
    last = cycle.ends_on.year
    months = {kind.key: (3 + 2 * place, 4 + 2 * place) for place, kind in enumerate(CYCLE_WINDOWS)}
    times = {key: day_bounds(date(last, first, 1), date(last, end, 28)) for key, (first, end) in months.items()}
    _set(cycle.province, times)
    close_cycles(Cycle.objects.filter(pk=cycle.pk), by=province).only()


def _set(province: Unit, windows: Any) -> None:
    year = this_year() - YEARS
    days = {"starts_on": date(year, 1, 1), "ends_on": date(year + YEARS - 1, 12, 31)}
    new = NewCycle(province=province, year=year, windows=windows, **days)
    set_cycles([new], by=system_actor("示例数据")).only()


def _all_done(outcome: Any) -> None:
    assert not outcome.refused, outcome.refused  # noqa: S101 -- a fault of the demonstration itself
