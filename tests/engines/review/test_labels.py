"""What people read is derived alike for one record, for a query, and as a tag."""

import pytest

from tests.engines.review.conftest import fresh, of
from tests.engines.review.petitions import Petition
from tests.engines.review.test_actions import edit
from xinglin.engines.review.actions import approve, reject, return_for_changes, submit, withdraw
from xinglin.engines.review.labels import (
    approved_q,
    report_tag,
    reported_q,
    review_state_q,
    review_tag,
)


def _waits(country, petition):
    submit(of(petition), by=country.clerk)


def _passes(country, petition):
    _waits(country, petition)
    approve(of(petition), by=country.reviewer)


def _changes_after_passing(country, petition):
    _passes(country, petition)
    edit(petition, reason="改了")


def _comes_back(country, petition):
    _waits(country, petition)
    return_for_changes(of(petition), by=country.reviewer, comment="理由不足")


def _falls(country, petition):
    _waits(country, petition)
    reject(of(petition), by=country.reviewer, comment="不在批准范围")


def _is_taken_back(country, petition):
    _waits(country, petition)
    withdraw(of(petition), by=country.clerk)


@pytest.mark.spec("REP-10", "REP-35", "REP-41", "PLT-35")
@pytest.mark.parametrize(
    ("course", "report", "review", "counts"),
    [
        (lambda country, petition: None, ("未上报", "grey"), ("", "grey"), False),
        (_waits, ("已上报", "green"), ("待审核", "blue"), False),
        (_passes, ("已上报", "green"), ("审核通过", "green"), True),
        (_changes_after_passing, ("未上报", "grey"), ("审核通过", "green"), True),
        (_comes_back, ("未上报", "grey"), ("退回修改", "orange"), False),
        (_falls, ("已上报", "green"), ("驳回", "red"), False),
        (_is_taken_back, ("未上报", "grey"), ("", "grey"), False),
    ],
)
def test_labels(country, chain, course, report, review, counts):
    chain()
    petition = country.petition()
    course(country, petition)
    now = fresh(petition)
    assert report_tag(now) == report
    assert review_tag(now) == review
    everything = Petition._base_manager.all()
    assert everything.filter(reported_q()).exists() == (report[0] == "已上报")
    assert everything.filter(~reported_q()).exists() == (report[0] == "未上报")
    assert everything.filter(approved_q()).exists() == counts
    labels = ("", "待审核", "审核通过", "退回修改", "驳回")
    assert [label for label in labels if everything.filter(review_state_q(label)).exists()] == [review[0]]
    assert not everything.filter(review_state_q("无此状态")).exists()
