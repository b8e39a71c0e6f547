"""A physician enrols: parts, procedure, submission, return, and the request to change what was submitted."""

import pytest

from tests.factories.assessment import enrolled, filled, physician_actor
from tests.factories.country import Country
from xinglin.domains.assessment.models import Enrolment
from xinglin.engines.review.actions import submit
from xinglin.engines.review.models import State


@pytest.mark.spec("ASM-20")
def test_what_is_complete_is_submitted_to_the_institution(country: Country) -> None:
    (enrolment,) = enrolled(country, 1)
    by = physician_actor(enrolment.physician)
    rows = Enrolment._base_manager.filter(pk=enrolment.pk)
    filled(country, [enrolment])
    assert submit(rows, by=by).refused == {}
    assert rows.get().case.state == State.OPEN
