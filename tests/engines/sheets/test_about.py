"""A sheet of which there is one for each record: its further columns follow from the record (REC-24)."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.engines.sheets.example import IMPORT, delete
from tests.engines.sheets.files import xlsx
from tests.engines.sheets.test_pages import browser, content_of, text_of
from tests.factories.country import Country
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.action import _ACTIONS
from xinglin.engines.fields import Field, Integer, Text
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.sheets.models import ImportRun, RunState
from xinglin.engines.sheets.sheet import RIGHTS, SHEETS, About, Resolution, Sheet

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-40", "REC-24")]
PANEL = "/sheets/test-about/import"


def departments(by: Actor) -> Any:
    return Unit.objects.filter(parent=by.unit, kind=UnitKind.DEPARTMENT)


def columns(department: Unit) -> tuple[Field, ...]:
    return (Integer("beds", f"{department.name}床位数", max=50),)


@pytest.fixture
def saved() -> Iterator[list[Any]]:
    """What was saved of a sheet declared for the time of the test."""
    found: list[Any] = []

    @action("tests.about_saved", "导入床位")
    def save(rows: Any, *, by: Actor, about: int) -> Outcome:
        found.extend((about, row) for row in rows)
        return Outcome(done=list(range(len(rows))))

    Sheet(
        key="test-about",
        title="床位",
        columns=(Text("ward", "病区", required=True, example="一病区"),),
        right=IMPORT,
        resolve=lambda rows, *, by, about: Resolution(),
        save=save,
        may_import=lambda by, *, about: None if departments(by).filter(pk=about).exists() else "科室不在本院。",
        about=About(model=Unit, rows=departments, columns=columns),
    )
    yield found
    del SHEETS["test-about"], _ACTIONS["tests.about_saved"]
    RIGHTS.pop()


@pytest.fixture
def wards(country: Country) -> list[Unit]:
    """One department each of two hospitals."""
    found = []
    for hospital in (country.hospital, country.next_door):
        facts = {
            "kind": UnitKind.DEPARTMENT,
            "parent": hospital,
            "name": f"{hospital.name}内科",
            "institution": hospital,
        }
        found.append(Unit.objects.create(**facts))
    return found


def test_the_template_has_the_columns_of_the_record(saved: list[Any], clerk: Actor, wards: list[Unit]) -> None:
    answer = browser(clerk).get(f"/sheets/test-about/template?about={wards[0].pk}")
    book = load_workbook(BytesIO(content_of(answer)))
    headings = [str(cell.value).lstrip("*") for cell in book.worksheets[0][1] if cell.value]
    assert headings == ["病区", "示范医院内科床位数"]


def test_a_foreign_record_and_none_at_all_are_absent(saved: list[Any], clerk: Actor, wards: list[Unit]) -> None:
    client = browser(clerk)
    for query in ("", "?about=", "?about=x", f"?about={wards[1].pk}", "?about=0"):
        assert client.get(f"{PANEL}{query}").status_code == 404
        assert client.get(f"/sheets/test-about/template{query}").status_code == 404
    page = text_of(client.get(f"{PANEL}?about={wards[0].pk}"))
    assert f"/sheets/test-about/template?about={wards[0].pk}" in page
    assert "示范医院内科床位导入" in page


def test_a_file_is_read_checked_and_saved_for_its_record(
    saved: list[Any], folder: Path, clerk: Actor, wards: list[Unit]
) -> None:
    client, path = browser(clerk), xlsx(folder, ["一病区", 30], ["二病区", 99], headings=["病区", "示范医院内科床位数"])
    with path.open("rb") as file:
        client.post(f"{PANEL}?about={wards[0].pk}", {"file": file})
    run_pending()
    run = ImportRun.objects.get()
    assert (run.state, run.options, run.imported, run.refused) == (RunState.DONE, {"about": wards[0].pk}, 1, 1)
    assert saved == [(wards[0].pk, {"ward": "一病区", "beds": 30})]
    page = text_of(client.get(reverse("sheets:run", args=[run.pk])))
    assert "应在 0–50 之间，现为 99" in page
    run_pending()
    assert ImportRun.objects.get().marked  # the marked workbook knows the record's columns, too


def test_a_run_whose_record_is_gone_says_so(saved: list[Any], folder: Path, clerk: Actor, wards: list[Unit]) -> None:
    client, path = browser(clerk), xlsx(folder, ["一病区", 30], headings=["病区", "示范医院内科床位数"])
    with path.open("rb") as file:
        client.post(f"{PANEL}?about={wards[0].pk}", {"file": file})
    delete(wards[0])
    run_pending()
    run = ImportRun.objects.get()
    assert (run.state, saved) == (RunState.FAILED, [])
    assert "已被删除" in text_of(client.get(reverse("sheets:run", args=[run.pk])))
