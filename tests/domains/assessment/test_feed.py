"""The registry's feed: opens, changes and moves physicians; sent again it changes nothing (ASM-11, ASM-13)."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domains.assessment.registry import PROVINCE, TOKEN, Registry, served
from tests.engines.test_notices_pages import client_of
from tests.factories.assessment import (
    confirmed,
    feed_line,
    feed_lines,
    opened_cycle,
    physicians,
    province_admin,
)
from tests.factories.country import Country
from tests.walk import account_rows, opened
from xinglin.demo.country import credit_code
from xinglin.domains.assessment.loading import drivers
from xinglin.domains.assessment.loading.drivers import FileSource, HttpSource, NoFeed
from xinglin.domains.assessment.loading.reading import read_feed
from xinglin.domains.assessment.models import Enrolment, FeedProblem, FeedRun, OtherPractice, Physician
from xinglin.domains.institutions.models import Hospital
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role

HERE, NEXT_DOOR, UNKNOWN = credit_code(1), credit_code(2), credit_code(3)
LATER = "2026-02-01T08:00:00+08:00"
Lines = Sequence[Mapping[str, Any] | str]


@pytest.fixture
def places(country: Country) -> Country:
    """Both hospitals of the province have their credit code."""
    Hospital.objects.filter(unit=country.hospital).update(credit_code=HERE)
    Hospital.objects.filter(unit=country.next_door).update(credit_code=NEXT_DOOR)
    return country


@pytest.fixture
def feed(places: Country, tmp_path: Path) -> Any:
    """Takes over the lines as a file."""

    def take(lines: Lines) -> FeedRun:
        path = tmp_path / "physicians.ndjson"
        path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines))
        return read_feed(FileSource(path), places.province, by=system_actor())

    return take


def counts(run: FeedRun) -> tuple[int, int, int, int, int]:
    return run.added, run.changed, run.moved, run.unchanged, run.refused


@pytest.mark.spec("ASM-11")
def test_it_opens_changes_and_moves_and_sent_again_changes_nothing(places: Country, feed: Any) -> None:
    lines = feed_lines(0, 20, HERE)
    assert counts(feed(lines)) == (20, 0, 0, 0, 0)
    events = Physician.pgh_event_model.objects.count()  # type: ignore[attr-defined]  # -- made by pghistory
    assert counts(feed(lines)) == (0, 0, 0, 20, 0)
    changed = [{**lines[0], "changed_at": LATER, "scopes": ["11", "14"]}]
    moved = [{**lines[1], "changed_at": LATER, "institution_code": NEXT_DOOR}]
    again = [*changed, *moved, *({**line, "changed_at": LATER} for line in lines[2:])]
    assert counts(feed(again)) == (0, 2, 1, 18, 0)
    assert counts(feed(again)) == (0, 0, 0, 20, 0)
    assert Physician.pgh_event_model.objects.count() > events  # type: ignore[attr-defined]  # -- as above
    assert Physician._base_manager.get(registry_number="R00000000").scopes == ["11", "14"]
    gone = Physician._base_manager.get(registry_number="R00000001")
    assert (gone.institution, gone.province) == (places.next_door, places.province)
    role = Membership.objects.get(account=gone.person.account_id, role=Role.PHYSICIAN)
    assert role.unit == places.next_door


@pytest.mark.spec("ASM-11")
def test_what_is_older_than_what_stands_changes_nothing(feed: Any) -> None:
    line = feed_line(0, HERE)
    feed([{**line, "changed_at": LATER, "grade": "2"}])
    assert counts(feed([line])) == (0, 0, 0, 1, 0)
    assert counts(feed([{**line, "changed_at": LATER}, line])) == (0, 0, 0, 2, 0)
    assert Physician._base_manager.get().grade == "2"


@pytest.mark.spec("ASM-11")
def test_a_broken_line_is_told_of_and_holds_up_no_other(places: Country, feed: Any) -> None:
    good = feed_lines(0, 2, HERE)
    first, last = feed_lines(10, 2, HERE)
    broken = [
        "{not json",
        "[]",
        {**first, "document_number": "110101190303070013"},
        {**first, "institution_code": HERE[:-1]},
        feed_line(20, UNKNOWN),
        {**first, "category": "兽医"},
        {**first, "changed_at": "2026-01-05"},
        {**first, "changed_at": "2126-01-05T08:00:00+08:00"},
        {**first, "status": "gone"},
        {**first, "other_institutions": "邻院"},
        {key: value for key, value in first.items() if key != "registry_number"},
        {**first, "registry_number": good[0]["registry_number"]},
        {**first, "document_number": None, "scopes": {"a": 1}},
        {**first, "name": good[0]["name"], "document_number": good[0]["document_number"], "grade": "9"},
    ]
    assert counts(feed([good[0]])) == (1, 0, 0, 0, 0)
    run = feed([*broken, good[1], "", last])
    assert (run.added, run.refused, run.lines) == (2, len(broken), len(broken) + 2)
    problems = dict(FeedProblem.objects.filter(run=run).values_list("line", "why"))
    assert sorted(problems) == list(range(1, len(broken) + 1))
    assert problems[1] == "该行不是 UTF-8 编码的 JSON 对象"
    assert problems[5] == f"本省没有统一社会信用代码为“{UNKNOWN}”的机构，请先登记该机构。"
    assert problems[12] == "该注册系统编号已属于另一名医师，请与注册系统核对。"
    assert not any(first["document_number"] in why for why in problems.values())
    office = client_of(province_admin(places))
    assert f"/assessment/feed/problems/?run={run.pk}" in office.get("/assessment/feed/").content.decode()
    page = office.get(f"/assessment/feed/problems/?run={run.pk}")
    assert page.context["frame"].crumbs[1:] == [("医师注册信息同步", "/assessment/feed/"), ("同步错误", None)]
    assert all(words in page.content.decode() for words in ("主执业机构统一社会信用代码", problems[5], "变更时间"))


@pytest.mark.spec("ASM-11")
def test_another_name_under_a_known_number_is_refused(feed: Any) -> None:
    line = feed_line(0, HERE)
    feed([line])
    run = feed([{**line, "changed_at": LATER, "name": "旁人"}])
    assert counts(run) == (0, 0, 0, 0, 1)
    assert run.problems.get().why == "与该证件号码已登记的信息不一致，请核对姓名、证件类型和号码。"


@pytest.mark.spec("ASM-11")
def test_a_resident_becomes_a_physician_too(places: Country, feed: Any) -> None:
    (training,) = opened(places)
    row = account_rows(1)[0]
    identity = {key: row[key] for key in ("name", "document_type", "document_number")}
    assert counts(feed([{**feed_line(0, NEXT_DOOR), **identity}])) == (1, 0, 0, 0, 0)
    physician = Physician._base_manager.get()
    assert (physician.person, physician.institution) == (training.person, places.next_door)
    units = Membership.objects.filter(account=training.person.account_id).values_list("role", "unit")
    assert set(units) == {(Role.RESIDENT, places.hospital.pk), (Role.PHYSICIAN, places.next_door.pk)}


@pytest.mark.spec("ASM-11")
def test_who_was_entered_by_hand_is_the_registrys_from_then_on(places: Country, feed: Any) -> None:
    (physician,) = physicians(places)
    identity = {"name": physician.person.name, "document_number": physician.person.document_number}
    identity["document_type"] = physician.person.document_type
    assert counts(feed([{**feed_line(0, HERE), **identity}])) == (0, 1, 0, 0, 0)
    assert Physician._base_manager.get().source == "registry"


@pytest.mark.spec("ASM-11")
def test_without_a_mobile_number_nobody_gets_in_with_666666(feed: Any) -> None:
    feed([feed_line(0, HERE, mobile="")])
    person = Physician._base_manager.get().person
    assert (person.mobile, person.mobile_masked, person.account.initial_password) == (None, "", "one_time")


@pytest.mark.spec("ASM-11", "ASM-12")
def test_a_move_takes_along_what_was_not_submitted_and_a_cancelled_one_leaves_the_list(
    places: Country, feed: Any
) -> None:
    opened_cycle(places)
    lines = feed_lines(0, 2, HERE)
    feed(lines)
    confirmed(places, list(Physician._base_manager.select_related("institution")))
    feed([{**lines[0], "changed_at": LATER, "institution_code": NEXT_DOOR}])
    assert set(Enrolment._base_manager.values_list("institution", flat=True)) == {
        places.hospital.pk,
        places.next_door.pk,
    }
    feed([{**lines[1], "changed_at": LATER, "status": "cancelled"}])
    assert Physician._base_manager.get(registry_number="R00000001").duty == "ended"


@pytest.mark.spec("ASM-13")
def test_other_institutions_are_kept_as_the_registry_says_them(feed: Any) -> None:
    line = feed_line(0, HERE, other_institutions=["邻院", "社区卫生服务中心"])
    assert counts(feed([line])) == (1, 0, 0, 0, 0)
    assert counts(feed([line])) == (0, 0, 0, 1, 0)
    assert counts(feed([{**line, "changed_at": LATER, "other_institutions": ["邻院"]}])) == (0, 1, 0, 0, 0)
    assert list(OtherPractice.objects.values_list("name", flat=True)) == ["邻院"]


@pytest.mark.spec("ASM-11")
def test_statements_do_not_grow_with_the_lines(places: Country, feed: Any) -> None:
    def statements(lines: Lines) -> int:
        with CaptureQueriesContext(connection) as seen:
            feed(lines)
        return len(seen)

    feed(feed_lines(200, 1, HERE))  # what is read once and kept
    few, many = feed_lines(0, 1, HERE), feed_lines(100, 60, HERE)
    assert statements(few) == statements(many)
    few = [{**few[0], "changed_at": LATER, "institution_code": NEXT_DOOR}]
    many = [{**line, "changed_at": LATER, "institution_code": NEXT_DOOR} for line in many]
    assert statements(few) == statements(many)


@pytest.mark.spec("ASM-11")
def test_it_comes_over_http_page_by_page_and_goes_on_where_it_broke_off(places: Country) -> None:
    with served(Registry(feed_lines(0, 5, HERE))) as registry:
        source = HttpSource(registry.url, PROVINCE, TOKEN, pause=0)
        registry.broken = 1
        run = read_feed(source, places.province, by=system_actor())
        assert counts(run) == (5, 0, 0, 0, 0)
        assert [asked["after"] for asked in registry.asked] == ["", "", "2", "4"]
        registry.lines = [*registry.lines, *feed_lines(10, 3, HERE)]
        assert read_feed(source, places.province, by=system_actor()).added == 3
        assert registry.asked[-2]["after"] == "4"
        registry.broken = drivers.TRIES
        with pytest.raises(NoFeed, match="已尝试 3 次"):
            read_feed(source, places.province, by=system_actor())
        with pytest.raises(NoFeed, match="HTTP 403"):
            read_feed(HttpSource(registry.url, PROVINCE, "wrong", pause=0), places.province, by=system_actor())
    assert Physician._base_manager.count() == 8


@pytest.mark.spec("ASM-11")
def test_the_command_reads_a_file_and_tells_what_became_of_it(
    places: Country, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "feed.ndjson"
    path.write_text(json.dumps(feed_line(0, HERE)) + "\nbroken\n")
    call_command("physician_feed", PROVINCE, "--file", str(path))
    said = capsys.readouterr().out
    assert "2 行：新增 1，变更 0（转入 0），无变化 0，错误 1。" in said
    assert "第 2 行" in said
    with pytest.raises(CommandError, match="没有代码为 990000 的省份"):
        call_command("physician_feed", "990000", "--file", str(path))
    with pytest.raises(CommandError, match="不能读取"):
        call_command("physician_feed", PROVINCE, "--file", str(tmp_path / "none"))
