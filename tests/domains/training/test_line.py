"""The main line: opened, filled in, reported, returned, approved."""

import pytest

from tests.factories.country import Country
from tests.walk import opened, walk
from xinglin.domains.training.models import Training
from xinglin.engines.review.labels import report_label, review_label


@pytest.mark.spec("REP-03", "REP-10", "REP-40")
def test_a_record_climbs_to_approval(country: Country) -> None:
    trainings = opened(country, 3)
    assert [t.completeness for t in trainings] == [0, 0, 0]
    walked = walk(country, trainings, "approved")
    assert [t.completeness for t in walked] == [100, 100, 100]
    assert {(report_label(t), review_label(t)) for t in walked} == {("已上报", "审核通过")}
    assert Training.objects.filter(case__approved__isnull=False).count() == 3
