"""A base of 2,000 residents in minutes: two workbooks, one button of the base, one of the province (REP-51)."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.db.models import Count
from openpyxl import load_workbook

from tests.factories.country import YEAR, Country
from tests.journeys.conftest import Person as Browser
from tests.journeys.conftest import activated, work
from tests.walk import TRAINING
from xinglin.demo.answers import cleaned, educations
from xinglin.demo.people import fake_people
from xinglin.demo.scans import upload_scans
from xinglin.domains.people.public import BASIC, LICENCE, Person, save_basic, save_educations, save_licence
from xinglin.domains.training.models import ApprovedFacts, Training
from xinglin.domains.training.sheets import ACCOUNTS, TRAININGS
from xinglin.engines.access.actor import system_actor
from xinglin.engines.secrets import blind_index
from xinglin.engines.sheets.sheet import Sheet

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
RESIDENTS = 2000
UNFILLED, UNASSIGNED = 30, 20  # who have not filled in their own part, and whose training the base forgot
READY = RESIDENTS - UNFILLED - UNASSIGNED
MINUTES = 3 * 60_000  # milliseconds; a machine with nothing else to do needs a fraction


@pytest.mark.spec("REP-51", "REP-03", "REP-07", "REP-10", "REP-40", "PLT-31", "PLT-32", "PLT-41", "PLT-44", "PLT-50")
def test_two_thousand_residents_are_imported_reported_and_approved(
    people: Any, country: Country, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    residents = fake_people(RESIDENTS, start=10_000, intake_year=YEAR)
    base, reviewer = people("base"), people("reviewer")
    base.log_in(activated(country.base.account_id))
    _import(base, ACCOUNTS, [person | {"intake_year": YEAR} for person in residents], tmp_path)
    _residents_fill_in(residents[UNFILLED:])
    assigned = residents[: RESIDENTS - UNASSIGNED]
    _import(base, TRAININGS, [person | TRAINING | {"degree_study": False} for person in assigned], tmp_path)
    _report(base, tmp_path)
    reviewer.log_in(activated(country.reviewer.account_id))
    _approve(reviewer)
    assert ApprovedFacts.objects.filter(institution=country.hospital).count() == READY
    told = Training.objects.order_by("case__state").values_list("case__state").annotate(number=Count("pk"))
    assert dict(told) == {"approved": READY, None: RESIDENTS - READY}


def _import(base: Browser, sheet: Sheet, rows: list[dict[str, Any]], folder: Path) -> None:
    """Write a workbook as a clerk would, upload it, and wait for what the page says of it."""
    file = folder / f"{sheet.key}.xlsx"
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, [field.title for field in sheet.columns])
        for number, row in enumerate(rows, start=1):
            shown = [_shown(field, row.get(field.key)) for field in sheet.columns]
            page.write_row(number, 0, shown)
    base.page.goto(f"/sheets/{sheet.key}/import")
    base.page.locator("input[type=file]").set_input_files(file)
    base.page.get_by_role("button", name="开始").or_(base.page.get_by_role("button", name="导入")).first.click()
    base.page.wait_for_url("**/sheets/runs/*/")
    work()
    base.page.get_by_text(f"成功导入:{len(rows)}行,错误:0行").first.wait_for(timeout=MINUTES)


def _shown(field: Any, value: Any) -> str:
    return "" if value in (None, "") else str(value) if field.sensitive else str(field.show(value))


def _residents_fill_in(residents: list[dict[str, Any]]) -> None:
    """Their own part, which two thousand people type in themselves: by the same actions, for all at once."""
    system = system_actor()
    by_number = dict(Person.objects.values_list("document_index", "pk"))
    keys = [by_number[blind_index(person["document_number"], "document")] for person in residents]
    people = Person.objects.filter(pk__in=keys)
    scans = upload_scans(residents, own=False, by=system)
    basic = [answers | files for answers, files in zip(cleaned(BASIC, residents), scans, strict=True)]
    licences = cleaned(LICENCE, [person["certificates"] for person in residents])
    save_basic(people, dict(zip(keys, basic, strict=True)), by=system)
    save_educations(people, dict(zip(keys, educations(residents), strict=True)), by=system)
    save_licence(people, dict(zip(keys, licences, strict=True)), by=system)


def _choose_all(browser: Browser, number: int) -> None:
    """Tick the page, then «选择全部 N 条»."""
    browser.page.locator("[data-pick-page]").check()
    browser.page.get_by_role("button", name=f"选择全部 {number} 条").click()


def _report(base: Browser, folder: Path) -> None:
    page = base.page
    page.goto("/training/intake/")
    _choose_all(base, RESIDENTS)
    page.get_by_role("button", name="上报", exact=True).click()
    page.get_by_text(f"上报：已办理 {READY} 条，{UNFILLED + UNASSIGNED} 条未办理。").first.wait_for(timeout=MINUTES)
    base.says("培训信息缺：")
    base.look("reported")
    with page.expect_download() as list_of_refused:
        page.get_by_role("link", name="下载未办理清单").click()
    list_of_refused.value.save_as(folder / "refused.xlsx")
    rows = list(load_workbook(folder / "refused.xlsx").worksheets[0].values)[1:]
    assert len(rows) == UNFILLED + UNASSIGNED
    assert all("请补全后再上报" in why for _, why in rows)
    assert sum(why.startswith("基本信息缺：") for _, why in rows) == UNFILLED
    assert sum(why.startswith("培训信息缺：") for _, why in rows) == UNASSIGNED


def _approve(reviewer: Browser) -> None:
    page = reviewer.page
    page.goto("/training/reviews/")
    _choose_all(reviewer, READY)
    page.get_by_role("button", name="审核通过").first.click()
    page.locator("dialog[open]").get_by_role("button", name="审核通过").click()
    page.get_by_text(f"审核通过：已办理 {READY} 条。").first.wait_for(timeout=MINUTES)
    reviewer.look("approved")
