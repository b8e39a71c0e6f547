"""Residents missed in their intake, and updates by sheet in the second part (REP-30, REP-32, REP-39)."""

from datetime import date
from typing import Any

import pytest
from django.utils.timezone import localdate

from tests.domains.moments import close, fresh, image, rows_of, set_status
from tests.domains.training.test_status import in_status, step
from tests.factories.country import YEAR, Country, open_windows
from tests.walk import TRAINING, account_rows, opened, resident, walk
from xinglin.domains.people.models import Person
from xinglin.domains.training import windows
from xinglin.domains.training.actions import (
    change_status,
    delete_trainings,
    open_accounts,
    open_late_accounts,
    save_trainings,
    update_trainings,
)
from xinglin.domains.training.models import StatusChange, Training
from xinglin.domains.training.queries.judging import resolve_late_accounts, resolve_updates
from xinglin.domains.training.queries.records import intake_visible_to, managed_visible_to
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.review.actions import approve, submit
from xinglin.engines.windows.models import Window

LATE_YEAR = YEAR - 1


def ended(country: Country, year: int = LATE_YEAR) -> None:
    """An intake of that year, long over."""
    open_windows(country.nation, year)
    Window.objects.filter(year=year).update(starts_at="2025-09-01T00:00+08:00", ends_at="2025-10-01T00:00+08:00")


def late_rows(number: int = 1, *, year: int = LATE_YEAR) -> list[dict[str, Any]]:
    return [{**row, "intake_year": year} for row in account_rows(number)]


@pytest.mark.spec("REP-30", "REP-35")
def test_a_missed_resident_is_opened_filled_in_reported_and_approved(country: Country) -> None:
    ended(country)
    assert open_late_accounts(late_rows(), by=country.base).done == [0]
    training = Training.objects.select_related("person", "institution").get()
    assert (training.intake_year, training.is_late_entry, training.status) == (LATE_YEAR, True, "training")
    assert list(managed_visible_to(country.base)) == [training]
    assert not intake_visible_to(country.base).exists()
    assert resident(training).role == Role.RESIDENT
    walk(country, [training], "approved")
    now = fresh(training)
    assert now.case.approved_id
    assert now.original_id is None


@pytest.mark.spec("REP-30", "PLT-44")
def test_the_same_file_again_changes_nothing(country: Country) -> None:
    ended(country)
    open_late_accounts(late_rows(2), by=country.base)
    before = image(list(Training.objects.all()))
    rehearsed = resolve_late_accounts(late_rows(2), by=country.base)
    assert rehearsed.existing == {0: {}, 1: {}}
    outcome = open_late_accounts(late_rows(2), by=country.base)
    assert (outcome.done, outcome.unchanged, outcome.refused) == ([], [0, 1], {})
    assert image(list(Training.objects.all())) == before


NO_YEAR = "系统中没有 2019 年的招收，只能补录系统中已有的招收年份，请核对。"


@pytest.mark.spec("REP-30", "PLT-22")
def test_only_intakes_that_are_known_and_over_take_late_entries(country: Country) -> None:
    outcome = open_late_accounts(late_rows(year=2019) + account_rows(2)[1:], by=country.base)
    assert outcome.refused[0] == NO_YEAR
    assert outcome.refused[1].startswith(f"{YEAR} 年“招收信息上报”正在进行（")
    assert outcome.refused[1].endswith("），请在“招收信息管理”中导入。")
    assert not Person.objects.exists()
    assert resolve_late_accounts(late_rows(year=2019), by=country.base).refused == {0: ("intake_year", NO_YEAR)}


@pytest.mark.spec("REP-30", "REP-04")
@pytest.mark.parametrize("status", ["training", "extended", "suspended", "ended"])
def test_who_is_bound_elsewhere_is_not_opened_late(country: Country, status: str) -> None:
    (there,) = opened(country, by=country.base_far)
    set_status(there, status)
    ended(country)
    outcome = open_late_accounts(late_rows(), by=country.base)
    assert outcome.refused[0].startswith("此人已在“远方医院”，培训状态为“")
    assert Training.objects.get() == there


