"""The authority gives back, spot-checks and publishes; physicians ask again; what follows 不合格 (ASM-36)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.factories.assessment import (
    agency,
    finished,
    institution,
    physician_actor,
    province_admin,
    submitted,
)
from tests.factories.country import Country
from xinglin.domains.assessment import actions, rules, windows
from xinglin.domains.assessment.actions.following import (
    answer_reconsiderations,
    ask_reconsideration,
    order_consequences,
)
from xinglin.domains.assessment.actions.overseeing import draw, pick, publish, record_findings, release
from xinglin.domains.assessment.actions.reviewing import pass_all, pass_on
from xinglin.domains.assessment.models import (
    Certificate,
    Consequence,
    Cycle,
    Draw,
    Enrolment,
    InstitutionProfile,
    Physician,
    Reconsideration,
    SpotCheck,
)
from xinglin.domains.assessment.rules.following import answer_by, is_overdue
from xinglin.domains.assessment.rules.overseeing import drawn_from
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.notices.models import Notice
from xinglin.engines.review.actions import return_for_changes, submit
from xinglin.engines.windows.models import Window
from xinglin.kit.calendar import CHINA, end_of_months

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ASM-36")]


def rows(found: Iterable[Enrolment]) -> Any:
    """As actions take them."""
    return Enrolment._base_manager.filter(pk__in=[each.pk for each in found])


def city(country: Country) -> Any:
    """市级管理员 above both hospitals."""
    return country.actor(country.city, Role.CITY_ADMIN)


@pytest.mark.spec("ASM-12")
def test_what_the_authority_gives_back_the_institution_may_call_off(country: Country) -> None:
    one, other = submitted(country, 2)
    assert not actions.cancel(rows([one]), by=institution(country)).done
    assert not release(rows([one]), comment="误报", by=institution(country)).done  # no office of its own
    assert not release(rows([one]), comment="误报", by=country.actor(country.far, Role.INSTITUTION_ADMIN)).done
    with pytest.raises(Refused, match="请填写退回原因"):
        release(rows([one]), comment=" ", by=city(country))
    assert release(rows([one]), comment="误报", by=city(country)).done == [one.pk]
    one.refresh_from_db()
    assert (one.progress, one.released_at is not None) == ("returned", True)
    assert actions.cancel(rows([one, other]), by=institution(country)).done == [one.pk]
    assert set(rows([one, other]).values_list("pk", flat=True)) == {other.pk}


def test_a_published_result_is_not_given_back(country: Country) -> None:
    found = finished(country)
    assert publish(rows(found), by=city(country)).done
    (why,) = release(rows(found), comment="误报", by=city(country)).refused.values()
    assert why == "该医师的考核结果曾经公布，不能退回报名；结果有误的，请按复核申请办理。"
    assert rows(found).get().progress == "done"


@pytest.mark.spec("ASM-42")
def test_publishing_tells_physicians_and_certifies_who_passed(country: Country) -> None:
    passed, failed = finished(country, 2, failed={1})
    waiting = submitted(country, 1, start=3_100)
    everybody = [passed, failed, *waiting]
    assert not publish(rows(everybody), by=institution(country)).done
    outcome = publish(rows(everybody), by=city(country))
    assert outcome.done == [passed.pk, failed.pk]
    assert outcome.refused == {waiting[0].pk: "该医师现为“待机构审核”，考核完成后才能公布结果。"}
    certificate = Certificate._base_manager.get()
    assert (certificate.enrolment_id, certificate.number) == (passed.pk, "1120260000001")
    assert certificate.issued_by == "示范市卫生健康行政部门"
    assert certificate.document_number == passed.physician.person.document_number
    assert certificate.content["document_masked"] == passed.physician.person.document_masked
    told = Notice.objects.filter(title="医师定期考核结果已公布").values_list("account", flat=True)
    assert set(told) == {each.physician.person.account_id for each in (passed, failed)}
    (again,) = publish(rows([passed]), by=city(country)).refused.values()
    assert again.endswith("公布，无需重复公布。")
    assert Certificate._base_manager.count() == 1


def test_spot_checks_are_drawn_by_a_seed_and_hold_the_publication(country: Country) -> None:
    found = finished(country, 5)
    mine = InstitutionProfile._base_manager.filter(institution__in=[country.hospital, country.next_door])
    with pytest.raises(Refused, match="抽查比例应为 1–100 之间的整数"):
        draw(mine, share=0, by=city(country))
    assert not draw(mine, share=30, by=agency(country)).done
    outcome = draw(mine, share=30, by=city(country))
    here, there = (mine.get(institution=unit).pk for unit in (country.hospital, country.next_door))
    assert (outcome.done, list(outcome.refused)) == ([here], [there])
    record = Draw._base_manager.get()
    checked = sorted(SpotCheck._base_manager.values_list("enrolment", flat=True))
    assert (record.population, len(checked)) == (5, 2)  # 30 of a hundred, rounded up
    assert checked == drawn_from([each.pk for each in found], 30, record.seed)
    held = publish(rows(found), by=city(country))
    assert sorted(held.refused) == checked
    assert set(held.refused.values()) == {"该医师已列入抽查，请先登记抽查情况，再公布结果。"}
    right, wrong = SpotCheck._base_manager.order_by("enrolment")
    only = SpotCheck._base_manager.filter(pk=right.pk)
    assert record_findings(only, is_right=True, by=city(country)).done == [right.pk]
    assert publish(rows(found).filter(pk=right.enrolment_id), by=city(country)).done
    only = SpotCheck._base_manager.filter(pk=wrong.pk)
    for finding, to, why in (
        ("", "institution", "请填写抽查情况，说明结果哪里有误。"),
        ("评定依据不足", "", "请选择由谁重新办理。"),
    ):
        assert record_findings(only, is_right=False, finding=finding, to=to, by=city(country)).refused == {
            wrong.pk: why
        }
    assert record_findings(only, is_right=False, finding="评定依据不足", to="institution", by=city(country)).done
    again = rows(found).select_related("case").get(pk=wrong.enrolment_id)
    assert (again.progress, again.result, again.case and again.case.step) == ("institution", "", "institution")
    assert pass_on(rows([again]), {again.pk: {"work": (True, ""), "ethics": (True, "")}}, by=institution(country)).done
    (why,) = pick(rows([again]), by=city(country)).refused.values()
    assert why == "该医师现为“待考核机构复核”，考核完成后才能抽查。"


def test_a_named_one_is_checked_once_at_a_time(country: Country) -> None:
    found = finished(country)
    assert pick(rows(found), by=city(country)).done
    assert list(pick(rows(found), by=city(country)).refused.values()) == ["该医师已列入抽查，尚未登记抽查情况。"]
    check = SpotCheck._base_manager.all()
    outcome = record_findings(check, is_right=False, finding="成绩录错", to="tests", by=city(country))
    assert outcome.done
    again = rows(found).get()
    assert (again.progress, again.result) == ("done", "passed")  # until the score is corrected
    assert pick(rows(found), by=city(country)).done


PUBLISHED = datetime(2026, 5, 10, 15, 30, tzinfo=CHINA)


@pytest.mark.spec("ASM-36")
def test_re_consideration_is_asked_within_thirty_days_to_the_second(country: Country) -> None:
    (found,) = finished(country, failed={0})
    by = physician_actor(found.physician)
    one = rows([found])
    cycle = Cycle.objects.filter(pk=found.cycle_id)
    cycle.update(ends_on=date(2026, 5, 31))
    (early,) = ask_reconsideration(one, grounds="有误", by=by).refused.values()
    assert early == "考核结果尚未公布，公布后有异议的才能申请复核。"
    publish(one, by=city(country))
    one.update(published_at=PUBLISHED)
    with time_machine.travel(datetime(2026, 6, 10, 0, 0, 0, tzinfo=CHINA), tick=False):
        (late,) = ask_reconsideration(one, grounds="有误", by=by).refused.values()
        assert late == "结果于 2026-05-10 15:30 公布，申请复核的期限为 30 日，已于 2026-06-09 24:00 截止。"
    with time_machine.travel(datetime(2026, 6, 9, 23, 59, 59, tzinfo=CHINA), tick=False):
        with pytest.raises(Refused, match="请填写复核理由"):
            ask_reconsideration(one, grounds=" ", by=by)
        assert not ask_reconsideration(one, grounds="有误", by=institution(country)).done
        assert ask_reconsideration(one, grounds="没有收受回扣", by=by).done == [found.pk]
        assert list(ask_reconsideration(one, grounds="再申请", by=by).refused.values()) == [
            "您已申请复核，请等待答复。"
        ]
        (open_still,) = actions.close_cycles(cycle, by=province_admin(country)).refused.values()
        assert open_still == "还有 1 件复核申请没有答复，请答复后再办理。"
        request = Reconsideration._base_manager.get()
        Reconsideration._base_manager.update(state="declined")
        (open_still,) = actions.close_cycles(cycle, by=province_admin(country)).refused.values()
        assert open_still == "最近公布的结果在 2026-06-09 24:00 以前可以申请复核，请在此后办理。"
    with time_machine.travel(datetime(2026, 6, 10, 0, 0, 0, tzinfo=CHINA), tick=False):
        assert actions.close_cycles(cycle, by=province_admin(country)).done
    assert answer_by(request) == date(2026, 7, 9)
    for moment, overdue in (
        (datetime(2026, 7, 9, 23, 59, 59, tzinfo=CHINA), False),
        (datetime(2026, 7, 10, 0, 0, 0, tzinfo=CHINA), True),
    ):
        with time_machine.travel(moment, tick=False):
            assert is_overdue(request) is overdue


def test_what_is_granted_is_worked_out_anew_and_its_certificate_no_longer_holds(country: Country) -> None:
    passed, failed = finished(country, 2, failed={1})
    publish(rows([passed, failed]), by=city(country))
    for each in (passed, failed):
        assert ask_reconsideration(rows([each]), grounds="请复核", by=physician_actor(each.physician)).done
    asked = {each.enrolment_id: each for each in Reconsideration._base_manager.all()}
    first, second = (Reconsideration._base_manager.filter(pk=asked[each.pk].pk) for each in (passed, failed))
    words: dict[str, Any] = {"is_granted": True, "answer": "评定依据不足", "to": "institution"}
    assert not answer_reconsiderations(second, **words, by=agency(country)).done
    assert answer_reconsiderations(first, is_granted=False, answer="维持", by=city(country)).done
    kept = Certificate._base_manager.get()
    assert kept.withdrawn_at is None
    assert answer_reconsiderations(first | second, **words, by=city(country)).done == [asked[failed.pk].pk]
    failed.refresh_from_db()
    assert (failed.progress, failed.result, failed.published_at) == ("institution", "", None)
    Window.objects.filter(kind=windows.REVIEW.key).update(ends_at=timezone.now())  # results come after the review
    other = rows(submitted(country, 1, start=3_100))
    (shut,) = pass_all(other, by=institution(country)).refused.values()
    assert "报名信息审核" in shut
    assert return_for_changes(rows([failed]), comment="请补充", by=institution(country)).done == [failed.pk]
    assert submit(rows([failed]), by=physician_actor(failed.physician)).done == [failed.pk]
    good = {"work": (True, ""), "ethics": (True, "")}
    assert pass_on(rows([failed]), {failed.pk: good}, by=institution(country)).done
    assert pass_on(rows([failed]), {}, by=agency(country)).done
    failed.refresh_from_db()
    assert failed.progress == "test"  # nobody had entered any, since the result was settled without
    (why,) = ask_reconsideration(
        rows([passed]), grounds="再申请", by=physician_actor(passed.physician)
    ).refused.values()
    assert why == "您已就本次公布的结果申请过复核，答复见下方，不能重复申请。"


def test_a_certificate_is_withdrawn_with_its_result(country: Country) -> None:
    (found,) = finished(country)
    publish(rows([found]), by=city(country))
    ask_reconsideration(rows([found]), grounds="姓名有误", by=physician_actor(found.physician))
    request = Reconsideration._base_manager.all()
    answer_reconsiderations(request, is_granted=True, answer="更正", to="agency", by=city(country))
    withdrawn = Certificate._base_manager.get()
    assert withdrawn.withdrawn_at is not None
    assert withdrawn.withdrawn_why == "复核：更正"
    assert pass_on(rows([found]), {}, by=agency(country)).done
    assert publish(rows([found]), by=city(country)).done
    assert list(Certificate._base_manager.filter(withdrawn_at=None).values_list("number", flat=True)) == [
        "1120260000002"
    ]


def test_consequences_follow_the_order_of_the_law(country: Country) -> None:
    passed, failed = finished(country, 2, failed={1})
    first = date(2026, 5, 15)

    def order(kind: str, starts_on: date, *, found: Enrolment = failed, by: Any = None, **rest: Any) -> str | None:
        outcome = order_consequences(rows([found]), kind=kind, starts_on=starts_on, **rest, by=by or city(country))
        return outcome.refused.get(found.pk) if outcome.refused else None if outcome.done else "nothing"

    not_failed = "只有结果公布为“不合格”的医师才登记处理。"
    assert order("suspended", first, ends_on=date(2026, 8, 14)) == not_failed
    publish(rows([passed, failed]), by=city(country))
    rows([failed]).update(published_at=PUBLISHED)
    assert order("suspended", first, found=passed, ends_on=date(2026, 8, 14)) == not_failed
    assert order("suspended", first, by=institution(country)) == "nothing"
    early = "起始日期早于结果公布日期 2026-05-10，请修改。"
    assert order("suspended", date(2026, 5, 9), ends_on=date(2026, 8, 14)) == early
    span = "暂停执业须为 3 至 6 个月：自 2026-05-15 起，截止日期应在 2026-08-14 至 2026-11-14 之间。"
    for last in (date(2026, 8, 13), date(2026, 11, 15)):
        assert order("suspended", first, ends_on=last) == span
    assert order("reassessed", date(2026, 8, 15), is_passed=True) == "还没有登记“暂停执业并培训”，期满后才再次考核。"
    assert order("suspended", first, ends_on=date(2026, 8, 14)) is None
    assert order("suspended", first, ends_on=date(2026, 11, 14)) == "已登记“暂停执业并培训”，不能重复登记。"
    too_soon = "暂停执业到 2026-08-14 期满，再次考核的日期应在此后。"
    assert order("reassessed", date(2026, 8, 14), is_passed=False) == too_soon
    assert order("deregistered", date(2026, 8, 15)) == "期满再次考核仍不合格的，才注销注册；还没有登记再次考核。"
    assert order("reassessed", date(2026, 8, 15)) == "请选择再次考核的结果。"
    assert order("reassessed", date(2026, 8, 15), is_passed=False) is None
    assert order("deregistered", date(2026, 8, 14)) == "注销日期早于再次考核日期 2026-08-15，请修改。"
    assert order("deregistered", date(2026, 8, 15)) is None
    assert Physician._base_manager.get(pk=failed.physician_id).duty == "ended"
    assert Consequence._base_manager.filter(enrolment=failed).count() == 3
    assert rules.may_confirm(Physician._base_manager.get(pk=failed.physician_id), failed.cycle, None, False, None) == (
        "该医师注册已注销，不参加本周期考核。需要参加的，请先恢复在岗。"
    )


def test_nothing_is_ordered_while_a_re_consideration_waits(country: Country) -> None:
    (found,) = finished(country, failed={0})
    publish(rows([found]), by=province_admin(country))
    ask_reconsideration(rows([found]), grounds="有误", by=physician_actor(found.physician))
    today = timezone.localdate()
    given: dict[str, Any] = {"kind": "suspended", "starts_on": today, "ends_on": today + timedelta(100)}
    (why,) = order_consequences(rows([found]), **given, by=city(country)).refused.values()
    assert why == "该医师已申请复核，请先答复复核申请，再登记处理。"


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 1, 15), 3, date(2026, 4, 14)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 1), 6, date(2027, 5, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)
def test_months_end_on_the_day_before_or_with_a_month_without_such_day(first: date, months: int, last: date) -> None:
    assert end_of_months(first, months) == last
