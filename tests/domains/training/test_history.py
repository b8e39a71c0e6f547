"""Every change is told field by field, whichever way it came (PLT-60)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.domains.moments import fresh, rows_of
from tests.factories.country import Country
from tests.walk import TRAINING, opened, resident, walk
from xinglin.domains.institutions.models import Affiliation
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import save_basic, save_educations
from xinglin.domains.training.actions import import_trainings, save_trainings
from xinglin.domains.training.models import Training
from xinglin.domains.training.queries.history import history_of
from xinglin.engines.history.changes import Change, FieldChange


def told(training: Training, before: list[Change]) -> list[Change]:
    """What history tells now and did not tell before."""
    return [change for change in history_of(fresh(training)) if change not in before]


def newest(training: Training, action: str) -> Change:
    """A test is one transaction, so all its changes are equally old: those of an action are told apart by its name."""
    return next(change for change in history_of(fresh(training)) if change.action == action)


@pytest.mark.spec("PLT-60")
def test_a_form_is_told_with_who_when_before_and_after(country: Country) -> None:
    (training,) = walk(country, opened(country), "complete")
    save_trainings(rows_of(training), {training.pk: {"training_years": "2", "specialty": "0700"}}, by=country.base)
    change = newest(training, "保存培训信息")
    assert (change.kind, change.by, change.by_unit) == ("修改", country.base.name, "示范医院")
    assert set(change.fields) == {
        FieldChange("培训专业", "内科", "全科"),
        FieldChange("核定培训年限", "3年", "2年"),
    }
    assert abs(timezone.now() - change.at) < timedelta(minutes=1)


@pytest.mark.spec("PLT-60")
def test_the_part_is_named(country: Country) -> None:
    (training,) = walk(country, opened(country), "filled")
    people = Person.objects.filter(pk=training.person_id)
    new = {"bachelor": {"degree_number": "1002542026000001"}}
    before = history_of(training)
    save_educations(people, {training.person_id: new}, by=resident(training))
    (change,) = told(training, before)
    assert change.fields == (FieldChange("<本科>学位证书编号", "1041342026900000", "1002542026000001"),)
    assert change.by == training.person.name
    save_educations(people, {training.person_id: {"master": None}}, by=resident(training))
    gone = next(change for change in history_of(training) if change.kind == "删除")
    assert FieldChange("<硕士>毕业院校名称", "四川大学", "") in gone.fields


@pytest.mark.spec("PLT-60")
def test_a_sheet_is_told_row_by_row(country: Country) -> None:
    trainings = walk(country, opened(country, 2), "complete")
    rows = [{"pk": training.pk, "training_years": "1"} for training in trainings]
    import_trainings(rows, by=country.base.via("sheet"))
    for training in trainings:
        change = newest(training, "培训信息导入")
        assert change.by == country.base.name
        assert change.fields == (FieldChange("核定培训年限", "3年", "1年"),)
    source = Training.pgh_event_models["update"].objects.latest("pgh_id").pgh_context.metadata["source"]
    assert source == "sheet"


@pytest.mark.spec("PLT-60")
@pytest.mark.django_db(transaction=True)
def test_a_bulk_change_and_raw_sql_are_told_too(country: Country) -> None:
    trainings = walk(country, opened(country, 2), "complete")
    Training.objects.filter(pk__in=[t.pk for t in trainings]).update(training_years=2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE training_training SET status = 'suspended' WHERE id = %s", [trainings[0].pk])
    raw, bulk = history_of(fresh(trainings[0]))[:2]
    assert (raw.kind, raw.by, raw.fields) == ("修改", "系统", (FieldChange("培训状态", "在培", "暂停"),))
    assert bulk.fields == (FieldChange("核定培训年限", "3年", "2年"),)
    assert history_of(fresh(trainings[1]))[0].fields == bulk.fields


@pytest.mark.spec("PLT-60", "PLT-52")
def test_numbers_are_told_masked(country: Country) -> None:
    (training,) = opened(country)
    people = Person.objects.filter(pk=training.person_id)
    save_basic(people, {training.person_id: {"mobile": "19921111828"}}, by=resident(training))
    assert newest(training, "保存基本信息").fields == (FieldChange("手机", "199****1828", "199****1828（已更改）"),)
    opening = next(c for c in history_of(training) if any(f.title == "证件号码" for f in c.fields))
    assert FieldChange("证件号码", "", training.person.document_masked) in opening.fields
    assert training.person.document_number not in str(history_of(training))


@pytest.mark.spec("PLT-60")
def test_a_second_save_of_the_same_is_no_event(country: Country) -> None:
    (training,) = walk(country, opened(country), "complete")
    events = Training.pgh_event_models["update"].objects
    number = events.count()
    for _ in range(2):
        outcome = save_trainings(rows_of(training), {training.pk: TRAINING}, by=country.base)
        assert (outcome.done, outcome.unchanged) == ([], [training.pk])
    assert events.count() == number
    assert fresh(training).revision == training.revision


@pytest.mark.spec("PLT-60")
def test_a_long_history_costs_no_more_statements(country: Country) -> None:
    (training,) = walk(country, opened(country), "complete")
    for site in (country.next_door, country.far):
        Affiliation.objects.create(base=country.hospital, site=site)

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            history_of(fresh(training))
        return len(captured)

    statements()  # code lists are read once
    before = statements()
    for site in ("邻院", "远方医院", "邻院"):
        save_trainings(rows_of(training), {training.pk: {"site": site}}, by=country.base)
    assert newest(training, "保存培训信息").fields == (FieldChange("协同单位", "远方医院", "邻院"),)
    assert statements() == before
