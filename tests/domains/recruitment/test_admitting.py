"""预审核, 基地录取, 取消录取, 发送录取结果 and 调配, at every boundary (REC-20 to REC-22)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.domains.recruitment.desk import Desk, admitted, applicant, passed, preferences, released
from tests.factories.country import Country
from xinglin.domains.recruitment import windows
from xinglin.domains.recruitment.actions.admitting import Admission, admit, cancel, place_all, reassign, release
from xinglin.domains.recruitment.actions.screening import fail_preferences, pass_preferences, take_back_screening
from xinglin.domains.recruitment.enums import Answer, ApplicationState, Method, Screening, Source
from xinglin.domains.recruitment.models import Application, Offer, Place, Preference
from xinglin.domains.recruitment.queries.admitting import offers_visible_to
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Outcome, Refused
from xinglin.engines.notices.models import Notice

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(country: Country) -> Desk:
    return Desk(country)


def taken(place: Place) -> int:
    return Place.objects.get(pk=place.pk).taken


def only_why(outcome: Outcome) -> str:
    assert not outcome.done
    assert not outcome.unchanged
    [why] = outcome.refused.values()
    return why


@pytest.mark.spec("REC-20")
def test_screening_goes_to_and_fro_until_somebody_is_admitted(desk: Desk) -> None:
    [one] = desk.applied(1, desk.place())
    rows, base = preferences([one]), desk.country.base
    assert only_why(take_back_screening(rows, by=base)) == "该志愿还没有预录取，无需取消。"
    assert fail_preferences(rows, comment="学历不符", by=base).done
    assert (rows.get().screening, rows.get().screening_reason) == (Screening.FAILED, "学历不符")
    assert pass_preferences(rows, by=base).done
    assert (rows.get().screening, rows.get().screening_reason) == (Screening.PASSED, "")
    assert pass_preferences(rows, by=base).unchanged == [rows.get().pk]
    assert take_back_screening(rows, by=base).done
    assert rows.get().screening == Screening.WAITING
    assert only_why(admit(rows, by=base)) == "该志愿还没有预录取，请先在“学员志愿预审核”中办理。"
    pass_preferences(rows, by=base)
    assert admit(rows, by=base).done
    for verdict in (take_back_screening(rows, by=base), fail_preferences(rows, comment="补记", by=base)):
        assert only_why(verdict).startswith("该志愿已基地录取，不能更改预审核结果。")
    assert rows.get().screening == Screening.PASSED


@pytest.mark.spec("REC-20")
def test_who_was_not_admitted_provisionally_is_not_admitted_and_a_reason_is_asked_for(desk: Desk) -> None:
    [one] = desk.applied(1, desk.place())
    rows, base = preferences([one]), desk.country.base
    with pytest.raises(Refused, match="请填写不录取原因"):
        fail_preferences(rows, comment="  ", by=base)
    with pytest.raises(Refused, match="有 301 个字，最多 300 个字"):
        fail_preferences(rows, comment="长" * 301, by=base)
    fail_preferences(rows, comment="学历不符", by=base)
    assert only_why(admit(rows, by=base)) == "该志愿预审核结果为“不录取”，不能录取。"


@pytest.mark.spec("REC-20", "REC-21", "PLT-22")
@pytest.mark.parametrize("edge", ["starts", "ends"])
def test_each_window_opens_and_closes_to_the_second(desk: Desk, edge: str) -> None:
    """The first moment is inside, the end outside; the sentence names batch and dates."""
    first, second = desk.applied(2, desk.place(approved=2))
    rows, base = passed(desk, [first]), desk.country.base
    at = timezone.now().replace(microsecond=0) + timedelta(days=2)
    span = (at, at + timedelta(days=2)) if edge == "starts" else (at - timedelta(days=2), at)
    desk.move(windows.ADMISSION, *span)
    desk.move(windows.SCREENING, *span)
    outside, inside = (at - SECOND, at) if edge == "starts" else (at, at - SECOND)
    word = "尚未开始" if edge == "starts" else "结束"
    with time_machine.travel(outside, tick=False):
        for verdict in (admit(rows, by=base), pass_preferences(preferences([second]), by=base)):
            assert only_why(verdict).startswith("招收批次“第 1 批”：2026 年“学员")
            assert word in only_why(verdict)
    with time_machine.travel(inside, tick=False):
        assert pass_preferences(preferences([second]), by=base).done
        assert len(admit(preferences([first, second]), by=base).done) == 2


@pytest.mark.spec("REC-21")
def test_no_more_are_admitted_than_approved_and_a_freed_place_can_be_given_again(desk: Desk) -> None:
    place = desk.place(approved=2)
    applications = desk.applied(3, place)
    rows, base = passed(desk, applications), desk.country.base
    outcome = admit(rows, by=base)
    assert len(outcome.done) == 2
    assert list(outcome.refused.values()) == ["“内科”的 2 个招收计划已全部录取，没有剩余名额。"]
    assert outcome.labels[next(iter(outcome.refused))] == applications[2].person.name
    assert taken(place) == 2
    assert cancel(Offer.objects.filter(application=applications[0]), comment="误点", by=base).done
    assert taken(place) == 1
    assert admit(rows.filter(application=applications[2]), by=base).done
    assert taken(place) == 2


@pytest.mark.spec("REC-21")
def test_of_several_preferences_one_is_admitted_and_others_learn_no_more(desk: Desk) -> None:
    here, there = desk.place(), desk.place(at=desk.country.next_door)
    [one] = desk.applied(1, here, desk.place("0900"), there)
    for rank, base in ((1, desk.country.base), (2, desk.country.base), (3, desk.country.base_next_door)):
        assert pass_preferences(preferences([one], rank), by=base).done
    assert admit(preferences([one], 1), by=desk.country.base).done
    assert only_why(admit(preferences([one], 2), by=desk.country.base)) == "该学员已录取到“内科”，不能重复录取。"
    assert only_why(admit(preferences([one], 3), by=desk.country.base_next_door)) == (
        "该学员在本批次已有录取结果，不能重复录取。"
    )
    assert Offer.objects.count() == 1


@pytest.mark.spec("REC-50")
def test_a_batch_that_admits_by_a_rule_is_not_admitted_to_by_hand(country: Country) -> None:
    desk = Desk(country, method=Method.PARALLEL)
    [one] = desk.applied(1, desk.place())
    assert "按“平行志愿”统一录取" in only_why(admit(passed(desk, [one]), by=country.base))


@pytest.mark.spec("REC-21", "PLT-04")
def test_the_base_next_door_and_other_roles_reach_nothing(desk: Desk) -> None:
    [one] = desk.applied(1, desk.place())
    offers = admitted(desk, [one])
    country = desk.country
    strangers = [country.base_next_door, country.base_far, country.other_reviewer, applicant(one)]
    strangers.append(country.actor(country.hospital, Role.DEPARTMENT_HEAD))
    for by in strangers:
        for outcome in (
            admit(preferences([one]), by=by),
            pass_preferences(preferences([one]), by=by),
            cancel(offers, by=by),
            release(offers, by=by),
        ):
            assert outcome == Outcome()
    [why] = cancel(offers, by=country.reviewer).refused.values()
    assert why == "该结果由培训基地录取，请由基地办理。"


@pytest.mark.spec("REC-14")
def test_a_draft_is_not_there_for_the_base(desk: Desk) -> None:
    [one] = desk.applied(1, desk.place())
    Application.objects.update(state=ApplicationState.DRAFT, submitted_at=None, number=None)
    assert pass_preferences(preferences([one]), by=desk.country.base) == Outcome()


@pytest.mark.spec("REC-21")
def test_more_than_the_limit_are_not_released_at_once(country: Country) -> None:
    desk = Desk(country, release_limit=2)
    offers = admitted(desk, desk.applied(3, desk.place(approved=3)))
    with pytest.raises(Refused, match="一次最多发送 2 人的录取结果，本次选择了 3 人，请分次发送。"):
        release(offers, by=country.base)
    assert not offers.exclude(released_at=None).exists()
    assert not Notice.objects.filter(title="录取结果已发送").exists()
    assert len(release(offers.exclude(pk=offers.latest("pk").pk), by=country.base).done) == 2
    pages = dict(Notice.objects.filter(title="录取结果已发送").values_list("account", "url"))
    applications = Application.objects.filter(person__account__in=pages).values_list("person__account", "pk")
    assert pages == {account: reverse("applications:show", args=[pk]) for account, pk in applications}
    assert len(pages) == 2


@pytest.mark.spec("REC-21")
@pytest.mark.parametrize("hours", [0, 12, 48])
def test_a_released_result_can_be_changed_until_the_batchs_hours_are_over(country: Country, hours: int) -> None:
    desk = Desk(country, release_hours=hours)
    place = desk.place(approved=2)
    offers = released(desk, desk.applied(2, place)).order_by("pk")
    first, second = offers
    at = first.released_at + timedelta(hours=hours)
    if hours:
        with time_machine.travel(at - SECOND, tick=False):
            assert cancel(offers.filter(pk=first.pk), by=country.base).done
            assert taken(place) == 1
    with time_machine.travel(max(at, second.released_at + timedelta(hours=hours)), tick=False):
        assert f"超过 {hours} 小时，不能取消录取。" in only_why(cancel(offers.filter(pk=second.pk), by=country.base))
    assert taken(place) == (1 if hours else 2)


@pytest.mark.spec("REC-21")
def test_a_changed_result_is_another_offer_hidden_until_it_is_released_anew(desk: Desk) -> None:
    [one] = desk.applied(1, desk.place(), desk.place("0900"))
    offers, base = released(desk, [one]), desk.country.base
    pass_preferences(preferences([one], 2), by=base)
    cancel(offers, comment="改录外科", by=base)
    assert Notice.objects.filter(title="录取结果有变更", account=one.person.account).count() == 1
    admit(preferences([one], 2), by=base)
    old, new = Offer.objects.order_by("pk")
    assert (old.cancelled_reason, bool(old.cancelled_at)) == ("改录外科", True)
    assert (new.released_at, new.place.specialty.name) == (None, "外科")
    assert "已于" in only_why(release(Offer.objects.filter(pk=old.pk), by=base))
    assert release(Offer.objects.filter(pk=new.pk), by=base).done
    assert "无需重复发送" in only_why(release(Offer.objects.filter(pk=new.pk), by=base))


@pytest.mark.spec("REC-16", "REC-21")
def test_what_was_answered_is_not_cancelled_and_what_was_declined_is_not_offered_again(desk: Desk) -> None:
    place = desk.place(approved=2)
    first, second = desk.applied(2, place)
    offers, base = released(desk, [first, second]), desk.country.base
    now = timezone.now()
    offers.filter(application=first).update(answer=Answer.ACCEPTED, answered_at=now)
    offers.filter(application=second).update(answer=Answer.DECLINED, answered_at=now)
    assert "接受录取结果，不能取消录取。" in only_why(cancel(offers.filter(application=first), by=base))
    assert only_why(admit(preferences([second]), by=base)) == "该学员已放弃“内科”的录取，不能再次录取到这里。"
    other = Desk(desk.country, number=2)
    again = other.apply(first.person, other.place())
    rows = passed(other, [again])
    assert only_why(admit(rows, by=base)) == "该学员已接受 2026 年其他招收批次的录取，不能再录取。"
    other.batch.is_trial = True
    other.batch.save()
    assert admit(rows, by=base).done


@pytest.mark.spec("REC-21")
def test_the_hours_belong_to_the_release_whatever_becomes_of_the_admission_window(desk: Desk) -> None:
    """To the second: within them the result is changed and sent anew, also when admission has ended meanwhile."""
    medicine, surgery = desk.place(), desk.place("0900")
    one, next_one, late = desk.applied(3, medicine, surgery)
    offers, base = released(desk, [one]), desk.country.base
    rows = passed(desk, [next_one, late])
    for each in (one, next_one, late):
        pass_preferences(preferences([each], 2), by=base)
    start = offers.get().released_at
    over = start + timedelta(hours=12)
    desk.move(windows.ADMISSION, start - timedelta(5), start + timedelta(hours=1))
    desk.move(windows.ACCEPTANCE, start + timedelta(days=1), start + timedelta(days=3))  # between the two is nothing
    with time_machine.travel(over - SECOND, tick=False):
        assert "“学员录取”已于" in only_why(admit(preferences([late], 2), by=base))  # a place that nobody had
        assert cancel(offers, comment="改录外科", by=base).done
        assert admit(preferences([one], 2), by=base).done
        assert admit(rows.filter(application=next_one), by=base).done
        changed = Offer.objects.filter(cancelled_at=None)
        assert len(release(changed, by=base).done) == 2
    with time_machine.travel(over, tick=False):
        assert cancel(changed.filter(application=one), by=base).done  # its own hours have just begun
        mine = Offer.objects.filter(application=one)
        mine.filter(place=surgery).update(released_at=start)  # as if it had been told with the first
        assert "“学员录取”已于" in only_why(admit(preferences([one], 2), by=base))
    end = start + timedelta(days=3)
    again = changed.get()
    Offer.objects.filter(pk=again.pk).update(released_at=None)
    with time_machine.travel(end - timedelta(hours=12), tick=False):
        assert "12 小时后学员才能接受，已来不及，没有发送。" in only_why(release(changed, by=base))
        assert Offer.objects.get(pk=again.pk).released_at is None
    with time_machine.travel(end - timedelta(hours=12) - SECOND, tick=False):
        assert release(changed, by=base).done
    with time_machine.travel(end - SECOND, tick=False):
        assert "超过 12 小时" in only_why(cancel(changed, by=base))


@pytest.mark.spec("REC-22")
def test_places_left_go_to_who_accepts_reassignment_and_holds_nothing(desk: Desk) -> None:
    full, left = desk.place(), desk.place("0700")
    first, second, third = desk.applied(3, full)
    Application.objects.filter(pk=third.pk).update(accepts_reassignment=False)
    rows, base = passed(desk, [first, second, third]), desk.country.base
    admit(rows.filter(application=first), by=base)
    outcome = reassign(rows, place=left.pk, by=base)
    told = {outcome.labels[key]: why for key, why in outcome.refused.items()}
    assert told == {
        first.person.name: "该学员已录取到“内科”，不能重复录取。",
        third.person.name: "该学员不接受专业调剂，不能调配。",
    }
    offer = Offer.objects.get(application=second)
    assert (offer.place, offer.preference, offer.source) == (left, None, Source.REASSIGNED)
    assert taken(left) == 1


@pytest.mark.spec("REC-22", "PLT-04")
def test_a_base_reassigns_to_its_own_places_and_the_organiser_to_any(desk: Desk) -> None:
    country = desk.country
    next_door = desk.place("0700", at=country.next_door)
    rows = passed(desk, desk.applied(1, desk.place()))
    with pytest.raises(Refused, match="没有找到要调配到的专业名额"):
        reassign(rows, place=next_door.pk, by=country.base)
    city = country.actor(country.city, Role.CITY_ADMIN)
    assert only_why(reassign(rows, place=next_door.pk, by=city)) == "该批次由“北京市”组织，只有组织单位可以办理。"
    admit(rows, by=country.base)
    assert not offers_visible_to(country.reviewer)  # what a base admits it releases and cancels itself
    assert cancel(Offer.objects.all(), by=country.base).done
    Offer.objects.all().delete()
    assert reassign(rows, place=next_door.pk, by=country.reviewer).done
    assert offers_visible_to(country.reviewer)
    offers = Offer.objects.all()
    assert offers.get().institution == country.next_door
    assert release(offers, by=country.base_next_door).done
    assert cancel(offers, by=country.reviewer).done


@pytest.mark.spec("REC-22")
def test_places_left_are_given_out_while_others_still_answer(desk: Desk) -> None:
    now = timezone.now()
    rows = passed(desk, desk.applied(2, desk.place()))
    first, second = rows.order_by("pk")
    left = desk.place("0700", approved=2)
    desk.move(windows.ADMISSION, now - timedelta(5), now - timedelta(1))
    base = desk.country.base
    assert "结束" in only_why(admit(rows.filter(pk=first.pk), by=base))
    assert reassign(rows.filter(pk=first.pk), place=left.pk, by=base).done
    assert release(Offer.objects.all(), by=base).done
    desk.move(windows.ACCEPTANCE, now - timedelta(5), now - timedelta(1))
    assert "“学员录取”已于" in only_why(reassign(rows.filter(pk=second.pk), place=left.pk, by=base))


@pytest.mark.spec("REC-50")
def test_results_of_a_run_respect_who_holds_what(desk: Desk) -> None:
    place = desk.place(approved=2)
    first, second, third = desk.applied(3, place)
    admitted(desk, [first])
    wished = {p.application_id: p.pk for p in Preference.objects.all()}
    asked = [Admission(a.pk, place.pk, wished[a.pk], Source.PARALLEL) for a in (first, second, third)]
    outcome = place_all(asked, by=desk.country.reviewer)
    assert outcome.done == [1]
    assert outcome.refused == {
        0: "该学员已录取到“内科”，不能重复录取。",
        2: "“内科”的 2 个招收计划已全部录取，没有剩余名额。",
    }
    assert taken(place) == 2
