"""Tests entered by sheet and by the online test's door, resits, and taking an import back (EXM-08, EXM-09, PLT-46)."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from openpyxl import Workbook

from tests.factories.assessment import agency, institution, passed, province_admin, submitted
from tests.factories.country import Country
from xinglin.domains.assessment import events
from xinglin.domains.assessment.actions.testing import record_tests
from xinglin.domains.assessment.models import Enrolment, TestResult
from xinglin.domains.assessment.rules.results import NOT_YOURS, Sitting
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.actions import Outcome
from xinglin.engines.sheets.actions import NewRun, ask_undo, start_runs
from xinglin.engines.sheets.models import ImportRun
from xinglin.engines.sheets.queries import lines_of
from xinglin.engines.sheets.running import run_import
from xinglin.engines.sheets.sheet import SHEETS
from xinglin.engines.sheets.undoing import undo_run
from xinglin.engines.windows.models import Window

pytestmark = pytest.mark.django_db
HEADINGS = ("姓名", "证件号码", "测评批次", "公共知识结果", "公共知识得分", "业务水平结果", "业务水平得分", "测评日期")


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


def sat(enrolment: Enrolment, number: int = 1, **papers: Any) -> Sitting:
    """paper=state or paper=(state, score)."""
    given = {paper: said if isinstance(said, tuple) else (said, None) for paper, said in papers.items()}
    return Sitting(enrolment=enrolment.pk, number=number, papers=given)


def standing(enrolment: Enrolment) -> tuple[str, str]:
    """Progress and result."""
    return Enrolment._base_manager.values_list("progress", "result").get(pk=enrolment.pk)


def imported(lines: list[tuple[Any, ...]], by: Actor) -> ImportRun:
    """(enrolment, 测评批次, …) lines, sent up and read."""
    book, content = Workbook(), BytesIO()
    book.worksheets[0].append(HEADINGS)
    for enrolment, *cells in lines:
        person = enrolment.physician.person
        book.worksheets[0].append([person.name, person.document_number, *cells])
    book.save(content)
    file = ContentFile(content.getvalue(), "x.xlsx")
    new = NewRun(sheet=SHEETS["assessment-tests"], file=file, file_name="x.xlsx", options={})
    run_id = start_runs([new], by=by).only()
    run_import(run_id)
    return ImportRun.objects.get(pk=run_id)


def undone(run: ImportRun, by: Actor) -> ImportRun:
    """After «撤销导入»."""
    ask_undo(ImportRun.objects.filter(pk=run.pk), by=by).only()
    undo_run(run.pk)
    run.refresh_from_db()
    return run


@pytest.mark.spec("ASM-22", "EXM-07", "EXM-08", "EXM-09")
def test_a_result_follows_from_both_papers_and_a_resit_changes_its_own(country: Country) -> None:
    one, two, early = submitted(country, 3)
    passed(country, [one, two])
    system, told = system_actor(), list[list[int]]()
    events.RESULTS_CHANGED.reactions.append(lambda ids, **_facts: told.append(list(ids)))
    try:
        refused = record_tests([sat(early, common="passed")], by=system).refused
        assert refused == {0: "该医师现为“待机构审核”，考核机构复核通过后才能录入测评成绩。"}
        both = sat(one, common=("passed", 8_650), professional=("failed", 5_900))
        assert record_tests([both, sat(two, common="passed", professional="passed")], by=system).done == [0, 1]
        assert (standing(one), standing(two), told) == (("resit", ""), ("done", "passed"), [[two.pk]])
        assert record_tests([both], by=system).unchanged == [0]
        assert record_tests([sat(one, 2, professional=("passed", 6_000))], by=system).done == [0]
        assert standing(one) == ("done", "passed")
        rows = TestResult._base_manager.filter(enrolment=one).order_by("sitting", "paper")
        assert list(rows.values_list("sitting", "paper", "state", "score")) == [
            (1, "common", "passed", 8_650),
            (1, "professional", "failed", 5_900),
            (2, "professional", "passed", 6_000),
        ]
        Enrolment._base_manager.filter(pk=two.pk).update(published_at=timezone.now())
        why = record_tests([sat(two, common="cheated")], by=system).refused[0]
        assert why.startswith("考核结果已公布，不能再录入测评成绩")
        Enrolment._base_manager.filter(pk=two.pk).update(published_at=None)
        assert record_tests([sat(two, common="cheated")], by=system).done == [0]  # 认定作弊, and undone again (EXM-07)
        assert standing(two) == ("done", "failed")
        record_tests([sat(two, common="passed")], by=system)
        assert (standing(two), told[1:]) == (("done", "passed"), [[one.pk], [two.pk], [two.pk]])
    finally:
        events.RESULTS_CHANGED.reactions.pop()


@pytest.mark.spec("EXM-08", "PLT-04")
def test_who_may_enter_and_for_whom(country: Country) -> None:
    (one,) = passed(country, submitted(country))
    sitting = [sat(one, common="absent", professional="absent")]

    def attempt(by: Actor) -> Outcome:
        return record_tests(sitting, by=by)

    for by in (institution(country), agency(country, country.hospital)):
        assert attempt(by).refused == {0: NOT_YOURS}
    assert not TestResult._base_manager.exists()
    times = list(Window.objects.filter(kind="assessment-test"))
    Window.objects.filter(kind="assessment-test").update(starts_at=timezone.now() + timedelta(days=1))
    assert "“业务测评考核”尚未开始" in attempt(agency(country)).refused[0]
    Window.objects.bulk_update(times, ["starts_at"])
    assert attempt(agency(country)).done == [0]
    assert standing(one) == ("resit", "")
    assert record_tests([sat(one, 2, common="absent")], by=province_admin(country)).done == [0]
    assert standing(one) == ("done", "failed")
    twice = [sat(one, 2, professional="passed"), sat(one, 2, professional="failed")]
    outcome = record_tests(twice, by=province_admin(country))
    assert (outcome.done, list(outcome.refused)) == ([0], [1])
    assert standing(one) == ("done", "failed")  # 公共知识 was missed twice


@pytest.mark.spec("EXM-08", "PLT-41", "PLT-42", "PLT-44", "PLT-46")
def test_a_sheet_is_taken_over_and_taken_back(country: Country) -> None:
    one, two, three = passed(country, submitted(country, 3))
    by = agency(country)
    first = imported(
        [
            (one, "测评", "合格", 86.5, "不合格", 52, "2026-11-20"),
            (two, "测评", "缺考", "", "合格", 61, ""),
            (three, "测评", "", 70, "合格", 61, ""),
        ],
        by,
    )
    assert (first.new, first.refused) == (2, 1)
    assert [line.line for line in lines_of(first, "refused")] == [
        "第4行,第4列:<公共知识结果>错误：填写了“公共知识”的得分，没有填写结果，请补填。"
    ]
    assert (standing(one), standing(two), standing(three)) == (("resit", ""), ("resit", ""), ("test", ""))
    resit = imported([(one, "补考", "", "", "合格", 60, ""), (two, "补考", "合格", 66, "", "", "")], by)
    assert (resit.new, resit.refused) == (2, 0)
    assert (standing(one), standing(two)) == (("done", "passed"), ("done", "passed"))
    assert "不能撤销" in undone(first, by).undo_outcome
    changed = imported([(one, "补考", "", "", "不合格", 59, "")], by)
    assert (changed.changed, standing(one)) == (1, ("done", "failed"))
    assert undone(changed, by).undo_outcome.startswith("已撤销导入")
    assert standing(one) == ("done", "passed")
    undone(resit, by)
    assert (standing(one), standing(two)) == (("resit", ""), ("resit", ""))
    undone(first, by)
    assert (standing(one), standing(two), TestResult._base_manager.count()) == (("test", ""), ("test", ""), 0)
