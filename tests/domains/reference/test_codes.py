"""Code lists and specialties: added, renamed, retired, never deleted; records keep what they were saved with."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from tests.factories.country import Country
from tests.walk import TRAINING, opened, walk
from xinglin.domains.institutions.models import SpecialtyBase
from xinglin.domains.reference.actions import (
    begin_names,
    import_codes,
    restore_codes,
    retire_codes,
    save_codes,
    save_specialties,
)
from xinglin.domains.reference.enums import CODE_LISTS
from xinglin.domains.reference.models import Code, Shortage, Specialty, SpecialtyName
from xinglin.domains.reference.public import labels, options, short_specialties, synonyms
from xinglin.domains.reference.sheets import resolve_codes, resolve_specialties
from xinglin.domains.training.actions import save_trainings
from xinglin.domains.training.forms import TrainingForm
from xinglin.domains.training.models import Training
from xinglin.domains.training.queries.records import training_values
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REP-43")]
TABLE = "cultivation_type"


@pytest.fixture
def nation(country: Country) -> Actor:
    return country.actor(country.nation, Role.NATION_ADMIN)


def code(table: str = TABLE, value: str = "national") -> Code:
    return Code.objects.filter(table=table, code=value).latest("pk")


def row(label: str, value: str = "national", **others: object) -> dict:
    return {"table": TABLE, "code": value, "label": label, **others}


def test_a_new_code_is_offered_from_its_day(nation: Actor) -> None:
    tomorrow = localdate() + timedelta(1)
    rows = [row("援疆计划培养", "xinjiang", order=9), row("定向计划培养", "directed", valid_from=tomorrow)]
    assert save_codes(rows, by=nation).done == [0, 1]
    assert options(TABLE)[-1] == ("xinjiang", "援疆计划培养")
    assert "directed" not in dict(options(TABLE))


def test_a_renaming_keeps_the_old_version_and_its_name_as_synonym(nation: Actor) -> None:
    day = localdate()
    assert save_codes([row("国家统一计划培养")], by=nation).done == [0]
    old, new = Code.objects.filter(table=TABLE, code="national").order_by("pk")
    assert (old.label, old.valid_until) == ("国家计划培养", day - timedelta(1))
    assert (new.label, new.valid_from, new.valid_until) == ("国家统一计划培养", day, None)
    assert dict(options(TABLE))["national"] == labels(TABLE)["national"] == "国家统一计划培养"
    assert synonyms(TABLE)["国家计划培养"] == "national"
    assert save_codes([row("国家计划培养学员")], by=nation).done == [0]  # on the very day it is put right
    assert Code.objects.filter(table=TABLE, code="national").count() == 2


def test_a_renaming_to_come_changes_nothing_today(nation: Actor) -> None:
    save_codes([row("国家统一计划培养", valid_from=localdate() + timedelta(30))], by=nation)
    assert dict(options(TABLE))["national"] == labels(TABLE)["national"] == "国家计划培养"
    early = save_codes([row("又一名称", valid_from=localdate())], by=nation)
    assert "早于此日" in early.refused[0]


def test_the_sheet_clears_nothing_that_is_left_empty(nation: Actor) -> None:
    given = row("国家计划培养", order=None, synonyms=None, parent_code=None, valid_from=None, valid_until=None)
    assert resolve_codes([given], by=nation).existing[0]["synonyms"] == "国家计划"
    assert import_codes([given], by=nation).unchanged == [0]
    assert code().synonyms == ["国家计划"]


def test_a_code_that_no_column_can_hold_is_refused(nation: Actor) -> None:
    new = {"table": "ethnic_group", "code": "970", "label": "穿青人"}
    assert save_codes([new], by=nation).refused == {0: "“民族”的代码最多 2 位，现为 3 位，请缩短。"}
    fixed = save_codes([{"table": "gender", "code": "3", "label": "其他"}], by=nation)
    assert "不能新增" in fixed.refused[0]
    assert not Code.objects.filter(table__in=("ethnic_group", "gender"), code__in=("970", "3")).exists()


def test_every_list_has_a_name() -> None:
    assert set(Code.objects.values_list("table", flat=True)) == CODE_LISTS.keys()


def test_retiring_hides_and_restoring_offers_again(nation: Actor) -> None:
    rows = Code.objects.filter(table=TABLE, code="other") | Code.objects.filter(table="gender", code="1")
    outcome = retire_codes(rows, comment="新规定", by=nation)
    assert len(outcome.done) == len(outcome.refused) == 1
    assert "other" not in dict(options(TABLE))
    assert labels(TABLE)["other"] == "其他"
    assert "1" in dict(options("gender"))
    assert restore_codes(rows, by=nation).done == outcome.done
    assert "other" in dict(options(TABLE))


def test_a_record_keeps_a_retired_code_and_nobody_else_gets_it(country: Country, nation: Actor) -> None:
    mine, other = walk(country, opened(country, 2), "complete")
    retire_codes(Code.objects.filter(table=TABLE, code="national"), comment="停用", by=nation)
    training = Training.objects.get(pk=mine.pk)
    stored = {**training_values(training), "revision": training.revision}
    form = TrainingForm(None, initial=stored, training=training)
    assert ("national", "国家计划培养（已停用）") in form.fields["cultivation_type"].widget.choices
    sent = {key: form[key].value() for key in form.fields}
    form = TrainingForm(sent | {"ends_on": "2029-07-31"}, initial=stored, training=training)
    assert form.is_valid(), form.errors
    outcome = save_trainings(Training.objects.filter(pk=mine.pk), {mine.pk: form.cleaned_data}, by=country.base)
    assert outcome.done == [mine.pk]
    training.refresh_from_db()
    assert (training.cultivation_type, training.ends_on) == ("national", date(2029, 7, 31))
    fresh = TrainingForm(sent, initial={"revision": other.revision}, training=Training.objects.get(pk=other.pk))
    assert "不在可选项中" in fresh.errors["cultivation_type"][0]


def test_nobody_but_the_nation_writes(country: Country) -> None:
    for by in (country.base, country.reviewer, country.actor(country.province, Role.PROVINCE_ADMIN)):
        assert save_codes([row("改名")], by=by).refused.keys() == {0}
        assert save_specialties([{"code": "0100", "name": "改名"}], by=by).refused.keys() == {0}
        assert retire_codes(Code.objects.all(), comment="停用", by=by).done == []
    assert code().label == "国家计划培养"


def specialty_row(name: str, **others: object) -> dict:
    return {"code": "0400", "name": name, "category": "临床", "years": 3, **others}


def test_a_specialty_keeps_its_row_and_its_programmes_follow_its_name(country: Country, nation: Actor) -> None:
    before = Specialty.objects.get(code="0100")
    new = {"code": "0100", "name": "内科学", "category": "临床", "years": 3}
    assert save_specialties([new], by=nation).done == [0]
    assert Specialty.objects.get(code="0100").pk == before.pk
    assert list(SpecialtyName.objects.filter(specialty=before).values_list("name", flat=True)) == ["内科", "内科学"]
    names = set(SpecialtyBase.objects.filter(specialty=before).values_list("unit__name", "unit__short_name"))
    assert names == {("内科学专业基地", "内科学")}


def test_a_new_name_waits_for_its_day(nation: Actor, time_machine: object) -> None:
    day = localdate() + timedelta(40)
    assert save_specialties([specialty_row("皮肤性病科", named_from=day)], by=nation).done == [0]
    assert Specialty.objects.get(code="0400").name == "皮肤科"
    time_machine.move_to(day + timedelta(1))  # type: ignore[attr-defined]  # -- a fixture of time-machine
    assert len(begin_names(Specialty.objects.all(), by=nation).done) == 1
    assert Specialty.objects.get(code="0400").name == "皮肤性病科"


def test_shortage_is_dated(nation: Actor) -> None:
    names = set(Specialty.objects.filter(pk__in=short_specialties()).values_list("name", flat=True))
    assert names == {"全科", "儿科", "精神科", "妇产科", "麻醉科", "急诊科", "临床病理科", "重症医学科"}
    today = localdate()
    rows = [
        specialty_row("皮肤科", shortage_from=today),
        specialty_row("全科", code="0700", shortage_from=date(2022, 1, 1), shortage_until=today - timedelta(1)),
    ]
    assert resolve_specialties(rows, by=nation).refused == {}
    assert save_specialties(rows, by=nation).done == [0, 1]
    found = set(Specialty.objects.filter(pk__in=short_specialties()).values_list("code", flat=True))
    assert "0400" in found
    assert "0700" not in found
    assert Shortage.objects.filter(specialty__code="0700").count() == 1
    wrong = save_specialties([specialty_row("皮肤科", shortage_until=today)], by=nation)
    assert wrong.refused == {0: "填写了移出紧缺专业的日期，请同时填写列入日期。"}


def test_a_retired_specialty_stays_with_those_who_are_in_it(country: Country, nation: Actor) -> None:
    training = walk(country, opened(country), "complete")[0]
    new = {"code": "0100", "name": "内科", "category": "临床", "years": 3, "valid_until": localdate() - timedelta(1)}
    save_specialties([new], by=nation)
    values = {**TRAINING, "ends_on": date(2029, 7, 31)}
    rows = Training.objects.filter(pk=training.pk)
    assert save_trainings(rows, {training.pk: values}, by=country.base).done == [training.pk]
