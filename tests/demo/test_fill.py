"""What `manage.py fill` writes by COPY is what the engine would have written for the same people."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils.timezone import localdate

from tests.factories.country import YEAR, Country, small_country
from tests.once import emptied
from tests.walk import opened, walk
from xinglin.demo import bases, founding
from xinglin.demo.growing import grow, next_serial
from xinglin.demo.log_ins import PASSWORD
from xinglin.demo.moulds import HOSPITAL, PROVINCE, TABLES
from xinglin.domains.people.models import Person
from xinglin.domains.training.lists import INTAKE
from xinglin.domains.training.models import ApprovedFacts, StatusChange, Training, UpdateEntry
from xinglin.domains.training.queries.facts import facts_of
from xinglin.domains.training.queries.history import changes_of
from xinglin.domains.training.queries.records import JOINED, completeness_of, reported_forms
from xinglin.engines.access.models import Unit
from xinglin.engines.accounts.models import Account
from xinglin.engines.files.models import Upload
from xinglin.engines.review.copies import answers_of, split
from xinglin.engines.review.models import Case, Submission
from xinglin.engines.secrets import blind_index
from xinglin.kit import documents

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.spec("PLT-120")]
RESIDENTS, YEARS = 600, 6


@pytest.fixture(scope="module")
def filled(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Country]:
    """Three bases with so many residents, taken back at the end."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        pytest.MonkeyPatch.context() as patch,
        emptied(),
    ):
        patch.setattr(bases, "BASES", 3)
        patch.setattr(founding, "this_year", lambda: YEAR)
        country = small_country()
        for unit in (country.base, country.base_next_door, country.base_far, country.reviewer, country.other_reviewer):
            assert unit.account_id
        grow(RESIDENTS, YEARS, seed=1, processes=0)
        connection.check_constraints()
        yield country


def cast(**which: Any) -> list[Training]:
    return list(Training.objects.filter(**which).select_related(*JOINED).order_by("pk"))


def test_records_are_spread_and_moulds_forgotten(filled):
    assert Training.objects.count() == Person.objects.count() == RESIDENTS
    assert set(Training.objects.values_list("intake_year", flat=True)) == set(range(YEAR - 5, YEAR + 1))
    assert Training.objects.values("institution").distinct().count() == 3
    assert not Unit.objects.filter(name__in=[HOSPITAL, PROVINCE]).exists()
    told = Training.objects.filter(intake_year=YEAR).values_list("case__state", flat=True)
    assert {None, "open", "approved", "returned"} <= set(told)


def test_a_copy_is_what_the_engine_would_freeze_of_the_record(filled):
    trainings = cast(case__state="approved", intake_year__in=[YEAR - 1, YEAR - 5])
    forms = reported_forms(trainings)
    assert len(trainings) > 50
    for training in trainings:
        copy, sensitive = split(forms[training.pk])
        frozen = Submission.objects.get(pk=training.case.approved_id)
        assert json.loads(json.dumps(copy)) == frozen.copy
        assert json.loads(sensitive or "{}") == json.loads(frozen.sensitive or "{}")


def test_facts_and_completeness_are_those_of_the_copy(filled):
    trainings = cast(case__state="approved")
    names = [f.attname for f in ApprovedFacts._meta.concrete_fields]
    for computed in facts_of(trainings):
        stored = ApprovedFacts.objects.get(pk=computed.training_id)
        assert [getattr(stored, name) for name in names] == [getattr(computed, name) for name in names]
    begun = cast(completeness__gt=0)  # who has been opened only is at 0, whatever the card tells of him
    assert len(begun) > len(trainings)
    assert completeness_of(begun) == {training.pk: training.completeness for training in begun}


@pytest.mark.spec("REP-33", "REP-36")
def test_whose_training_went_on_was_reported_again_and_keeps_the_original(filled):
    changes = list(StatusChange.objects.select_related("training__case"))
    assert {change.after for change in changes} == {"completed", "withdrawn", "extended", "suspended", "ended"}
    for change in changes:
        training, case = change.training, change.training.case
        assert (training.status, case.number, change.submission_id) == (change.after, 2, case.approved_id)
        assert change.approved_at == case.approved_at
        assert training.original_id not in (None, case.approved_id)
        assert ApprovedFacts.objects.get(pk=training.pk).status == change.after
        intake, last = case.submissions.order_by("number")
        assert (localdate(intake.at).year, last.at > intake.at) == (training.intake_year, True)
        assert localdate(last.at) >= change.starts_on


