"""Training information by form and by sheet: one set of rules, one set of sentences (REP-07)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files import File
from openpyxl import Workbook

from tests.domains.moments import fresh, image, rows_of
from tests.factories.country import YEAR, Country
from tests.walk import TRAINING, opened, resident, walk
from xinglin.domains.institutions.models import Affiliation
from xinglin.domains.training.actions import import_trainings, save_trainings
from xinglin.domains.training.forms import TrainingForm
from xinglin.domains.training.models import Training
from xinglin.domains.training.queries.records import intake_year, training_values
from xinglin.domains.training.sheets import TRAININGS
from xinglin.engines.access.actor import Actor
from xinglin.engines.sheets.actions import NewRun, start_runs
from xinglin.engines.sheets.models import ImportRun, Verdict
from xinglin.engines.sheets.queries import lines_of
from xinglin.engines.sheets.running import run_import
from xinglin.engines.windows.models import Window

OFFERED = "内科、全科、外科、麻醉科"
MISFITS: list[tuple[dict[str, Any], str, str]] = [
    ({"specialty": "眼科"}, "specialty", f"本基地没有该专业的专业基地，可填：{OFFERED}"),
    ({"site": "邻家诊所"}, "site", "“邻家诊所”不是本基地已登记的协同单位，可填：邻院"),
    (
        {"starts_on": "2026-09-01", "ends_on": "2026-08-31"},
        "ends_on",
        "培训结束日期 2026-08-31 不晚于开始日期 2026-09-01，请核对",
    ),
    ({"training_years": "5年"}, "training_years", "核定培训年限“5年”不在可选项中，可填：1年、2年、3年"),
    ({"is_rural_order": "不详"}, "is_rural_order", "是否为农村订单定向免费医学毕业生“不详”不在可选项中，可填：是、否"),
    (
        {"resident_category": "外单位委托", "is_military_employer": "否", "employer_credit_code": "12999999123456788X"},
        "employer_credit_code",
        "",
    ),
]


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def training(country: Country) -> Training:
    """A complete record; its base has one affiliate site."""
    Affiliation.objects.create(base=country.hospital, site=country.next_door)
    return walk(country, opened(country), "complete")[0]


def imported(cells: dict[str, Any], folder: Path, by: Actor) -> ImportRun:
    """One row of the training sheet, through the whole import."""
    book = Workbook()
    for line in ([TRAININGS.heading(TRAININGS.column(key)) for key in cells], list(cells.values())):
        book.active.append(line)
    path = folder / "trainings.xlsx"
    book.save(path)
    with path.open("rb") as file:
        new = NewRun(sheet=TRAININGS, file=File(file), file_name=path.name, options={})
        key = start_runs([new], by=by).only()
    run_import(key)
    return ImportRun._base_manager.get(pk=key)


def typed(training: Training, **values: Any) -> Any:
    """The form as the page would send it with these values."""
    shown = TrainingForm(initial={**training_values(training), "revision": training.revision}, training=training)
    sent = {field.html_name: field.value() for field in shown}
    return TrainingForm(sent | values, initial=training_values(training), training=training)


def cells(training: Training, **values: Any) -> dict[str, Any]:
    known = {"name": training.person.name, "document_number": str(training.person.document_number)}
    return {**known, "document_type": "居民身份证", **values}


@pytest.mark.spec("REP-07")
@pytest.mark.parametrize(("values", "key", "why"), MISFITS, ids=[misfit[1] for misfit in MISFITS])
def test_sheet_and_form_refuse_with_the_same_words(
    country: Country, training: Training, tmp_path: Path, values: dict[str, Any], key: str, why: str
) -> None:
    before = image([training])
    form = typed(training, **values)
    assert list(form.errors) == [key]
    assert why in form.errors[key][0]
    run = imported(cells(training, **values), tmp_path, country.base)
    (line,) = lines_of(run, Verdict.REFUSED)
    assert line.heading == TRAININGS.column(key).title
    assert line.message.rstrip("。") == form.errors[key][0].rstrip("。")
    assert image([training]) == before


@pytest.mark.spec("REP-07")
def test_what_fits_goes_in_by_both(country: Country, training: Training, tmp_path: Path) -> None:
    form = typed(training, specialty="0700", site="邻院")
    assert form.is_valid(), form.errors
    assert dict(form.fields["specialty"].widget.choices).keys() == {"", "0100", "0700", "0900", "1900"}
    run = imported(cells(training, specialty="全科", site="邻院"), tmp_path, country.base)
    assert (run.imported, run.refused) == (1, 0)
    saved = fresh(training)
    assert (saved.specialty.name, saved.site.name) == ("全科", "邻院")
    assert saved.specialty_base.institution == country.hospital
    assert saved.revision == training.revision + 1


@pytest.mark.spec("REP-07")
def test_empty_cells_keep_what_stands(country: Country, training: Training, tmp_path: Path) -> None:
    before = training_values(fresh(training))
    run = imported(cells(training, specialty="", training_years="2年", starts_on=None), tmp_path, country.base)
    assert (run.imported, run.refused) == (1, 0)
    assert training_values(fresh(training)) == before | {"training_years": "2"}


@pytest.mark.spec("REP-07")
def test_a_form_clears_what_it_sends_empty(country: Country, training: Training) -> None:
    form = typed(training, training_years="", ends_on="")
    assert form.is_valid()
    save_trainings(rows_of(training), {training.pk: form.cleaned_data}, by=country.base)
    saved = fresh(training)
    assert (saved.training_years, saved.ends_on) == (None, None)
    assert saved.completeness < 100


@pytest.mark.spec("REP-07")
def test_a_form_sent_unchanged_changes_nothing(country: Country, training: Training) -> None:
    before = image([training])
    form = typed(training)
    assert form.is_valid()
    outcome = save_trainings(rows_of(training), {training.pk: form.cleaned_data}, by=country.base)
    assert (outcome.done, outcome.unchanged) == ([], [training.pk])
    assert image([training]) == before


@pytest.mark.spec("REP-07")
def test_what_no_longer_applies_is_cleared(country: Country, training: Training) -> None:
    employed = {
        "resident_category": "ENTRUST",
        "employer_name": "委派医院",
        "is_military_employer": False,
        "employer_credit_code": "12999999123456788W",
    }
    save_trainings(rows_of(training), {training.pk: employed}, by=country.base)
    assert fresh(training).completeness == 100
    save_trainings(rows_of(training), {training.pk: {"resident_category": "SOCIAL"}}, by=country.base)
    saved = fresh(training)
    assert (saved.employer_name, saved.is_military_employer, saved.employer_credit_code) == ("", None, "")
    assert saved.completeness == 100


@pytest.mark.spec("REP-07")
def test_year_base_and_province_cannot_be_changed(country: Country, training: Training) -> None:
    sent = {"intake_year": 2020, "institution": country.far.pk, "province_id": 1, "status": "completed"}
    outcome = save_trainings(rows_of(training), {training.pk: sent}, by=country.base)
    assert outcome.unchanged == [training.pk]
    assert (fresh(training).intake_year, fresh(training).institution) == (YEAR, country.hospital)
    assert not {"intake_year", "institution", "province"} & set(TrainingForm(training=training).fields)


@pytest.mark.spec("REP-07")
@pytest.mark.parametrize(
    ("values", "key", "why"),
    [
        ({"name": "李不同"}, "name", "与该证件号码已登记的姓名不一致，请核对姓名和证件号码。"),
        (
            {"document_type": "其他法定有效证件"},
            "document_type",
            "与该证件号码已登记的证件类别不一致，请核对证件类别和号码。",
        ),
    ],
)
def test_a_row_must_be_about_the_person_it_names(
    country: Country, training: Training, tmp_path: Path, values: dict[str, Any], key: str, why: str
) -> None:
    run = imported(cells(training, **values, training_years="1年"), tmp_path, country.base)
    (line,) = lines_of(run, Verdict.REFUSED)
    assert (line.heading, line.message) == (TRAININGS.column(key).title, why)
    assert fresh(training).training_years == 3


@pytest.mark.spec("REP-07", "PLT-04")
def test_another_bases_resident_is_not_known(country: Country, training: Training, tmp_path: Path) -> None:
    run = imported(cells(training, training_years="1年"), tmp_path, country.base_next_door)
    (line,) = lines_of(run, Verdict.REFUSED)
    assert line.message == f"本基地 {YEAR} 年招收名单中没有此人，请先导入住院医师账号，或核对证件号码。"
    for by in (country.base_next_door, country.reviewer, resident(training)):
        assert save_trainings(rows_of(training), {training.pk: {"training_years": "1"}}, by=by).done == []
    assert fresh(training).training_years == 3


@pytest.mark.spec("REP-07")
def test_a_record_that_has_gone_is_refused_and_not_forgotten(country: Country, training: Training) -> None:
    rows = [{"pk": training.pk, "training_years": "1"}, {"pk": training.pk + 1, "training_years": "1"}]
    outcome = import_trainings(rows, by=country.base)
    assert outcome.done == [0]
    assert outcome.refused == {1: "该记录已被删除，或不在您的管理范围内，请刷新后重试。"}


@pytest.mark.spec("REP-02", "REP-07")
def test_next_years_schedule_does_not_push_this_intake_aside(country: Country) -> None:
    now = Window.objects.filter(year=YEAR).first()
    ahead = {"starts_at": now.ends_at, "ends_at": now.ends_at.replace(year=now.ends_at.year + 1)}
    Window.objects.create(kind=now.kind, year=YEAR + 1, unit=country.nation, **ahead)
    assert intake_year() == YEAR
    Window.objects.filter(year=YEAR).delete()
    assert intake_year() == YEAR + 1


def test_the_walk_is_a_complete_record(training: Training) -> None:
    assert training_values(fresh(training)).items() >= TRAINING.items()
    assert fresh(training).ends_on == date(YEAR + 3, 8, 31)
