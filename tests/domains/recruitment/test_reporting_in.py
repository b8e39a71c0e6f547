"""报到 and what becomes of it: a training record that knows what recruitment knew (REC-23, REC-45)."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.domains.recruitment.desk import Desk, accepted, confirmed
from tests.factories.country import YEAR, Country
from tests.walk import TRAINING, opened, walk
from xinglin.domains.institutions.actions import affiliate
from xinglin.domains.recruitment import windows
from xinglin.domains.recruitment.actions.reporting_in import report_absent, report_present, undo_report_in
from xinglin.domains.recruitment.enums import ReportIn
from xinglin.domains.recruitment.models import Offer
from xinglin.domains.recruitment.queries.timing import opening_of
from xinglin.domains.recruitment.rules.reporting_in import overdue
from xinglin.domains.training.actions import save_trainings
from xinglin.domains.training.models import Training, UpdateEntry
from xinglin.domains.training.queries.judging import resolve_trainings
from xinglin.domains.training.queries.records import intake_visible_to, managed_visible_to
from xinglin.domains.training.windows import INTAKE
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Outcome, Refused
from xinglin.engines.windows.models import Window

pytestmark = pytest.mark.django_db
START = date(YEAR, 9, 1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(country: Country) -> Desk:
    return Desk(country)


def only_why(outcome: Outcome) -> str:
    assert not outcome.done
    [why] = outcome.refused.values()
    return why


@pytest.mark.spec("REC-23", "REC-45")
def test_who_reports_in_stands_in_the_intake_of_the_base_with_all_that_is_known(desk: Desk) -> None:
    sender = {"sender_name": "示范县医院", "sender_credit_code": "12999999123456788W"}
    facts = {"category": "ENTRUST", "is_rural_order": True, "is_western_support": False, "cultivation_type": "national"}
    affiliate([{"base": desk.country.hospital.pk, "site": desk.country.next_door.pk}], by=system_actor())
    [one] = desk.applied(1, desk.place("0700", site=desk.country.next_door), **facts, **sender)
    offers, base = confirmed(desk, [one]), desk.country.base
    roles = set(Membership.objects.filter(account=one.person.account).values_list("role", "unit"))
    assert report_present(offers, starts_on=START, by=base).done == [offers.get().pk]
    training = intake_visible_to(base).get()
    known = {
        "specialty": "全科",
        "resident_category": "ENTRUST",
        "cultivation_type": "national",
        "graduate_kind": "fresh",
        "is_rural_order": True,
        "is_western_support": False,
        "site": desk.country.next_door,
        "employer_name": "示范县医院",
        "employer_credit_code": "12999999123456788W",
        "training_years": 3,
        "starts_on": START,
        "ends_on": date(YEAR + 3, 8, 31),
        "person": one.person,
        "is_late_entry": False,
    }
    assert {key: getattr(training, key) for key in known} == {**known, "specialty": training.specialty}
    assert (training.specialty.name, training.specialty_base.specialty) == ("全科", training.specialty)
    offer = offers.get()
    assert (offer.training, offer.report_state, offer.reported_by) == (training, ReportIn.PRESENT, base.name)
    held = set(Membership.objects.filter(account=one.person.account).values_list("role", "unit"))
    assert held - roles == {(Role.RESIDENT.value, desk.country.hospital.pk)}
    assert UpdateEntry.objects.filter(training_id=training.pk).count() == 1
    assert 0 < training.completeness < 100
    for changed in ({"resident_category": "SOCIAL"}, {"employer_name": "邻县医院"}):
        why = only_why(save_trainings(Training.objects.all(), {training.pk: changed}, by=base))
        assert "不能在这里修改；请在“学员信息变更申请”中办理" in why
    row: dict[str, Any] = {"document_number": one.person.document_number, "resident_category": "COMPANY"}
    assert resolve_trainings([{**row, "document_type": None}], by=base).refused[0][0] == "resident_category"
    assert save_trainings(Training.objects.all(), {training.pk: {"is_military_employer": False}}, by=base).done


@pytest.mark.spec("REC-23")
def test_report_in_begins_once_the_authority_has_confirmed(desk: Desk) -> None:
    offers, base = accepted(desk, desk.applied(1, desk.place())), desk.country.base
    for outcome in (report_present(offers, starts_on=START, by=base), report_absent(offers, comment="未到", by=base)):
        assert only_why(outcome) == "录取结果还没有经主管部门确认，不能办理报到。"
    assert not Training.objects.exists()


@pytest.mark.spec("REC-23", "PLT-22")
def test_the_window_holds_to_the_second_and_absence_can_be_noted_after_it(desk: Desk) -> None:
    offers, base = confirmed(desk, desk.applied(2, desk.place(approved=2))), desk.country.base
    first, second = (offers.filter(pk=pk) for pk in offers.order_by("pk").values_list("pk", flat=True))
    starts = timezone.now().replace(microsecond=0) + timedelta(days=3)
    ends = starts + timedelta(days=3)
    desk.move(windows.REPORT_IN, starts, ends)
    with time_machine.travel(starts - SECOND, tick=False):
        assert "尚未开始" in only_why(report_present(first, starts_on=START, by=base))
        assert "尚未开始" in only_why(report_absent(first, comment="未到", by=base))
    with time_machine.travel(ends, tick=False):
        assert "结束" in only_why(report_present(first, starts_on=START, by=base))
        assert report_absent(second, comment="联系不上", by=base).done
        assert second.get().report_reason == "联系不上"
        assert "结束" in only_why(undo_report_in(second, by=base))
    with time_machine.travel(ends - SECOND, tick=False):
        assert report_present(first, starts_on=START, by=base).done
        assert report_present(second, starts_on=START, by=base).done
        assert second.get().report_reason == ""
        assert "登记有误，请先撤销" in only_why(report_absent(first, comment="未到", by=base))


@pytest.mark.spec("REC-23", "REC-45")
def test_somebody_bound_elsewhere_is_refused_and_the_others_are_done(desk: Desk) -> None:
    country = desk.country
    [bound] = opened(country, by=country.base_next_door)
    place = desk.place(approved=2)
    offers = confirmed(desk, [desk.apply(bound.person, place), *desk.applied(1, place)])
    outcome = report_present(offers, starts_on=START, by=country.base)
    assert len(outcome.done) == 1
    assert list(outcome.refused.values()) == [
        "此人已在“邻院”，培训状态为“在培”，不能报到。只有不在任何基地，或培训状态为结业、退培的人员可以报到，请与该基地核实。"
    ]
    refused = offers.get(person=bound.person)
    assert (refused.report_state, refused.training, refused.reported_at) == (ReportIn.NONE, None, None)
    assert Training.objects.filter(institution=country.hospital).count() == 1


@pytest.mark.spec("REC-45")
def test_a_record_that_the_base_opened_already_is_kept_and_only_what_is_empty_is_filled(desk: Desk) -> None:
    country = desk.country
    [training] = opened(country)
    save_trainings(
        Training.objects.all(), {training.pk: {**TRAINING, "specialty": "0900", "starts_on": None}}, by=country.base
    )
    offers = confirmed(desk, [desk.apply(training.person, desk.place("0700"), is_rural_order=False)])
    assert report_present(offers, starts_on=START, by=country.base).done
    kept = Training.objects.get()
    assert (kept.pk, kept.specialty.code, kept.starts_on) == (training.pk, "0900", START)
    assert undo_report_in(offers, by=country.base).done
    assert (Training.objects.get(), offers.get().training) == (kept, None)


@pytest.mark.spec("REC-23", "REC-45")
def test_a_report_in_is_undone_while_nothing_was_reported(desk: Desk) -> None:
    [one] = desk.applied(1, desk.place())
    offers, base = confirmed(desk, [one]), desk.country.base
    assert only_why(undo_report_in(offers, by=base)) == "该学员还没有登记报到情况，无需撤销。"
    report_present(offers, starts_on=START, by=base)
    assert undo_report_in(offers, by=base).done
    assert not Training.objects.exists()
    held = Membership.objects.filter(account=one.person.account).values_list("role", flat=True)
    assert list(held) == [Role.APPLICANT]
    offer = offers.get()
    assert (offer.report_state, offer.reported_at, offer.training) == (ReportIn.NONE, None, None)
    assert report_present(offers, starts_on=START, by=base).done


@pytest.mark.spec("REC-23", "REC-45")
def test_what_was_reported_is_not_undone(desk: Desk) -> None:
    country = desk.country
    [training] = walk(country, opened(country), "reported")
    offers = confirmed(desk, [desk.apply(training.person, desk.place())])
    report_present(offers, starts_on=START, by=country.base)
    assert "上报，不能撤销报到" in only_why(undo_report_in(offers, by=country.base))
    assert offers.get().report_state == ReportIn.PRESENT


@pytest.mark.spec("REC-01", "REC-23")
def test_a_trial_makes_no_record(country: Country) -> None:
    desk = Desk(country, is_trial=True)
    offers = confirmed(desk, desk.applied(1, desk.place()))
    assert report_present(offers, starts_on=START, by=country.base).done
    assert (offers.get().report_state, offers.get().training) == (ReportIn.PRESENT, None)
    assert not Training.objects.exists()
    assert undo_report_in(offers, by=country.base).done


@pytest.mark.spec("REC-45", "REP-30")
@pytest.mark.parametrize(("state", "is_late"), [("future", False), ("none", False), ("past", True)])
def test_report_in_needs_no_open_reporting_and_after_it_the_record_is_late(
    desk: Desk, state: str, is_late: bool
) -> None:
    offers, base, now = confirmed(desk, desk.applied(1, desk.place())), desk.country.base, timezone.now()
    reporting = Window.objects.filter(kind=INTAKE.key)
    shift = {"future": timedelta(30), "past": -timedelta(30)}.get(state)
    if shift:
        reporting.update(starts_at=now + shift, ends_at=now + shift + timedelta(9))
    else:
        reporting.delete()
    assert report_present(offers, starts_on=START, by=base).done
    assert Training.objects.get().is_late_entry == is_late
    assert managed_visible_to(base).exists() == is_late


@pytest.mark.spec("REC-23", "PLT-04")
def test_the_base_next_door_reaches_nothing_and_reasons_are_asked_for(desk: Desk) -> None:
    offers, country = confirmed(desk, desk.applied(1, desk.place())), desk.country
    for by in (country.base_next_door, country.base_far, country.reviewer):
        for outcome in (
            report_present(offers, starts_on=START, by=by),
            report_absent(offers, comment="未到", by=by),
            undo_report_in(offers, by=by),
        ):
            assert outcome == Outcome()
    for reason, word in ((" ", "请填写未报到原因"), ("长" * 301, "有 301 个字")):
        with pytest.raises(Refused, match=word):
            report_absent(offers, comment=reason, by=country.base)
    assert Offer.objects.get().report_state == ReportIn.NONE


@pytest.mark.spec("REC-23")
def test_two_weeks_after_the_window_one_counts_as_having_given_up(desk: Desk) -> None:
    """R-REC-05."""
    offer = confirmed(desk, desk.applied(1, desk.place())).get()
    ends = opening_of(desk.batch, windows.REPORT_IN).ends_at
    assert ends
    said = {}
    for at in (ends - SECOND, ends, ends + timedelta(days=14) - SECOND, ends + timedelta(days=14)):
        with time_machine.travel(at, tick=False):
            said[at - ends] = overdue(offer, opening_of(desk.batch, windows.REPORT_IN))
    assert list(said.values()) == ["", "已逾期 1 天", "已逾期 14 天", "逾期两周未报到，视为自动放弃"]
