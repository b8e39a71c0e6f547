"""Admission by a rule: sealed and published, run and checked, applied, released or withdrawn (REC-50, REC-51)."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.factories.recruitment import administrator, applicant, at_stage, batch, move, parts, places, submitted
from xinglin.domains.recruitment import windows
from xinglin.domains.recruitment.actions.admitting import cancel
from xinglin.domains.recruitment.actions.running import (
    NewRun,
    apply_runs,
    release_runs,
    save_reserves,
    seal_runs,
    start_runs,
    withdraw_runs,
)
from xinglin.domains.recruitment.actions.screening import pass_preferences
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
    ScorePart,
)
from xinglin.domains.recruitment.queries.market import inputs_of
from xinglin.domains.recruitment.queries.running import compared, own_results, result_file, runs_visible_to
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.jobs.models import JobRun
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.notices.models import Notice
from xinglin.engines.windows.models import Window, WindowExtension
from xinglin.kit.matching import checker

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REC-50")]
ONE_PART = [{"title": "笔试", "kind": "points", "least": 0, "most": 100, "passing": 60, "weight": 100}]


@dataclass
class Fair:
    """A batch in its admission window: 内科 and 全科 here, 内科 next door, one place each; applicants with scores."""

    country: Country
    batch: Batch
    part: ScorePart
    here: Place
    other: Place
    door: Place
    applications: list[Application] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)

    @property
    def by(self) -> Actor:
        return administrator(self.country)

    def score(self, *points: float) -> None:
        """The province's examination, an applicant after the other."""
        rows = zip(self.applications, points, strict=True)
        Score.objects.bulk_create(
            Score(application=a, part=self.part, province=self.country.province, points=p) for a, p in rows
        )

    def sealed(self, **new: Any) -> Run:
        rows = Batch.objects.filter(pk=self.batch.pk)
        outcome = seal_runs(rows, new=NewRun(**{"is_dry": False, **new}), by=self.by)
        return Run.objects.get(pk=outcome.records[self.batch.pk])

    def done(self, **new: Any) -> Run:
        """Sealed and run."""
        run = self.sealed(**new)
        if not run.is_dry:
            start_runs(rows(run), by=self.by).only()
        run_pending()
        run.refresh_from_db()
        return run

    def applied(self, **new: Any) -> Run:
        run = self.done(**new)
        apply_runs(rows(run), by=self.by).only()
        return run

    def released(self, **new: Any) -> Run:
        run = self.applied(**new)
        release_runs(rows(run), by=self.by).only()
        run.refresh_from_db()
        return run

    def placed(self, run: Run) -> list[Place | None]:
        """Where each applicant ends, in their order."""
        found = dict(RunResult.objects.filter(run=run).values_list("application", "place"))
        known = {place.pk: place for place in (self.here, self.other, self.door)}
        return [known.get(found[a.pk]) for a in self.applications]


def rows(run: Run) -> Any:
    return Run.objects.filter(pk=run.pk)


def fair(country: Country, wishes: Mapping[int, Sequence[str]], **columns: Any) -> Fair:
    """`wishes`: applicant → names of Fair's places, best first; all passed the pre-screening."""
    settings = {"method": "matching", "preferences": 3, "several_specialties": True, **columns}
    made = batch(country, **settings)
    (part,) = parts(country, made, ONE_PART)
    here, other = places(country, made, {"0100": 1, "0700": 1})
    (door,) = places(country, made, {"0100": 1}, base=country.next_door)
    found = Fair(country, made, part, here, other, door)
    for index, names in wishes.items():
        person, actor = applicant(600 + index)
        found.applications.append(submitted(made, [getattr(found, name) for name in names], person=person))
        found.actors.append(actor)
    for unit in (country.hospital, country.next_door):
        mine = Preference.objects.filter(batch=made, institution=unit)
        assert not pass_preferences(mine, by=country.actor(unit, Role.BASE_ADMIN)).refused
    at_stage(country, made, windows.ADMISSION)
    return found


WISHES = {0: ["here", "door"], 1: ["here", "other"], 2: ["door", "here"], 3: ["here", "door", "other"], 4: ["other"]}


@pytest.fixture
def one(country: Country) -> Fair:
    found = fair(country, WISHES)
    found.score(80, 90, 85, 70, 65)
    return found


