"""«撤销导入» of the account and the training sheet: taken back through the domain's own actions (PLT-46, REP-05)."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook

from tests.factories.country import YEAR, Country
from tests.walk import TRAINING, account_rows, base_of, opened, resident, walk
from xinglin.domains.people.models import Person
from xinglin.domains.training.actions import save_trainings
from xinglin.domains.training.models import Training
from xinglin.domains.training.queries.history import history_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership
from xinglin.engines.accounts.models import Account
from xinglin.engines.review.actions import submit
from xinglin.engines.sheets.actions import NewRun, ask_undo, start_runs
from xinglin.engines.sheets.models import ImportRun, Made, RunState, Verdict
from xinglin.engines.sheets.queries import lines_of
from xinglin.engines.sheets.running import run_import
from xinglin.engines.sheets.sheet import SHEETS
from xinglin.engines.sheets.undoing import undo_run
from xinglin.engines.windows.models import Window

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-46")]
CODED = {"document_type": "居民身份证", "specialty": "内科", "resident_category": "面向社会招收住院医师"}


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


def imported(key: str, rows: list[dict[str, Any]], by: Actor) -> ImportRun:
    sheet, book, content = SHEETS[key], Workbook(), BytesIO()
    keys = list(rows[0])
    book.worksheets[0].append([sheet.heading(sheet.column(each)) for each in keys])
    for row in rows:
        book.worksheets[0].append([str(CODED.get(each, row[each])) for each in keys])
    book.save(content)
    new = NewRun(sheet=sheet, file=ContentFile(content.getvalue(), "x.xlsx"), file_name="x.xlsx", options={})
    run_id = start_runs([new], by=by).only()
    run_import(run_id)
    run = ImportRun.objects.get(pk=run_id)
    assert (run.state, run.refused) == (RunState.DONE, 0), [line.line for line in run.lines.all()]
    return run


def accounts(number: int, by: Actor, **changes: Any) -> ImportRun:
    return imported("resident-accounts", [row | changes for row in account_rows(number)], by)


def undone(run: ImportRun, by: Actor) -> ImportRun:
    assert ask_undo(ImportRun.objects.filter(pk=run.pk), by=by).only()
    undo_run(run.pk)
    run.refresh_from_db()
    return run


def counts() -> tuple[int, int, int, int]:
    return tuple(model.objects.count() for model in (Training, Person, Account, Membership))  # type: ignore[return-value]  # -- four of them


@pytest.mark.spec("REP-05")
def test_account_import_is_undone_with_people_log_ins_and_roles(country: Country) -> None:
    by = country.base
    before = counts()
    run = accounts(3, by)
    assert counts() == tuple(number + 3 for number in before)
    assert undone(run, by).state == RunState.UNDONE
    assert counts() == before


def test_person_known_before_stays_and_so_does_the_log_in(country: Country) -> None:
    (training,) = opened(country, by=country.base_next_door)
    Training.objects.filter(pk=training.pk).update(status="completed")
    by = country.base
    before = counts()
    run = accounts(2, by)
    assert undone(run, by).state == RunState.UNDONE
    assert counts() == before


def test_corrected_mobile_becomes_what_it_was_for_person_and_log_in(country: Country) -> None:
    accounts(2, country.base)
    before = dict(Person.objects.values_list("pk", "mobile_index"))
    run = accounts(2, country.base, mobile="19900009999")
    assert (run.new, run.changed) == (0, 2)
    assert undone(run, country.base).state == RunState.UNDONE
    assert dict(Person.objects.values_list("pk", "mobile_index")) == before
    for person in Person.objects.select_related("account"):
        assert person.account
        assert person.account.mobile == person.mobile


def test_second_import_is_undone_then_the_first(country: Country) -> None:
    first = accounts(2, country.base)
    second = accounts(2, country.base, mobile="19900009999")
    assert undone(second, country.base).state == RunState.UNDONE
    assert undone(first, country.base).state == RunState.UNDONE
    assert not Training.objects.exists()


def activate(country: Country, training: Training) -> None:
    Account.objects.filter(person=training.person).update(password="!", activated_at=timezone.now())


def fill_in(country: Country, training: Training) -> None:
    save_trainings(Training.objects.filter(pk=training.pk), {training.pk: TRAINING}, by=base_of(country, training))


def report(country: Country, training: Training) -> None:
    walk(country, [training], "reported", start=1)


def approve(country: Country, training: Training) -> None:
    walk(country, [training], "approved", start=1)


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (activate, "激活账号，不能撤销。"),
        (fill_in, "通过“保存培训信息”修改过，不能撤销。"),
        (report, "上报，不能撤销。"),
        (approve, "上报，不能撤销。"),
    ],
)
def test_account_import_on_which_something_was_built_stays_whole(
    country: Country, build: Callable[[Country, Training], None], sentence: str
) -> None:
    run = accounts(3, country.base)
    build(country, Training.objects.select_related("person", "institution").order_by("pk")[1])
    before = counts()
    assert undone(run, country.base).state == RunState.DONE
    assert counts() == before
    (line,) = lines_of(run, Verdict.KEPT)
    assert line.row == 3
    assert line.message.endswith(sentence), line.message


@pytest.mark.spec("PLT-22")
def test_account_import_stays_when_the_window_has_closed(country: Country) -> None:
    run = accounts(2, country.base)
    Window.objects.update(ends_at=timezone.now())
    assert undone(run, country.base).state == RunState.DONE
    assert (Training.objects.count(), lines_of(run, Verdict.KEPT).count()) == (2, 2)


def test_record_deleted_meanwhile_is_no_hindrance(country: Country) -> None:
    run = accounts(2, country.base)
    Training.objects.earliest("pk").delete()
    assert undone(run, country.base).state == RunState.UNDONE
    assert not Training.objects.exists()


def training_rows(number: int, **changes: Any) -> list[dict[str, Any]]:
    values = {"specialty": "内科", "starts_on": f"{YEAR}-09-01", "ends_on": f"{YEAR + 3}-08-31", "employer_name": ""}
    return [
        {"name": row["name"], "document_number": row["document_number"], **values, **changes}
        for row in account_rows(number)
    ]


@pytest.mark.spec("REP-07", "PLT-60")
def test_training_import_gives_back_the_former_values_and_history_tells(country: Country) -> None:
    trainings = walk(country, opened(country, 2), "complete")
    before = list(Training.objects.order_by("pk").values("specialty", "starts_on", "ends_on", "training_years"))
    run = imported(
        "resident-trainings", [row | {"starts_on": f"{YEAR}-08-01"} for row in training_rows(2)], country.base
    )
    assert (run.changed, str(Training.objects.latest("pk").starts_on)) == (2, f"{YEAR}-08-01")
    assert undone(run, country.base).state == RunState.UNDONE
    after = Training.objects.order_by("pk").values("specialty", "starts_on", "ends_on", "training_years")
    assert list(after) == before
    newest = history_of(trainings[0])[0]
    assert newest.action == "撤销培训信息导入"
    assert [(line.title, line.before, line.after) for line in newest.fields] == [
        ("培训开始日期", f"{YEAR}-08-01", f"{YEAR}-09-01")
    ]


def test_what_was_empty_before_a_training_import_is_empty_again(country: Country) -> None:
    opened(country, 2)
    run = imported("resident-trainings", training_rows(2), country.base)
    assert undone(run, country.base).state == RunState.UNDONE
    for training in Training.objects.all():
        assert (training.specialty, training.specialty_base, training.starts_on) == (None, None, None)


@pytest.mark.spec("REP-32", "REP-33")
def test_update_import_gives_back_values_and_status(country: Country) -> None:
    trainings = walk(country, opened(country, 2), "approved")
    Window.objects.update(ends_at=timezone.now())
    change = {
        "status": "结束",
        "status_reason": "培训期满尚未结业",
        "status_starts_on": f"{YEAR}-10-01",
        "ends_on": f"{YEAR + 3}-07-31",
    }
    keys = {column.key for column in SHEETS["training-updates"].columns}
    rows = [{"name": row["name"], "document_number": row["document_number"], **change} for row in account_rows(2)]
    assert change.keys() <= keys, keys
    run = imported("training-updates", rows, country.base)
    assert {t.status for t in Training.objects.all()} == {"ended"}
    assert undone(run, country.base).state == RunState.UNDONE, run.undo_outcome
    for training in Training.objects.all():
        assert (training.status, training.ends_on) == ("training", trainings[0].ends_on)
        assert not training.status_changes.exists()


@pytest.mark.spec("REP-30")
def test_import_with_a_row_of_which_no_record_was_kept_stays_whole(country: Country) -> None:
    run = accounts(2, country.base)
    Made.objects.update(created=[Training.objects.latest("pk").pk], created_rows=[3])
    assert undone(run, country.base).state == RunState.DONE
    assert (Training.objects.count(), "不能整批撤销" in run.undo_outcome) == (2, True)


def test_training_import_stays_when_one_was_edited_since(country: Country) -> None:
    trainings = walk(country, opened(country, 2), "complete")
    run = imported(
        "resident-trainings", [row | {"starts_on": f"{YEAR}-08-01"} for row in training_rows(2)], country.base
    )
    from_first = Training.objects.filter(pk=trainings[0].pk)
    save_trainings(from_first, {trainings[0].pk: {"starts_on": trainings[0].starts_on}}, by=country.base)
    assert undone(run, country.base).state == RunState.DONE
    (line,) = lines_of(run, Verdict.KEPT)
    assert (line.row, "修改过，不能撤销。" in line.message) == (2, True)
    assert str(Training.objects.get(pk=trainings[1].pk).starts_on) == f"{YEAR}-08-01"


def test_training_import_stays_when_one_was_reported_since(country: Country) -> None:
    trainings = walk(country, opened(country, 2), "complete")
    run = imported("resident-trainings", training_rows(2, starts_on=f"{YEAR}-08-01"), country.base)
    assert not submit(Training.objects.filter(pk=trainings[1].pk), by=country.base).refused
    assert undone(run, country.base).state == RunState.DONE
    (line,) = lines_of(run, Verdict.KEPT)
    assert (line.row, line.message.endswith("上报，不能撤销。")) == (3, True)


@pytest.mark.spec("PLT-31")
def test_fifty_rows_are_undone_in_as_many_statements_as_two(country: Country) -> None:
    numbers = []
    for number in (2, 50):
        run = accounts(number, country.base)
        assert ask_undo(ImportRun.objects.filter(pk=run.pk), by=country.base).only()
        with CaptureQueriesContext(connection) as statements:
            undo_run(run.pk)
        numbers.append(len(statements))
        run.refresh_from_db()
        assert run.state == RunState.UNDONE
    assert numbers[0] == numbers[1]


def test_resident_of_an_undone_import_has_no_role_left(country: Country) -> None:
    run = accounts(1, country.base)
    actor = resident(Training.objects.select_related("person").get())
    undone(run, country.base)
    assert not Membership.objects.filter(pk=actor.membership_id).exists()
