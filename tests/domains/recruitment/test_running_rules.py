"""Whom a run admits: ties, orders by hand, reserves, couples, other numbers (REC-50, REC-51)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.domains.recruitment.fair import WISHES, Fair, fair, refusal, rows
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.factories.recruitment import administrator
from xinglin.domains.recruitment.actions.admitting import cancel
from xinglin.domains.recruitment.actions.running import (
    NewRun,
    apply_runs,
    save_reserves,
    seal_runs,
    start_runs,
    withdraw_runs,
)
from xinglin.domains.recruitment.models import (
    Application,
    Batch,
    Couple,
    JointPreference,
    Offer,
    Place,
    Preference,
    Run,
    RunResult,
    Score,
)
from xinglin.domains.recruitment.queries.market import inputs_of
from xinglin.domains.recruitment.queries.running import compared, result_file, runs_visible_to
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.jobs.models import JobRun
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.notices.models import Notice
from xinglin.kit.matching import checker

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REC-50")]


def test_equal_scores_go_by_the_parts_and_then_by_lot(one: Fair) -> None:
    Score.objects.update(points=75)
    winners = set()
    for number in range(6):
        run = one.done()
        winners.add(one.placed(run).index(one.here))
        assert checker.check(result_file(run)) == []
        Run.objects.filter(pk=run.pk).update(  # as if sealed at another moment
            state="withdrawn", sealed_at=run.sealed_at - timedelta(hours=number + 1)
        )
        one.batch.name = f"第 {number} 次"
        one.batch.save()
    assert len(winners) > 1


def test_an_order_by_hand_goes_before_scores(one: Fair) -> None:
    Preference.objects.filter(application=one.applications[3], place=one.here).update(base_rank=1)
    run = one.done()
    assert one.placed(run)[3] == one.here
    told = RunResult.objects.get(run=run, application=one.applications[3]).reasons[0]
    assert told["why"].startswith("按培训基地的排序，您在报考该专业的学员中排第 1 名")


def test_who_did_not_pass_is_not_ranked_and_reads_why(one: Fair) -> None:
    Score.objects.filter(application=one.applications[1]).update(points=59.5)
    Score.objects.filter(application=one.applications[2]).delete()
    failed = Preference.objects.filter(application=one.applications[0], place=one.here)
    failed.update(screening="failed", screening_reason="材料不符")
    run = one.done()
    assert one.placed(run) == [one.door, None, None, one.here, one.other]
    why = {a: RunResult.objects.get(run=run, application=one.applications[a]).reasons[0]["why"] for a in range(3)}
    assert why == {
        0: "预审核结果为“不录取”，该志愿不参加排序。",
        1: "“笔试”59.50 分，低于合格线 60.00 分，该志愿不参加排序。",
        2: "成绩不全，缺“笔试”，该志愿不参加排序。",
    }


def test_parallel_preferences_go_by_one_score_whatever_a_base_says(country: Country) -> None:
    found = fair(country, WISHES, method="parallel")
    found.score(80, 90, 85, 70, 65)
    Preference.objects.filter(application=found.applications[3], place=found.here).update(base_rank=1)
    Score.objects.create(
        application=found.applications[3],
        part=found.part,
        institution=country.hospital,
        province=country.province,
        points=99,
    )
    run = found.applied()
    assert found.placed(run) == [None, found.here, found.door, found.other, None]
    assert set(Offer.objects.values_list("source", flat=True)) == {"parallel"}
    assert checker.check(result_file(run)) == []


def test_a_reserved_place_is_kept_for_its_category(one: Fair) -> None:
    Application.objects.filter(pk=one.applications[3].pk).update(category="ENTRUST")
    mine = Place.objects.filter(pk=one.here.pk)
    save_reserves(mine, {one.here.pk: {"ENTRUST": 1, "SOCIAL": 0}}, by=one.by).only()
    run = one.done()
    assert one.placed(run)[3] == one.here
    assert "其中预留名额 1 人" in RunResult.objects.get(run=run, application=one.applications[1]).reasons[0]["why"]
    assert "不能再改预留名额" in refusal(save_reserves(mine, {one.here.pk: {}}, by=one.by))
    withdraw_runs(rows(run), comment="预留有误", by=one.by).only()
    assert "超过招收计划数 1 人" in refusal(save_reserves(mine, {one.here.pk: {"SOCIAL": 2}}, by=one.by))
    assert save_reserves(mine, {one.here.pk: {"SOCIAL": 0}}, by=one.by).done == [one.here.pk]
    assert save_reserves(mine, {one.here.pk: {}}, by=one.by).unchanged == [one.here.pk]


def joined(one: Fair, first: int, second: int, *pairs: tuple[Place | None, Place | None], agreed: bool = True) -> None:
    couple = Couple.objects.create(
        batch=one.batch,
        first=one.applications[first],
        second=one.applications[second],
        agreed_at=timezone.now() if agreed else None,
    )
    JointPreference.objects.bulk_create(
        JointPreference(couple=couple, rank=rank, first_place=mine, second_place=theirs)
        for rank, (mine, theirs) in enumerate(pairs, start=1)
    )


def test_a_couple_goes_together_or_not_at_all_and_both_read_why(one: Fair) -> None:
    joined(one, 1, 3, (one.here, one.door), (None, one.door), (one.here, one.other))
    run = one.applied()
    assert one.placed(run) == [None, one.here, one.door, one.other, None]
    told = RunResult.objects.get(run=run, application=one.applications[3])
    assert told.rank == 3
    assert told.reasons[0]["title"] == f"本人：邻院 {one.door.specialty.name}；对方：示范医院 {one.here.specialty.name}"
    assert (
        told.reasons[0]["why"]
        == f"“邻院 {one.door.specialty.name}”的计划已由排在前面的学员录满，两人不能同时录取到该组。"
    )
    assert told.reasons[1]["why"].endswith("已由排在前面的学员录满，不能录取到该组。")
    assert told.reasons[2]["why"] == "两人按该组联合志愿录取。"


def test_a_couple_that_did_not_agree_goes_alone(one: Fair) -> None:
    joined(one, 1, 3, (one.door, one.door), agreed=False)
    assert one.placed(one.done()) == [None, one.here, one.door, one.other, None]


def test_where_couples_leave_no_stable_result_none_is_given(country: Country) -> None:
    found = fair(country, {0: ["here"], 1: ["door"], 2: ["here", "door"]})
    found.score(90, 70, 80)
    joined(found, 0, 1, (found.here, found.door))
    run = found.done()
    assert (run.state, RunResult.objects.count()) == ("failed", 0)
    assert run.failure.startswith("有联合志愿时不一定存在稳定的结果")
    assert Notice.objects.filter(account_id=found.by.account_id, title__endswith="没有完成").exists()


def test_who_holds_a_place_or_accepted_elsewhere_takes_no_part(one: Fair) -> None:
    run = one.released()
    offer = Offer.objects.get(application=one.applications[1])
    cancel(Offer.objects.filter(application=one.applications[2]), comment="更改", by=one.by).only()
    inputs = inputs_of(one.batch, sealed_at="")
    assert [p["number"] for p in inputs["applicants"]] == [one.applications[n].number for n in (0, 2, 4)]
    assert {p["key"]: p["quota"] for p in inputs["places"]} == {one.here.pk: 0, one.other.pk: 0, one.door.pk: 1}
    assert (offer.answer, run.state) == ("", "applied")


@pytest.mark.spec("REC-51")
def test_dry_runs_admit_nobody_and_show_what_another_quota_changes(one: Fair) -> None:
    before = one.done(is_dry=True)
    after = one.done(is_dry=True, quotas={one.here.pk: 2}, note="内科扩招 1 人")
    assert one.placed(after) == [one.here, one.here, one.door, one.other, None]
    found = compared(before, after)
    assert [(c.number, c.before, c.after, c.is_gain) for c in found.changes] == [
        (one.applications[0].number, None, one.here, True)
    ]
    assert (found.gained, found.lost) == (1, 0)
    assert found.by_base == [("示范医院", 2, 3)]
    assert "试运行只供比较" in refusal(apply_runs(rows(after), by=one.by))
    assert Offer.objects.count() == 0
    page = client_of(one.by).get(reverse("matching:compare", args=[after.pk]), {"with": before.pk}).content.decode()
    assert one.applications[0].number in page
    back = compared(after, before)
    assert (back.gained, back.lost) == (0, 1)


@pytest.mark.spec("REC-51")
def test_only_a_dry_run_supposes_other_numbers_and_only_of_the_batch(one: Fair) -> None:
    with pytest.raises(Refused, match="不能调整计划数"):
        one.sealed(quotas={one.here.pk: 2})
    with pytest.raises(Refused, match="不在该批次"):
        one.sealed(is_dry=True, quotas={one.here.pk + 999: 2})
    with pytest.raises(Refused, match="0–999"):
        one.sealed(is_dry=True, quotas={one.here.pk: -1})
    wrong = f"{reverse('matching:new')}?batch={one.batch.pk}&institution={one.here.institution_id}"
    page = client_of(one.by).post(wrong, {"kind": "dry", f"quota_{one.here.pk}": "-1", "note": "少招"})
    assert page.status_code == 422
    assert "请填写 0–999 的整数。" in page.content.decode()
    assert 'value="少招"' in page.content.decode()
    assert Run.objects.count() == 0


def test_only_who_organises_the_batch_runs_it(one: Fair) -> None:
    run = one.done()
    country = one.country
    for by in (country.reviewer, administrator(country, country.other_province), country.base, one.actors[0]):
        with pytest.raises(Refused, match="没有找到"):
            seal_runs(Batch.objects.filter(pk=one.batch.pk), new=NewRun(), by=by)
        assert apply_runs(rows(run), by=by).done == []
    assert runs_visible_to(country.reviewer).count() == 1
    assert not runs_visible_to(country.other_reviewer).exists()
    assert Offer.objects.count() == 0


def test_a_city_runs_its_own_batch_and_the_province_looks_on(country: Country) -> None:
    found = fair(country, {0: ["here"]}, owner_id=country.city.pk)
    found.score(80)
    city = country.actor(country.city, Role.CITY_ADMIN)
    with pytest.raises(Refused, match="没有找到"):
        found.sealed()
    outcome = seal_runs(Batch.objects.filter(pk=found.batch.pk), new=NewRun(), by=city)
    run_pending()
    assert [run.pk for run in runs_visible_to(city)] == list(outcome.records.values())
    assert runs_visible_to(country.reviewer).count() == 1


def test_the_job_says_how_far_it_is_and_that_it_is_over(one: Fair) -> None:
    run = one.sealed()
    start_runs(rows(run), by=one.by).only()
    job = JobRun.objects.get()
    assert (job.state, job.total, job.account_id) == ("waiting", 4, one.by.account_id)
    run_pending()
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 4)
    assert Notice.objects.filter(account_id=one.by.account_id, title__endswith="已完成").exists()