def test_the_best_get_their_best_and_each_is_told_why(one: Fair) -> None:
    run = one.done(shows_last=True)
    assert (run.state, run.failure) == ("done", "")
    # 1 takes 内科 here, 2 内科 next door; 0 and 3 are pushed on, 3 takes 全科 from 4.
    assert one.placed(run) == [None, one.here, one.door, one.other, None]
    told = RunResult.objects.get(run=run, application=one.applications[0])
    assert [(each["answer"], each["why"]) for each in told.reasons] == [
        (
            "full",
            "您总成绩 80 分，在报考该专业的学员中排第 3 名；计划 1 人已由排在您前面的学员录满，"
            "最后一名录取学员的总成绩为 90 分。",
        ),
        (
            "full",
            "您总成绩 80 分，在报考该专业的学员中排第 2 名；计划 1 人已由排在您前面的学员录满，"
            "最后一名录取学员的总成绩为 85 分。",
        ),
    ]
    best = RunResult.objects.get(run=run, application=one.applications[1])
    assert (best.rank, best.reasons[1]["why"]) == (1, "您已被第 1 志愿录取，不再考虑该志愿。")
    assert run.summary["admitted"] == 3


def test_without_the_provinces_word_no_score_of_another_is_told(one: Fair) -> None:
    run = one.done()
    told = [each["why"] for result in RunResult.objects.filter(run=run) for each in result.reasons]
    assert not [why for why in told if "最后一名" in why]


