"""Two people reach for the same physician or the same cycle, each over a connection of their own (ASM-11, PLT-34)."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Event
from time import sleep
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from tests.engines.review.test_two_at_once import at_once
from tests.factories.assessment import (
    agency,
    department,
    enrolled,
    finished,
    institution,
    physician_actor,
    physicians,
    practice,
    province_admin,
    submitted,
)
from tests.factories.country import Country
from xinglin.domains.assessment import actions
from xinglin.domains.assessment.actions import cycles, enrolling, keeping, overseeing
from xinglin.domains.assessment.actions.overseeing import publish
from xinglin.domains.assessment.actions.reviewing import pass_all
from xinglin.domains.assessment.models import Cycle, Enrolment, Physician
from xinglin.domains.assessment.rules import NO_CYCLE
from xinglin.domains.assessment.rules.overseeing import CLOSED
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Outcome

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("ASM-11", "ASM-20", "PLT-34")]


def test_a_physician_chooses_his_department_while_he_is_moved(country: Country) -> None:
    """Each has locked his first row before either reaches for the other's: with two orders both would wait for ever."""
    (mine,) = enrolled(country)
    place, by = department(country), physician_actor(mine.physician)
    city, meeting = country.actor(country.city, Role.CITY_ADMIN), Barrier(2)

    def after_the_other(original: Any) -> Any:
        def wait(*args: Any) -> Any:
            with suppress(BrokenBarrierError):  # the other one waits for a row, as he should
                meeting.wait(timeout=1.5)
            return original(*args)

        return wait

    rows, people = Enrolment._base_manager.filter(pk=mine.pk), Physician._base_manager.filter(pk=mine.physician_id)
    with ExitStack() as stack:
        for module, name in ((enrolling, "why_not_fill"), (keeping, "_move_enrolments")):
            stack.enter_context(patch.object(module, name, after_the_other(getattr(module, name))))
        saved, moved = at_once(
            lambda: actions.save_practice(rows, {mine.pk: practice(place)}, by=by),
            lambda: actions.transfer_physicians(people, institution=country.next_door, by=city),
        )
    assert moved.done == [mine.physician_id]
    assert (saved.done, len(saved.refused)) in (([mine.pk], 0), ([], 1))
    physician = people.get()
    assert (physician.institution, physician.department) == (country.next_door, None)
    assert (rows.get().institution, rows.get().department) == (country.next_door, None)


@pytest.mark.spec("ASM-02", "ASM-36")
def test_a_cycle_is_closed_while_somebody_works_in_it(country: Country) -> None:
    """Who came first is seen by the other, in both orders: nothing is done in a cycle that is over."""
    passed, other = finished(country, 2)
    (above,) = submitted(country, 1, start=3_200)
    assert pass_all(_of(above), by=institution(country)).done
    (below,) = submitted(country, 1, start=3_300)
    (new,) = physicians(country, 1, start=3_400)
    cycle, by = Cycle.objects.filter(pk=passed.cycle_id), country.actor(country.city, Role.CITY_ADMIN)
    yesterday = timezone.localdate() - timedelta(days=1)
    cycle.update(ends_on=yesterday)

    def closing() -> Outcome:
        return actions.close_cycles(cycle, by=province_admin(country))

    with _halted(overseeing, "_awaiting_check") as is_publishing:
        published, refused = at_once(lambda: publish(_of(passed), by=by), _once(is_publishing, closing))
    assert published.done == [passed.pk]
    (why,) = refused.refused.values()
    assert "以前可以申请复核，请在此后办理。" in why
    _of(passed).update(published_at=timezone.now() - timedelta(days=40))
    with _halted(cycles, "objections_to") as is_closing:
        closed, *too_late = at_once(
            closing,
            _once(is_closing, lambda: publish(_of(other), by=by)),
            _once(is_closing, lambda: pass_all(_of(below), by=institution(country))),
            _once(is_closing, lambda: pass_all(_of(above), by=agency(country))),
            _once(
                is_closing, lambda: actions.confirm(Physician._base_manager.filter(pk=new.pk), by=institution(country))
            ),
        )
    assert closed.done == [passed.cycle_id]
    assert [each.done for each in too_late] == [[], [], [], []]
    assert [list(each.refused.values()) for each in too_late] == [[CLOSED], [CLOSED], [], [NO_CYCLE]]


def _of(one: Enrolment) -> Any:
    return Enrolment._base_manager.filter(pk=one.pk)


def _once(begun: Event, verb: Callable[[], Outcome]) -> Callable[[], Outcome]:
    """The verb, as soon as the other has locked what is his."""

    def wait() -> Outcome:
        assert begun.wait(timeout=10)
        return verb()

    return wait


@contextmanager
def _halted(module: Any, name: str) -> Iterator[Event]:
    """Whoever calls this has his locks; he stops until the others have run into them."""
    original, begun = getattr(module, name), Event()

    def halt(*args: Any) -> Any:
        begun.set()
        sleep(0.4)
        return original(*args)

    with patch.object(module, name, halt):
        yield begun
