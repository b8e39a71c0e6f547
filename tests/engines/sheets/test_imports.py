"""Good rows go in, bad rows stay out, and the record says which (PLT-41, 42, 44)."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files import File
from django.db import IntegrityError

from tests.engines.sheets import example
from tests.engines.sheets.example import PEOPLE, delete, document_number, people_of, row
from tests.engines.sheets.files import xlsx
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.actions import Refused
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.sheets.actions import NewRun, clear_old_runs, mark_interrupted, start_runs
from xinglin.engines.sheets.models import ImportRun, RunState, Verdict
from xinglin.engines.sheets.queries import lines_of, runs_visible_to
from xinglin.engines.sheets.running import run_import

pytestmark = pytest.mark.django_db


def started(path: Path, by: Actor, **choices: Any) -> int:
    with path.open("rb") as file:
        new = NewRun(sheet=PEOPLE, file=File(file), file_name=path.name, options={}, **choices)
        return start_runs([new], by=by).only()


def imported(path: Path, by: Actor, **choices: Any) -> ImportRun:
    key = started(path, by, **choices)
    run_import(key)
    return ImportRun.objects.get(pk=key)


@pytest.mark.spec("PLT-41", "PLT-42")
def test_good_rows_go_in_and_bad_ones_stay_out(folder: Path, clerk: Actor) -> None:
    path = xlsx(folder, row(1), row(2, document_type="学生证"), row(3, mobile="123", name=""), row(4))
    run = imported(path, clerk)
    assert (run.state, run.imported, run.refused, run.total) == (RunState.DONE, 2, 2, 4)
    assert run.outcome == "成功导入:2行,错误:2行"
    assert {unit.name for unit in people_of(clerk)} == {document_number(1), document_number(4)}
    lines = [(line.row, line.column, line.heading, line.value) for line in lines_of(run, Verdict.REFUSED)]
    assert lines == [
        (3, 2, "身份证件类别", "学生证"),
        (4, 1, "姓名", ""),
        (4, 4, "有效的手机号码", "***"),
    ]


@pytest.mark.spec("PLT-42")
def test_all_or_nothing_saves_nothing_when_a_cell_is_wrong(folder: Path, clerk: Actor) -> None:
    run = imported(xlsx(folder, row(1), row(2, mobile="123")), clerk, all_or_nothing=True)
    assert (run.state, run.imported, run.refused) == (RunState.FAILED, 0, 1)
    assert not people_of(clerk).exists()


@pytest.mark.spec("PLT-42")
def test_all_or_nothing_saves_nothing_when_the_action_refuses_a_row(folder: Path, clerk: Actor) -> None:
    run = imported(xlsx(folder, row(1), row(2, name="拒收人")), clerk, all_or_nothing=True)
    assert (run.state, run.imported, run.refused) == (RunState.FAILED, 0, 1)
    assert not people_of(clerk).exists()
    assert "没有写入任何数据" in run.outcome


@pytest.mark.spec("PLT-42")
def test_rehearsal_shows_what_would_happen_and_saves_nothing(folder: Path, clerk: Actor) -> None:
    imported(xlsx(folder, row(1), row(2)), clerk)
    path = xlsx(folder, row(1), row(2, mobile="13899999999"), row(3), row(4, name="拒收人"), row(5, name=""))
    run = imported(path, clerk, check_only=True)
    assert (run.new, run.changed, run.unchanged, run.refused, run.imported) == (1, 1, 1, 2, 0)
    assert people_of(clerk).count() == 2
    (change,) = lines_of(run, Verdict.CHANGED)
    assert (change.row, change.heading, change.before, change.value) == (
        3,
        "有效的手机号码",
        "138****0002",
        "138****9999",
    )
    (fresh,) = lines_of(run, Verdict.NEW)
    assert (fresh.row, fresh.value) == (4, f"王小明 {document_number(3)[:3]}***********{document_number(3)[-4:]}")
    assert [line.row for line in lines_of(run, Verdict.UNCHANGED)] == [2]
    assert [line.row for line in lines_of(run, Verdict.REFUSED)] == [5, 6]


@pytest.mark.spec("PLT-44")
def test_same_file_twice_changes_nothing(folder: Path, clerk: Actor) -> None:
    path = xlsx(folder, row(1), row(2))
    imported(path, clerk)
    before = list(people_of(clerk).values())
    with patch.object(example.Unit, "save", side_effect=AssertionError("nothing may be written")):
        run = imported(path, clerk)
    assert (run.imported, run.unchanged, run.refused) == (0, 2, 0)
    assert list(people_of(clerk).values()) == before


def test_empty_cell_clears_nothing(folder: Path, clerk: Actor) -> None:
    imported(xlsx(folder, row(1)), clerk)
    run = imported(xlsx(folder, row(1, mobile="")), clerk)
    assert run.unchanged == 1
    assert people_of(clerk).get().code == "13800000001"


@pytest.mark.spec("PLT-44")
def test_duplicates_in_the_file_are_found(folder: Path, clerk: Actor) -> None:
    path = xlsx(folder, row(1), row(1), row(2), row(2, name="李四"), row(3))
    run = imported(path, clerk)
    lines = {line.row: line.message for line in lines_of(run, Verdict.REFUSED)}
    assert lines == {
        3: "身份证件号码与第 2 行重复，内容完全相同，已取第一行，请删去本行",
        4: "身份证件号码与第 5 行重复，请核对后只保留一行",
        5: "身份证件号码与第 4 行重复，请核对后只保留一行",
    }
    assert [(group["message"], group["count"]) for group in run.groups] == [  # one kind, whichever row is the other
        ("身份证件号码与其他行重复，请核对后只保留一行", 2),
        ("身份证件号码与第 2 行重复，内容完全相同，已取第一行，请删去本行", 1),
    ]
    assert run.imported == 2


@pytest.mark.spec("PLT-46")
def test_errors_of_one_kind_are_grouped(folder: Path, clerk: Actor) -> None:
    path = xlsx(folder, *[row(n, document_type="学生证") for n in range(3)], row(4, document_type="军人证"))
    run = imported(path, clerk)
    assert [(group["count"], group["first_row"]) for group in run.groups] == [(3, 2), (1, 5)]
    assert run.groups[0]["message"].startswith("身份证件类别“学生证”不在可选项中")


@pytest.mark.spec("PLT-53")
def test_unusual_values_are_reminded_of_in_a_rehearsal_and_go_in(folder: Path, clerk: Actor) -> None:
    path = xlsx(folder, row(1), row(2))
    rehearsed = imported(path, clerk, check_only=True)
    (hint,) = rehearsed.hints
    assert hint.startswith("请留意（不影响导入）：身份证件号码：按号码计算年龄为 ")
    assert hint.endswith("（第 2、3 行）。")
    assert imported(path, clerk).hints == []


def test_sensitive_values_are_masked_in_the_record(folder: Path, clerk: Actor) -> None:
    wrong = document_number(1)[:-1] + "0"
    assert wrong != document_number(1)
    run = imported(xlsx(folder, row(document_number=wrong)), clerk)
    (line,) = lines_of(run, Verdict.REFUSED)
    assert line.value == "110***********" + wrong[-4:]
    assert wrong not in line.message


def test_unreadable_file_is_one_sentence(folder: Path, clerk: Actor) -> None:
    path = folder / "a.xlsx"
    path.write_bytes(b"%PDF-1.4")
    run = imported(path, clerk)
    assert run.state == RunState.FAILED
    assert run.outcome.startswith("这不是 Excel 或 CSV 文件")


def test_file_with_nothing_but_the_example_is_told(folder: Path, clerk: Actor) -> None:
    run = imported(xlsx(folder, [column.example for column in PEOPLE.columns]), clerk)
    assert (run.state, "没有数据" in run.outcome) == (RunState.FAILED, True)


@pytest.mark.spec("PLT-22")
def test_closed_window_stops_the_start_and_the_save(folder: Path, clerk: Actor) -> None:
    waiting = started(xlsx(folder), clerk)
    example.closed.append("窗口已关闭。")
    try:
        with pytest.raises(Refused, match="窗口已关闭"):
            started(xlsx(folder), clerk)
        run_import(waiting)
    finally:
        example.closed.clear()
    run = ImportRun.objects.get(pk=waiting)
    assert (run.state, run.outcome) == (RunState.FAILED, "窗口已关闭。")
    assert not people_of(clerk).exists()


def test_role_without_the_right_starts_nothing(folder: Path, province_clerk: Actor) -> None:
    with pytest.raises(Refused, match="没有导入“测试名单”的权限"):
        started(xlsx(folder), province_clerk)


def test_identity_taken_away_meanwhile_imports_nothing(folder: Path, clerk: Actor) -> None:
    key = started(xlsx(folder), clerk)
    Membership.objects.filter(unit=clerk.unit).delete()
    run_import(key)
    run = ImportRun.objects.get(pk=key)
    assert (run.state, Unit.objects.filter(name=document_number(1)).exists()) == (RunState.FAILED, False)


def test_error_of_ours_is_told_as_such_and_saves_nothing(folder: Path, clerk: Actor) -> None:
    key = started(xlsx(folder), clerk)
    with patch.object(example.Unit, "save", side_effect=RuntimeError("bug")):
        run_import(key)
    run = ImportRun.objects.get(pk=key)
    assert run.state == RunState.FAILED
    assert run.outcome.startswith(f"系统出错，没有导入任何数据，请稍后重试；若再次出现，请把导入编号 {key} ")


def test_row_that_somebody_saved_meanwhile_is_looked_at_again(folder: Path, clerk: Actor) -> None:
    key = started(xlsx(folder, row(1), row(2)), clerk)
    honest, calls = Unit.save, []

    def save_once_too_late(unit: Unit, **kwargs: Any) -> None:
        calls.append(unit)
        if len(calls) == 2:
            raise IntegrityError
        honest(unit, **kwargs)

    with patch.object(example.Unit, "save", save_once_too_late):
        run_import(key)
    assert ImportRun.objects.get(pk=key).imported == 2


@pytest.mark.spec("PLT-44")
def test_run_that_is_over_is_not_done_again(folder: Path, clerk: Actor) -> None:
    run = imported(xlsx(folder, row(1)), clerk)
    delete(people_of(clerk))
    run_import(run.pk)
    assert not people_of(clerk).exists()


def test_given_up_run_says_so(folder: Path, clerk: Actor) -> None:
    key = started(xlsx(folder), clerk)
    mark_interrupted([key], by=clerk)
    run = ImportRun.objects.get(pk=key)
    assert (run.state, run.is_over) == (RunState.INTERRUPTED, True)
    assert "没有写入任何数据" in run.outcome


@pytest.mark.spec("PLT-04", "PLT-44")
def test_hospital_next_door_sees_no_run(folder: Path, clerk: Actor, neighbour: Actor, province_clerk: Actor) -> None:
    run = imported(xlsx(folder), clerk)
    assert list(runs_visible_to(clerk)) == [run]
    assert not runs_visible_to(neighbour).exists()
    assert not runs_visible_to(province_clerk).exists()


@pytest.mark.spec("PLT-101")
def test_import_is_in_the_audit_log(folder: Path, clerk: Actor) -> None:
    run = imported(xlsx(folder, row(1), row(2, name="")), clerk)
    entry = AuditEntry.objects.get(action="sheets.imported")
    assert (entry.account_id, entry.subject_ids, entry.done, entry.refused) == (clerk.account_id, [run.pk], 1, 1)
    assert entry.source == "sheet"


def test_old_files_are_cleared_and_the_record_stays(folder: Path, clerk: Actor, settings: Any) -> None:
    run = imported(xlsx(folder, row(1), row(2, name="")), clerk)
    stored = Path(run.file.path)
    clear_old_runs(by=clerk)
    assert stored.exists()
    settings.SHEET_KEEP_DAYS = -1
    clear_old_runs(by=clerk)
    run.refresh_from_db()
    assert (stored.exists(), bool(run.file), run.refused, run.lines.count()) == (False, False, 1, 0)


def test_file_name_is_shown_clean_and_never_used(folder: Path, clerk: Actor) -> None:
    path = xlsx(folder)
    with path.open("rb") as file:
        new = NewRun(sheet=PEOPLE, file=File(file), file_name="..\\..\\<b>名单\u202e.xlsx", options={})
        run = ImportRun.objects.get(pk=start_runs([new], by=clerk).only())
    assert run.file_name == "b名单.xlsx"
    assert "名单" not in str(run.file.name)