@pytest.mark.spec("REP-30", "REP-13")
def test_a_record_that_nobody_approved_comes_over_with_all_that_was_filled_in(country: Country) -> None:
    (training,) = walk(country, opened(country), "complete")
    close(windows.INTAKE)
    assert resolve_late_accounts(account_rows(1), by=country.base).existing == {}
    assert open_late_accounts(account_rows(1), by=country.base).done == [0]
    now = fresh(training)
    assert (now.is_late_entry, now.specialty.code, now.completeness) == (True, "0100", 100)
    assert save_trainings(rows_of(training), {training.pk: {"specialty": "0700"}}, by=country.base).done
    assert submit(rows_of(training), by=country.base).done == [training.pk]
    close(windows.PROVINCE_REVIEW)
    assert approve(rows_of(training), by=country.reviewer).done == [training.pk]


@pytest.mark.spec("REP-30")
def test_what_waits_or_stands_in_the_second_part_does_not_come_over(country: Country) -> None:
    waiting, approved = opened(country, 2)
    walk(country, [waiting], "reported")
    walk(country, [approved], "approved", start=1)
    close(windows.INTAKE)
    before = image([waiting, approved])
    outcome = open_late_accounts(account_rows(2), by=country.base)
    waits = "此人的招收信息正在等待省级审核，审核通过后即可在“住院医师信息管理”中更新，无需补录。"
    assert (outcome.refused, outcome.unchanged) == ({0: waits}, [1])
    assert image([waiting, approved]) == before


@pytest.mark.spec("REP-30", "PLT-04")
def test_only_a_base_opens_late_accounts(country: Country) -> None:
    ended(country)
    for by in (country.reviewer, country.actor(country.hospital, Role.TEACHING_SECRETARY)):
        assert open_late_accounts(late_rows(), by=by).refused == {0: "当前身份不能导入住院医师账号。"}
    assert not Training.objects.exists()


@pytest.mark.spec("REP-30")
def test_the_intake_takes_nobody_of_an_earlier_year(country: Country) -> None:
    ended(country)
    assert "已于 2025-09-30 24:00 结束" in open_accounts(late_rows(), by=country.base).refused[0]


@pytest.mark.spec("REP-39")
def test_a_wrong_late_entry_is_deleted_with_a_reason_that_is_kept(country: Country) -> None:
    ended(country)
    open_late_accounts(late_rows(), by=country.base)
    training = Training.objects.get()
    why = "请填写删除原因，说明为何误录在本基地；原因会留存备查。"
    assert delete_trainings(rows_of(training), by=country.base, comment=" ").refused == {training.pk: why}
    assert delete_trainings(rows_of(training), by=country.base, comment="实为邻院学员").done == [training.pk]
    assert AuditEntry.objects.get(action="training.deleted", done=1).reason == "实为邻院学员"
    assert not Membership.objects.filter(role=Role.RESIDENT).exists()


@pytest.mark.spec("REP-39")
def test_what_was_ever_approved_is_never_deleted(country: Country) -> None:
    (training,) = in_status(country, "withdrawn")
    submit(rows_of(training), by=country.base)
    why = "省级已审核通过，不能删除。如不再培训，请在“培训状态”中办理退培。"
    outcome = delete_trainings(rows_of(training), by=country.base, comment="不再培训")
    assert outcome.refused == {training.pk: why}


@pytest.mark.spec("REP-32")
def test_year_base_and_specialty_stay_in_the_second_part(country: Country) -> None:
    (training,) = in_status(country, "training")
    before = image([training])
    why = "培训专业不能修改。转专业的，请在“培训状态”页办理“转培训专业”。"
    new = {training.pk: {"specialty": "0700", "intake_year": 2020, "institution": "x"}}
    assert save_trainings(rows_of(training), new, by=country.base).refused == {training.pk: why}
    assert image([training]) == before
    (row,) = sheet_rows(training, specialty="0700")
    assert resolve_updates([row], by=country.base).refused == {0: ("specialty", why)}


def sheet_rows(*trainings: Training, **values: Any) -> list[dict[str, Any]]:
    return [{"document_number": t.person.document_number, "name": t.person.name, **values} for t in trainings]


def status_cells(status: str, **more: Any) -> dict[str, Any]:
    cells = step(status, **more)
    return {"status": cells.pop("status"), **{f"status_{key}": value or None for key, value in cells.items()}}


