"""Offline results, what looks like ranks, rankings, an order by hand, 公示 (REC-24)."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domains.recruitment.desk import Desk, preferences
from tests.engines.sheets.files import xlsx
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from xinglin.domains.recruitment import windows
from xinglin.domains.recruitment.actions.scoring import announce, rank_by_hand, save_scores, withdraw_announcements
from xinglin.domains.recruitment.models import Announcement, Application, Batch, Place, Preference, Score, ScorePart
from xinglin.domains.recruitment.queries.scoring import part_key, rankings
from xinglin.domains.recruitment.rules.scoring import looks_like_ranks, why_ranks
from xinglin.domains.reference.public import arranged_days
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Outcome, Refused
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.sheets.models import ImportRun, RunState
from xinglin.kit.calendar import CHINA

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(country: Country) -> Desk:
    """A batch with theory (100, 60 to pass, weight 60), interview (50, weight 40) and a physical examination."""
    desk = Desk(country)
    facts = ({"title": "理论", "passing": 60, "weight": 60}, {"title": "面试", "most": 50, "weight": 40})
    for order, fact in enumerate((*facts, {"title": "体检", "kind": "pass"}), start=1):
        ScorePart.objects.create(batch=desk.batch, order=order, **fact)
    return desk


def row(desk: Desk, application: Application, *values: Any) -> dict[str, Any]:
    keys = [part_key(part) for part in desk.batch.score_parts.all()]
    return {"number": application.number, **dict(zip(keys, values, strict=False))}


def save(desk: Desk, rows: list[dict[str, Any]], by: Actor | None = None) -> Outcome:
    return save_scores(rows, about=desk.batch.pk, by=by or desk.country.base)


def ranked(desk: Desk) -> list[tuple[str, int | None, str]]:
    [group] = rankings([desk.batch], desk.country.hospital.pk)[desk.batch.pk]
    return [(row.name, row.rank, row.why) for row in group.rows]


@pytest.mark.spec("REC-24")
@settings(deadline=None)  # it counts, whatever the machine is busy with
@given(st.integers(3, 200).flatmap(lambda n: st.permutations(range(1, n + 1))))
def test_any_permutation_of_ranks_is_known_as_ranks(values: list[int]) -> None:
    numbers = [Decimal(value) for value in values]
    assert looks_like_ranks(numbers)
    assert "不像得分" in (why_ranks({"理论": {"内科": numbers}}) or "")
    assert not looks_like_ranks([number + 1 for number in numbers])
    assert not looks_like_ranks([number * 2 for number in numbers])


@pytest.mark.spec("REC-24")
@given(st.lists(st.decimals(20, 100, places=1), min_size=3, max_size=40))
def test_scores_are_not_taken_for_ranks(values: list[Decimal]) -> None:
    """Nobody who is best has 1, so whatever begins above it is a score."""
    assert not looks_like_ranks(values)


@pytest.mark.spec("REC-24")
def test_shared_ranks_and_ranks_within_a_specialty_are_known_too() -> None:
    assert looks_like_ranks([Decimal(each) for each in (1, 2, 2, 4, 5)])
    assert looks_like_ranks([Decimal(each) for each in (1, 2, 2, 3)])
    assert not looks_like_ranks([Decimal(each) for each in (1, 2, 2, 3, 5)])
    assert not looks_like_ranks([Decimal(each) for each in (1, 2, 3, 3, 2, 3)])  # points out of three
    assert not looks_like_ranks([Decimal(1), Decimal(2)])
    groups = {"内科": [Decimal(each) for each in (3, 1, 2)], "外科": [Decimal(each) for each in (2, 1, 3, 4)]}
    assert (why_ranks({"面试": groups}) or "").startswith("“面试”一列（内科）的 3 个数正好是 1 到 3 的名次")


@pytest.mark.spec("REC-24")
def test_ranks_are_by_total_with_ties_and_who_failed_has_none(desk: Desk) -> None:
    first, second, third, fourth, fifth = applications = desk.applied(5, desk.place(approved=2))
    save(desk, [row(desk, first, Decimal(80), Decimal(40), True), row(desk, second, Decimal(70), Decimal(50), True)])
    save(desk, [row(desk, third, Decimal(90), Decimal(25), True), row(desk, fourth, Decimal(59), Decimal(50), True)])
    save(desk, [row(desk, fifth, Decimal(99), Decimal(50), False)])
    # 80·0.6+40·0.4 = 64 · 70·0.6+50·0.4 = 62 · 90·0.6+25·0.4 = 64
    named = {application: application.person.name for application in applications}
    assert ranked(desk) == [
        (named[first], 1, ""),
        (named[third], 1, ""),
        (named[second], 3, ""),
        (named[fifth], None, "“体检”不合格"),
        (named[fourth], None, "“理论”59.00 分，低于合格线 60.00 分"),
    ]


@pytest.mark.spec("REC-24")
def test_a_base_goes_by_its_own_examination_and_else_by_the_organisers(desk: Desk) -> None:
    [one] = desk.applied(1, desk.place())
    save(desk, [row(desk, one, Decimal(70), Decimal(30), True)], by=desk.country.reviewer)
    assert [group.rows[0].total for group in rankings([desk.batch], None)[desk.batch.pk]] == [Decimal(54)]
    save(desk, [row(desk, one, Decimal(90))])
    [group] = rankings([desk.batch], desk.country.hospital.pk)[desk.batch.pk]
    assert (group.rows[0].total, group.rows[0].marks) == (Decimal(66), ["90", "30", "合格"])
    assert save(desk, [row(desk, one, Decimal(90))]).unchanged == [0]


@pytest.mark.spec("REC-24", "PLT-04")
def test_results_are_written_for_ones_own_applicants_in_time(desk: Desk) -> None:
    country = desk.country
    [one] = desk.applied(1, desk.place())
    [other] = desk.applied(1, desk.place(at=country.next_door))
    told = save(desk, [row(desk, one, Decimal(70)), row(desk, other, Decimal(80))])
    assert (told.done, told.refused) == ([0], {1: "本批次没有这个学员编号，或该学员没有填报本基地，请核对学员编号。"})
    for by in (country.base_far, country.other_reviewer, country.actor(country.city, Role.CITY_ADMIN)):
        with pytest.raises(Refused, match="没有找到该招收批次的考核"):
            save(desk, [row(desk, one, Decimal(1))], by=by)
    past = timezone.now() - timedelta(days=1)
    desk.move(windows.SCREENING, past - timedelta(days=5), past)
    assert save(desk, [row(desk, one, Decimal(71))]).done
    desk.move(windows.ADMISSION, past - timedelta(days=5), past)
    with pytest.raises(Refused, match="“学员录取”已于"):
        save(desk, [row(desk, one, Decimal(72))])
    assert Score.objects.get().points == Decimal(71)


@pytest.mark.spec("REC-24", "PLT-40")
def test_a_sheet_has_the_parts_as_columns_and_says_what_is_wrong(desk: Desk, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    first, second, third = desk.applied(3, desk.place(approved=3))
    client = client_of(desk.country.base)
    headings = ["学员编号", "姓名", "理论", "面试", "体检"]

    def imported(*lines: list[Any]) -> ImportRun:
        with xlsx(tmp_path, *lines, headings=headings).open("rb") as file:
            client.post(f"/sheets/recruitment-scores/import?about={desk.batch.pk}", {"file": file})
        run_pending()
        return ImportRun.objects.latest("pk")

    good = [first.number, first.person.name, 86.5, 41, "合格"]
    run = imported(
        good, [second.number, third.person.name, 80, 40, "合格"], [third.number, third.person.name, 101, 40, ""]
    )
    assert (run.state, run.imported, run.refused) == (RunState.DONE, 1, 2)
    assert set(run.lines.values_list("message", flat=True)) == {
        "与该学员编号报名的姓名不一致，请核对，以免成绩错位。",
        "理论应在 0–100 之间，现为 101",
    }
    assert sorted(Score.objects.values_list("points", "passed"), key=str) == [
        (Decimal("41.00"), None),
        (Decimal("86.50"), None),
        (None, True),
    ]
    assert imported(good).unchanged == 1
    run = imported(*([each.number, each.person.name, n, "", ""] for n, each in ((2, first), (1, second), (3, third))))
    assert run.state == RunState.FAILED
    assert "“理论”一列的 3 个数正好是 1 到 3 的名次" in run.outcome
    assert Score.objects.get(part__title="理论").points == Decimal("86.5")


@pytest.mark.spec("REC-24", "REC-50")
def test_an_order_by_hand_is_kept_moved_and_cleared(desk: Desk) -> None:
    place = desk.place(approved=3)
    first, second, third = (row.pk for row in preferences(desk.applied(3, place)).order_by("pk"))
    client, at = client_of(desk.country.base), reverse("admission:ranking", args=[desk.batch.pk])

    def order(do: str, *keys: int) -> list[int]:
        answer = client.post(at, {"do": do, "place": place.pk, "order": keys})
        assert answer.status_code == 302
        rows = Preference.objects.filter(base_rank__isnull=False).order_by("base_rank")
        return list(rows.values_list("pk", flat=True))

    assert order("rank", third, first, second) == [third, first, second]
    assert order("rank", second, third, first) == [second, third, first]
    assert order(f"down:{second}", second, third, first) == [third, second, first]
    assert order(f"up:{third}", third, second, first) == [third, second, first]
    assert order("unrank") == []
    theirs = preferences(desk.applied(1, desk.place(at=desk.country.next_door))).get()
    refused = client.post(at, {"do": "rank", "place": place.pk, "order": [first, theirs.pk]})
    assert refused.status_code == 422
    assert "该专业的学员名单已变化" in refused.content.decode()
    assert client.post(at, {"do": "rank", "place": theirs.place_id, "order": [theirs.pk]}).status_code == 422
    assert rank_by_hand(Place.objects.all(), {}, by=desk.country.reviewer) == Outcome()
    assert not Preference.objects.exclude(base_rank=None).exists()


@pytest.fixture
def published(desk: Desk) -> Announcement:
    """Three of four ranked, published on Wednesday 30 September 2026."""
    applications = desk.applied(4, desk.place(approved=2))
    points = (Decimal(80), Decimal(90), Decimal(70))
    save(desk, [row(desk, a, p, Decimal(40), True) for a, p in zip(applications, points, strict=False)])
    with time_machine.travel(datetime(2026, 9, 30, 10, 0, tzinfo=CHINA), tick=False):
        announce(Batch.objects.filter(pk=desk.batch.pk), title="成绩公示", note="监督电话", by=desk.country.base).only()
    return Announcement.objects.get()


@pytest.mark.spec("REC-24")
def test_what_is_published_is_masked_frozen_and_open_for_working_days(desk: Desk, published: Announcement) -> None:
    """R-REC-04: at least seven working days; the National Day holidays are none."""
    assert arranged_days()
    assert published.ends_at == datetime(2026, 10, 16, 0, 0, tzinfo=CHINA)
    [group] = published.rows
    assert [(each["rank"], each["total"]) for each in group["rows"]] == [(1, "70"), (2, "64"), (3, "58")]
    at, stranger = reverse("announcements:read", args=[published.address]), Client()
    best = Application.objects.get(number=group["rows"][0]["number"])
    save_scores([row(desk, best, Decimal(61))], about=desk.batch.pk, by=desk.country.base)
    with time_machine.travel(published.ends_at - timedelta(seconds=1), tick=False):
        answer = stranger.get(at)
        page = answer.content.decode()
        assert (answer.status_code, answer["X-Robots-Tag"]) == (200, "noindex, nofollow, noarchive")
        assert str(best.number) in page
        assert ">70<" in page
        for hidden in (best.person.name, best.person.document_number, best.person.mobile, best.person.document_masked):
            assert hidden not in page
    with time_machine.travel(published.ends_at, tick=False):
        page = stranger.get(at).content.decode()
        assert "公示已结束" in page
        assert str(best.number) not in page


@pytest.mark.spec("REC-24")
def test_one_at_a_time_is_published_and_withdrawn_with_a_reason(desk: Desk, published: Announcement) -> None:
    batches, base = Batch.objects.filter(pk=desk.batch.pk), desk.country.base
    rows = Announcement.objects.all()
    with time_machine.travel(published.starts_at + timedelta(hours=1), tick=False):
        [why] = announce(batches, title="再次公示", by=base).refused.values()
        assert why == "“成绩公示”正在公示（到 2026-10-16 00:00），如需更正请先撤下。"
        [why] = withdraw_announcements(rows, comment=" ", by=base).refused.values()
        assert why == "请填写撤下原因，原因会显示在公示页上。"
        assert withdraw_announcements(rows, comment="成绩有误", by=desk.country.base_next_door) == Outcome()
        assert withdraw_announcements(rows, comment="成绩有误", by=base).done == [published.pk]
        page = Client().get(reverse("announcements:read", args=[published.address])).content.decode()
        assert "成绩有误" in page
        assert published.rows[0]["rows"][0]["number"] not in page
        assert announce(batches, title="再次公示", by=base).done == [desk.batch.pk]
    with pytest.raises(Refused, match="请填写公示标题"):
        announce(batches, title="", by=base)


@pytest.mark.spec("REC-24")
def test_without_results_there_is_nothing_to_publish(desk: Desk) -> None:
    desk.applied(1, desk.place())
    [why] = announce(Batch.objects.all(), title="公示", by=desk.country.base).refused.values()
    assert why.startswith("还没有学员有完整的成绩")


@pytest.mark.spec("REC-24")
def test_the_office_sees_ranks_and_publishes_from_the_page(desk: Desk) -> None:
    [one] = desk.applied(1, desk.place())
    save(desk, [row(desk, one, Decimal(80), Decimal(40), True)])
    client, at = client_of(desk.country.base), reverse("admission:ranking", args=[desk.batch.pk])
    page = client.get(at).content.decode()
    assert one.person.name in page
    assert ">64<" in page
    [other] = desk.applied(1, desk.place(at=desk.country.next_door))
    organiser = client_of(desk.country.reviewer)  # one base at a time, be they a hundred
    for where, shown, left in (("", one, other), (f"?base={desk.country.next_door.pk}", other, one)):
        page = organiser.get(at + where).content.decode()
        assert shown.person.name in page
        assert left.person.name not in page
    assert client.post(at, {"do": "announce", "title": ""}).status_code == 422
    assert client.post(at, {"do": "announce", "title": "成绩公示"})["Location"] == reverse("admission:announcements")
    assert "公示中" in client.get(reverse("admission:announcements")).content.decode()
    assert client_of(desk.country.base_far).get(at).status_code == 404