def test_rows_fill_the_same_columns_as_those_of_a_record_that_walked(filled):
    walked = walk(filled, opened(filled, 1, start=5000), "approved", start=5000)[0]
    same = next(
        training
        for training in cast(case__state="approved", intake_year=YEAR)
        if keys_of(training) == keys_of(walked) and training.case.number == walked.case.number
    )
    for model, path in TABLES:
        if model not in (Account, UpdateEntry):  # whoever walked has set no password, and was written more than once
            assert filled_columns(model, path, same) == filled_columns(model, path, walked), model


def keys_of(training: Training) -> list[str]:
    copy = Submission.objects.get(pk=training.case.approved_id).copy
    return [answer["key"] for answer in answers_of(copy)]


def filled_columns(model: Any, path: str, training: Training) -> list[set[str]]:
    rows = model._base_manager.filter(**{path: training.pk}).order_by("pk").values()
    given = [{name for name, value in row.items() if value not in (None, "", [], {})} for row in rows]
    return [names - {"comment"} for names in given]  # which a reviewer may leave out


def test_everybody_can_log_in_and_be_found(filled):
    training = cast(case__state="approved")[0]
    person, account = training.person, Account.objects.get(person=training.person_id)
    assert documents.check(person.document_type, person.document_number) is None
    assert 1901 <= person.birth_date.year <= 1905
    assert documents.implied(person.document_number) == (person.birth_date, person.gender)
    assert Account.objects.by_login(person.document_number) == account
    assert account.check_password(PASSWORD)
    assert account.login_masked == person.document_masked
    assert Person.objects.get(document_index=blind_index(person.document_number, "document")) == person
    assert Person.objects.get(mobile_index=blind_index(person.mobile, "mobile")) == person
    assert Case.objects.get(subject_id=training.pk).institution_id == training.institution_id
    assert person.pinyin
    assert person.initials


def test_history_tells_of_every_row(filled):
    for model in (Account, Person, Training, *(apps.get_model("people", name) for name in ("Education", "Licence"))):
        events = apps.get_model(model._meta.app_label, f"{model.__name__}Event").objects.filter(pgh_label="insert")
        mine = events.filter(pgh_context__metadata__action="示例数据", pgh_obj_id__in=model.objects.values("pk"))
        assert mine.values("pgh_obj").distinct().count() == mine.count() >= RESIDENTS / 2, model


@pytest.mark.spec("REP-37")
def test_each_record_has_the_line_of_its_opening_with_what_was_written(filled):
    lines = list(UpdateEntry.objects.select_related("context").order_by("training_id"))
    assert [line.training_id for line in lines] == list(Training.objects.order_by("pk").values_list("pk", flat=True))
    assert {(line.kind, line.context.metadata["action"]) for line in lines if line.context} == {("insert", "示例数据")}
    training = Training.objects.get(pk=lines[0].training_id)
    assert (lines[0].person_id, lines[0].institution_id) == (training.person_id, training.institution_id)
    assert localdate(lines[0].at).year == training.intake_year
    assert changes_of(lines[0])


def test_more_can_be_added(filled):
    first, uploads = next_serial(), Upload.objects.count()
    assert first == 200_000 + RESIDENTS
    grow(40, 2, seed=2, processes=0)
    connection.check_constraints()
    assert Training.objects.count() == RESIDENTS + 40
    assert next_serial() == first + 40
    assert Upload.objects.count() > uploads
    assert INTAKE.rows(filled.base).count() > 0


def test_production_is_not_filled_by_mistake(settings):
    settings.MODE, before = "production", Person.objects.count()
    with pytest.raises(CommandError, match="--yes"):
        call_command("fill", residents=10, stdout=StringIO())
    assert Person.objects.count() == before
