"""Admission by a rule: sealed and published, run and checked, applied, released or withdrawn (REC-50, REC-51)."""

import json
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from tests.domains.recruitment.fair import Fair, refusal, rows
from tests.engines.test_notices_pages import client_of
from tests.factories.recruitment import move
from xinglin.domains.recruitment import windows
from xinglin.domains.recruitment.actions.admitting import cancel
from xinglin.domains.recruitment.actions.running import (
    apply_runs,
    release_runs,
    start_runs,
    withdraw_runs,
)
from xinglin.domains.recruitment.models import (
    Offer,
    Place,
    Run,
    RunResult,
    Score,
)
from xinglin.domains.recruitment.queries.running import own_results
from xinglin.engines.actions import Refused
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.notices.models import Notice
from xinglin.engines.windows.models import Window, WindowExtension
from xinglin.kit.matching import checker

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REC-50")]


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
    assert cancel(Offer.objects.filter(application=one.applications[1]), by=one.by).done
    page = client_of(one.actors[1]).get(reverse("matching:own")).content.decode()
    assert "统一录取的结果已作废" in page
    assert "您被录取到该志愿" not in page


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


def test_withdrawn_in_public_with_its_offers_and_then_another_is_sealed(one: Fair) -> None:
    run = one.applied()
    assert "请填写作废原因" in refusal(withdraw_runs(rows(run), comment=" ", by=one.by))
    withdraw_runs(rows(run), comment="甲卷成绩录入有误", by=one.by).only()
    assert not Offer.objects.filter(cancelled_at=None).exists()
    assert [p.taken for p in Place.objects.filter(batch=one.batch)] == [0, 0, 0]
    page = Client().get(reverse("matching:published")).content.decode()
    assert "甲卷成绩录入有误" in page
    with time_machine.travel(timezone.now() + timedelta(seconds=1)):
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
