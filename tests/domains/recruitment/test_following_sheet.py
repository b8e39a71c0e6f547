"""The workbook of training terms (REC-40): found by document number, ends checked, shorter ones refused at the cell."""

from datetime import date
from typing import Any

import pytest

from tests.factories.country import YEAR, Country
from tests.walk import opened, walk
from xinglin.domains.recruitment.actions.terms import import_terms, keep_term
from xinglin.domains.recruitment.queries.terms import resolve_terms
from xinglin.domains.training.models import Training
from xinglin.engines.sheets.sheet import SHEETS

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REC-40", "PLT-42")]
FIRST = date(YEAR, 9, 1)


def row(training: Training, **cells: Any) -> dict[str, Any]:
    usual = {"training_years": "3", "starts_on": FIRST, "ends_on": None, "name": training.person.name}
    return {**usual, "document_number": training.person.document_number, **cells}


def test_good_rows_go_in_and_bad_ones_are_told_at_their_cells(country: Country) -> None:
    one, two, three, four = walk(country, opened(country, 4), "complete")
    (foreign,) = walk(country, opened(country, by=country.base_next_door, start=9), "complete", start=9)
    rows = [
        row(one, starts_on=date(YEAR, 8, 15), ends_on=date(YEAR + 3, 8, 14)),
        row(two, ends_on=date(YEAR + 3, 9, 1)),
        row(three, training_years="2"),
        row(four, name="别人"),
        row(foreign),
    ]
    resolution = resolve_terms(rows, by=country.base)
    assert {position: key for position, (key, _) in resolution.refused.items()} == {
        1: "ends_on",
        2: "training_years",
        3: "name",
        4: "document_number",
    }
    assert resolution.refused[1][1] == f"{YEAR}-09-01 开始的 3 年应至 {YEAR + 3}-08-31，请修改或留空。"
    assert resolution.existing[0]["starts_on"] == FIRST
    outcome = import_terms(rows[:1], by=country.base)
    assert (outcome.done, outcome.records) == ([0], {0: one.pk})
    after = Training.objects.get(pk=one.pk)
    assert (after.starts_on, after.ends_on) == (date(YEAR, 8, 15), date(YEAR + 3, 8, 14))
    assert import_terms(rows[:1], by=country.base).unchanged == [0]  # the same file again changes nothing


def test_a_whole_selection_gets_one_term(country: Country) -> None:
    trainings = walk(country, opened(country, 3), "complete")
    rows = Training.objects.filter(pk__in=[t.pk for t in trainings])
    outcome = keep_term(rows, training_years="3", starts_on=date(YEAR, 7, 1), by=country.base)
    assert len(outcome.done) == 3
    assert set(rows.values_list("ends_on", flat=True)) == {date(YEAR + 3, 6, 30)}


def test_the_sheet_is_declared_with_its_columns() -> None:
    titles = [column.title for column in SHEETS["training-terms"].columns]
    assert titles[-3:] == ["核定培训年限", "培训开始日期", "培训结束日期"]