def test_the_digest_is_public_before_the_run_and_whoever_has_the_file_can_confirm_all(one: Fair, tmp_path: Any) -> None:
    run = one.sealed()
    assert (run.state, RunResult.objects.count()) == ("sealed", 0)
    page = Client().get(reverse("matching:published")).content.decode()
    assert run.digest in page
    assert one.batch.name in page
    assert client_of(one.by).get(reverse("matching:file", args=[run.pk])).status_code == 404  # nothing to confirm yet
    start_runs(rows(run), by=one.by).only()
    run_pending()
    answer = client_of(one.by).get(reverse("matching:file", args=[run.pk]))
    path = tmp_path / "run.json"
    path.write_bytes(b"".join(answer) if answer.streaming else answer.content)
    file = json.loads(path.read_text("utf-8"))
    assert file["digest"] == run.digest
    assert {person["number"] for person in file["inputs"]["applicants"]} == {a.number for a in one.applications}
    for name in [a.person.name for a in one.applications]:
        assert name not in path.read_text("utf-8")
    done = subprocess.run([sys.executable, "-I", checker.__file__, path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    call_command("check_run", str(path))
    file["result"][one.applications[0].number] = one.here.pk
    path.write_text(json.dumps(file), "utf-8")
    with pytest.raises(CommandError, match="超过计划"):
        call_command("check_run", str(path))


def test_what_changes_after_the_seal_changes_nothing(one: Fair) -> None:
    run = one.sealed()
    Score.objects.filter(application=one.applications[0]).update(points=100)
    start_runs(rows(run), by=one.by).only()
    run_pending()
    assert one.placed(run) == [None, one.here, one.door, one.other, None]


def test_an_altered_seal_is_not_run(one: Fair) -> None:
    run = one.sealed()
    run.inputs = run.inputs.replace('"quota":1', '"quota":2')
    run.save(update_fields=["inputs"])
    start_runs(rows(run), by=one.by).only()
    run_pending()
    run.refresh_from_db()
    assert (run.state, RunResult.objects.count()) == ("failed", 0)
    assert run.failure.startswith("保存的输入与公布的摘要不一致")


def test_results_become_offers_all_at_once_and_are_seen_when_released(one: Fair) -> None:
    run = one.applied()
    offers = Offer.objects.order_by("application")
    assert [(o.application, o.place, o.source, o.released_at) for o in offers] == [
        (one.applications[1], one.here, "matching", None),
        (one.applications[2], one.door, "matching", None),
        (one.applications[3], one.other, "matching", None),
    ]
    assert all(offer.preference.place_id == offer.place_id for offer in offers)
    assert [p.taken for p in Place.objects.filter(batch=one.batch)] == [1, 1, 1]
    assert not own_results(one.actors[0]).exists()
    notices = Notice.objects.count()
    release_runs(rows(run), by=one.by).only()
    assert Offer.objects.filter(released_at=None).count() == 0
    assert Notice.objects.count() == notices + 5
    assert own_results(one.actors[0]).get().application == one.applications[0]
    page = client_of(one.actors[0]).get(reverse("matching:own")).content.decode()
    assert "在报考该专业的学员中排第 3 名" in page
    for other in one.applications[1:]:
        assert other.person.name not in page
        assert other.number not in page


def test_a_real_run_is_made_once_in_its_order(one: Fair) -> None:
    run = one.sealed()
    with pytest.raises(Refused, match="如需重新公布，请先作废"):
        one.sealed()
    assert "完成并通过核验后才能" in refusal(apply_runs(rows(run), by=one.by))
    start_runs(rows(run), by=one.by).only()
    assert "不能再次运行" in refusal(start_runs(rows(run), by=one.by))
    run_pending()
    assert "还没有生成录取结果" in refusal(release_runs(rows(run), by=one.by))
    apply_runs(rows(run), by=one.by).only()
    assert "生成。" in refusal(apply_runs(rows(run), by=one.by))
    release_runs(rows(run), by=one.by).only()
    assert "已于" in refusal(release_runs(rows(run), by=one.by))
    assert "不能作废" in refusal(withdraw_runs(rows(run), comment="成绩有误", by=one.by))
    assert Offer.objects.count() == 3


def refusal(outcome: Any) -> str:
    assert not outcome.done
    (why,) = outcome.refused.values()
    return str(why)


def test_withdrawn_in_public_with_its_offers_and_then_another_is_sealed(one: Fair) -> None:
    run = one.applied()
    assert "请填写作废原因" in refusal(withdraw_runs(rows(run), comment=" ", by=one.by))
    withdraw_runs(rows(run), comment="甲卷成绩录入有误", by=one.by).only()
    assert not Offer.objects.filter(cancelled_at=None).exists()
    assert [p.taken for p in Place.objects.filter(batch=one.batch)] == [0, 0, 0]
    page = Client().get(reverse("matching:published")).content.decode()
    assert "甲卷成绩录入有误" in page
    assert one.applied().digest != run.digest  # another moment, another lot


def test_nothing_is_applied_when_one_cannot_be(one: Fair) -> None:
    run = one.done()
    Place.objects.filter(pk=one.door.pk).update(approved=0)
    with pytest.raises(Refused, match="有 1 名学员不能按结果录取，没有生成任何录取"):
        apply_runs(rows(run), by=one.by)
    run.refresh_from_db()
    assert (run.state, Offer.objects.count()) == ("done", 0)


def test_not_while_bases_still_screen_and_not_outside_the_admission_window(one: Fair) -> None:
    now = timezone.now()
    move(one.country, one.batch, windows.SCREENING, now - timedelta(1), now + timedelta(1))
    with pytest.raises(Refused, match="学员志愿预审核"):
        one.sealed()
    move(one.country, one.batch, windows.SCREENING, now - timedelta(2), now - timedelta(1))
    window = Window.objects.get(kind=windows.SCREENING.key, batch=one.batch.number)
    longer = WindowExtension.objects.create(window=window, unit=one.country.next_door, ends_at=now + timedelta(3))
    with pytest.raises(Refused, match=f"{localtime(now + timedelta(3)):%Y-%m-%d}.* 才结束"):
        one.sealed()
    longer.delete()
    move(one.country, one.batch, windows.ADMISSION, now + timedelta(1), now + timedelta(2))
    with pytest.raises(Refused, match="尚未开始"):
        one.sealed()
    assert one.done(is_dry=True).state == "done"
    assert Run.objects.filter(is_dry=False).count() == 0


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
    joined(one, 1, 3, (one.here, one.door), (one.here, one.other))
    run = one.applied()
    assert one.placed(run) == [None, one.here, one.door, one.other, None]
    told = RunResult.objects.get(run=run, application=one.applications[3])
    assert told.rank == 2
    assert told.reasons[0]["title"] == f"本人：邻院 {one.door.specialty.name}；对方：示范医院 {one.here.specialty.name}"
    assert (
        told.reasons[0]["why"]
        == f"“邻院 {one.door.specialty.name}”的计划已由排在前面的学员录满，两人不能同时录取到该组。"
    )
    assert told.reasons[1]["why"] == "两人按该组联合志愿录取。"


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
