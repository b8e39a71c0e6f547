"""Two people reach for the same physician, each over a connection of their own (ASM-11, PLT-34)."""

from contextlib import ExitStack, suppress
from threading import Barrier, BrokenBarrierError
from typing import Any
from unittest.mock import patch

import pytest

from tests.engines.review.test_two_at_once import at_once
from tests.factories.assessment import department, enrolled, physician_actor, practice
from tests.factories.country import Country
from xinglin.domains.assessment import actions
from xinglin.domains.assessment.actions import enrolling, keeping
from xinglin.domains.assessment.models import Enrolment, Physician
from xinglin.engines.access.roles import Role

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