@pytest.mark.spec("REP-32", "REP-33", "PLT-42")
def test_a_sheet_updates_information_and_status_of_each_row_whole(country: Country) -> None:
    both, status_only, info_only, wrong, same = in_status(country, "training", 5)
    suspended = status_cells("suspended")
    rows = [
        *sheet_rows(both, graduate_kind="past", **suspended),
        *sheet_rows(status_only, **status_cells("ended")),
        *sheet_rows(info_only, graduate_kind="past", status="training"),
        *sheet_rows(wrong, graduate_kind="past", **{**suspended, "status_ends_on": None}),
        *sheet_rows(same, graduate_kind="fresh", status="training", status_note="无变化"),
    ]
    rehearsed = resolve_updates(rows, by=country.base)
    needs = "改为“暂停”时，请填写预计结束日期。"
    assert rehearsed.refused == {3: ("status", needs)}
    assert [rehearsed.existing[i]["status"] for i in (0, 1, 2, 4)] == ["training"] * 4
    assert (rehearsed.existing[0]["status_reason"], rehearsed.existing[4]["status_note"]) == (None, "无变化")
    before = image([wrong, same])
    outcome = update_trainings(rows, by=country.base)
    assert (outcome.done, outcome.unchanged, outcome.refused) == ([0, 1, 2], [4], {3: needs})
    now = [(fresh(t).graduate_kind, fresh(t).status) for t in (both, status_only, info_only)]
    assert now == [("past", "suspended"), ("fresh", "ended"), ("past", "training")]
    assert image([wrong, same]) == before
    assert StatusChange.objects.count() == 2


@pytest.mark.spec("REP-32", "PLT-42")
def test_half_a_change_of_status_is_told_at_its_cell(country: Country) -> None:
    (training,) = in_status(country, "training")
    say = "变更培训状态时，请一并填写培训状态、变更原因和变更日期。"
    for cells, where in (
        ({"status": "ended"}, "status_reason"),
        ({"status": "ended", "status_reason": "term_over"}, "status_starts_on"),
        ({"status_reason": "sick"}, "status"),
    ):
        assert resolve_updates(sheet_rows(training, **cells), by=country.base).refused == {0: (where, say)}
    illegal = status_cells("withdrawn", reason="sick")
    field, why = resolve_updates(sheet_rows(training, **illegal), by=country.base).refused[0]
    assert (field, why.startswith("从“在培”改为“退培”的原因应为：")) == ("status", True)


@pytest.mark.spec("REP-32", "PLT-04")
def test_a_sheet_finds_ones_own_second_part_only(country: Country) -> None:
    (mine,) = in_status(country, "training")
    absent = ("document_number", "“住院医师信息管理”中没有此人，请核对证件号码；漏报的请先补录账号。")
    for by in (country.base_next_door, country.base_far):
        assert resolve_updates(sheet_rows(mine), by=by).refused == {0: absent}
    row = {"pk": mine.pk, "graduate_kind": "past"}
    outcome = update_trainings([row], by=country.base_next_door)
    assert outcome.refused == {0: "该记录已被删除，或不在您的管理范围内，请刷新后重试。"}
    assert fresh(mine).graduate_kind == "fresh"


@pytest.mark.spec("REP-32")
def test_of_two_records_at_one_base_the_binding_one_is_meant(country: Country) -> None:
    (old,) = in_status(country, "withdrawn")
    ended(country)
    open_late_accounts(late_rows(), by=country.base)
    new = Training.objects.get(is_late_entry=True)
    assert new.person_id == old.person_id
    (row,) = sheet_rows(old, **{**TRAINING, "starts_on": date(LATE_YEAR, 9, 1)})
    assert not resolve_updates([row], by=country.base).refused
    assert row["pk"] == new.pk


@pytest.mark.spec("REP-33")
def test_a_late_entry_may_come_with_its_status(country: Country) -> None:
    ended(country)
    open_late_accounts(late_rows(), by=country.base)
    training = Training.objects.get()
    asked = step("suspended", starts_on=localdate())
    assert change_status(rows_of(training), by=country.base, **asked).done == [training.pk]
