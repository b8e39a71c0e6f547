"""An import is undone whole, as long as nothing has built on it, or not at all (PLT-46)."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pghistory
import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from tests.engines.sheets import example
from tests.engines.sheets.example import people_of, row
from tests.engines.sheets.files import xlsx
from tests.engines.sheets.test_imports import imported
from tests.engines.sheets.test_pages import browser, text_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.actions import Refused
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.sheets.actions import ask_undo, give_up_undo
from xinglin.engines.sheets.models import ImportRun, Made, RunState, Verdict
from xinglin.engines.sheets.queries import lines_of
from xinglin.engines.sheets.undoing import undo_run

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-46")]


def asked(run: ImportRun, by: Actor) -> ImportRun:
    assert ask_undo(ImportRun.objects.filter(pk=run.pk), by=by).only() == run.pk
    return run


def undone(run: ImportRun, by: Actor) -> ImportRun:
    undo_run(asked(run, by).pk)
    run.refresh_from_db()
    return run


def standing(clerk: Actor) -> list[Any]:
    return list(people_of(clerk).order_by("pk").values())


def test_new_rows_go_and_changed_ones_become_what_they_were(folder: Path, clerk: Actor) -> None:
    imported(xlsx(folder, row(1), row(2)), clerk)
    before = standing(clerk)
    run = imported(xlsx(folder, row(1), row(2, mobile="13899999999"), row(3), row(4)), clerk)
    assert (run.new, run.changed, people_of(clerk).count()) == (2, 1, 4)
    run = undone(run, clerk)
    assert (run.state, run.undo_outcome) == (
        RunState.UNDONE,
        "已撤销导入：移除 2 行新增的记录，1 行恢复为导入前的内容。",
    )
    assert (run.undoer_name, standing(clerk)) == (clerk.name, before)
    entry = AuditEntry.objects.get(action="sheets.undone")
    assert (entry.account_id, entry.done, entry.refused, entry.subject_ids) == (clerk.account_id, 3, 0, [run.pk])


def test_one_row_that_changed_since_keeps_all_and_is_named(folder: Path, clerk: Actor) -> None:
    run = imported(xlsx(folder, row(1), row(2), row(3)), clerk)
    with pghistory.context():  # as every action has its own
        people_of(clerk).filter(name=example.document_number(2)).update(short_name="改名")
    before = standing(clerk)
    run = undone(run, clerk)
    assert (run.state, standing(clerk)) == (RunState.DONE, before)
    assert run.undo_outcome == "有 1 行在导入之后已有变化，不能撤销，因此没有撤销任何数据。各行的原因见下表。"
    assert [(line.row, line.message) for line in lines_of(run, Verdict.KEPT)] == [(3, "之后改过名。")]
    page = text_of(browser(clerk).get(reverse("sheets:run", args=[run.pk])))
    assert "不能撤销的行" in page
    assert "之后改过名。" in text_of(browser(clerk).get(reverse("sheets:rows", args=[run.pk, "kept"])))
    entry = AuditEntry.objects.get(action="sheets.undone")
    assert (entry.succeeded, entry.done, entry.refused) == (False, 0, 1)


def test_row_that_is_no_longer_the_hospitals_keeps_all(folder: Path, clerk: Actor, neighbour: Actor) -> None:
    run = imported(xlsx(folder, row(1), row(2)), clerk)
    people_of(clerk).filter(name=example.document_number(2)).update(parent=neighbour.unit)
    assert undone(run, clerk).state == RunState.DONE
    assert [line.message for line in lines_of(run, Verdict.KEPT)] == ["该记录已不在您的管理范围内，不能撤销。"]
    assert Unit.objects.filter(name=example.document_number(1)).exists()


def test_two_imports_of_one_row_are_undone_the_last_first(folder: Path, clerk: Actor) -> None:
    first = imported(xlsx(folder, row(1)), clerk)
    second = imported(xlsx(folder, row(1, mobile="13899999999")), clerk)
    assert undone(first, clerk).state == RunState.DONE
    assert undone(second, clerk).state == RunState.UNDONE
    assert people_of(clerk).get().code == "13800000001"
    assert undone(first, clerk).state == RunState.UNDONE
    assert (people_of(clerk).count(), lines_of(first, Verdict.KEPT).count()) == (0, 0)


def test_undone_file_can_be_imported_again(folder: Path, clerk: Actor) -> None:
    path = xlsx(folder, row(1))
    undone(imported(path, clerk), clerk)
    assert (imported(path, clerk).new, people_of(clerk).count()) == (1, 1)


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (lambda run: None, "这次导入没有写入数据，无需撤销。"),
        (lambda run: ImportRun.objects.update(check_only=False, imported=1, state="undone"), "这次导入已经撤销。"),
        (lambda run: ImportRun.objects.update(state="undoing"), "这次导入正在撤销，请稍候。"),
        (
            lambda run: ImportRun.objects.update(check_only=False, imported=1, key="resident-accounts"),
            "",
        ),
    ],
)
def test_what_cannot_be_undone_is_told_at_once(
    folder: Path, clerk: Actor, prepare: Callable[[ImportRun], Any], sentence: str
) -> None:
    run = imported(xlsx(folder, row(1)), clerk, check_only=True)
    prepare(run)
    outcome = ask_undo(ImportRun.objects.filter(pk=run.pk), by=clerk)
    assert outcome.refused.get(run.pk, "") == sentence


def test_import_of_before_it_was_kept_what_it_made_says_so(folder: Path, clerk: Actor) -> None:
    run = imported(xlsx(folder, row(1)), clerk)
    Made.objects.all().delete()
    run = undone(run, clerk)
    assert (run.state, people_of(clerk).count()) == (RunState.DONE, 1)
    assert run.undo_outcome == "这次导入没有留下撤销所需的记录，不能撤销，请在列表中逐条处理。"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(IntegrityError, "有其他数据已经引用这次导入的记录"), (RuntimeError, "系统出错，没有撤销任何数据")],
)
def test_error_in_the_middle_undoes_nothing(folder: Path, clerk: Actor, error: type[Exception], sentence: str) -> None:
    imported(xlsx(folder, row(1)), clerk)
    run = imported(xlsx(folder, row(1, mobile="13899999999"), row(2)), clerk)
    before = standing(clerk)
    with patch.object(Unit, "save", side_effect=error):  # when the new row is gone already
        run = undone(run, clerk)
    assert (run.state, standing(clerk)) == (RunState.DONE, before)
    assert run.undo_outcome.startswith(sentence)


def test_identity_taken_away_meanwhile_undoes_nothing(folder: Path, clerk: Actor) -> None:
    run = asked(imported(xlsx(folder, row(1)), clerk), clerk)
    Membership.objects.filter(unit=clerk.unit).delete()
    undo_run(run.pk)
    run.refresh_from_db()
    assert (run.state, Unit.objects.filter(name=example.document_number(1)).exists()) == (RunState.DONE, True)
    assert "身份已失效，没有改动任何数据" in run.undo_outcome


def test_undoing_that_is_given_up_says_so(folder: Path, clerk: Actor) -> None:
    run = asked(imported(xlsx(folder, row(1)), clerk), clerk)
    give_up_undo([run.pk], by=clerk)
    run.refresh_from_db()
    assert (run.state, people_of(clerk).count()) == (RunState.DONE, 1)
    assert run.undo_outcome.startswith("撤销被中断，没有撤销任何数据")


@pytest.mark.spec("PLT-04")
def test_hospital_next_door_undoes_nothing(folder: Path, clerk: Actor, neighbour: Actor) -> None:
    run = imported(xlsx(folder, row(1)), clerk)
    assert browser(neighbour).post(reverse("sheets:undo", args=[run.pk])).status_code == 404
    with pytest.raises(Refused, match="没有找到"):
        ask_undo(ImportRun.objects.filter(pk=run.pk), by=neighbour).only()
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_page_asks_first_waits_and_tells(folder: Path, clerk: Actor) -> None:
    run, client = imported(xlsx(folder, row(1)), clerk), browser(clerk)
    page = text_of(client.get(reverse("sheets:run", args=[run.pk])))
    assert 'data-dialog="undo"' in page
    assert "将移除这次导入新增的 1 行，并把修改的 0 行恢复为导入前的内容。" in page
    assert client.post(reverse("sheets:undo", args=[run.pk]))["Location"] == reverse("sheets:run", args=[run.pk])
    waiting = text_of(client.get(reverse("sheets:progress", args=[run.pk])))
    assert "正在撤销导入" in waiting
    assert "hx-trigger" in waiting
    run_pending()
    page = text_of(client.get(reverse("sheets:run", args=[run.pk])))
    assert "这次导入已撤销" in page
    assert 'data-dialog="undo"' not in page
    assert "已撤销导入：移除 1 行" in text_of(client.get(reverse("sheets:runs")))
    again = client.post(reverse("sheets:undo", args=[run.pk]))
    assert (again.status_code, "这次导入已经撤销。" in again.content.decode()) == (422, True)


def test_rehearsal_offers_no_undoing(folder: Path, clerk: Actor) -> None:
    run = imported(xlsx(folder, row(1)), clerk, check_only=True)
    client: Client = browser(clerk)
    assert "撤销导入" not in text_of(client.get(reverse("sheets:run", args=[run.pk])))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_undoing_left_everything_and_is_done_from_the_start(folder: Path, clerk: Actor) -> None:
    run = asked(imported(xlsx(folder, row(1), row(2)), clerk), clerk)
    before, database = standing(clerk), connection.settings_dict
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.engines.sheets.dying", str(run.pk), str(settings.MEDIA_ROOT), "undo"],
        env=os.environ | {"DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        undo_run(run.pk)  # not by two at a time
        assert ImportRun.objects.get(pk=run.pk).state == RunState.UNDOING
    finally:
        process.kill()
        process.wait()
    assert standing(clerk) == before
    undo_run(run.pk)
    assert (ImportRun.objects.get(pk=run.pk).state, standing(clerk)) == (RunState.UNDONE, [])
