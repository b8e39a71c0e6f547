"""培训记录: recorded by the resident, confirmed by his supervisor, held against the standard's numbers (ROT-09)."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils.timezone import localdate

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.factories.faculty import person_of
from tests.factories.logbook import Department, department, entry
from tests.factories.rotation import supervisors_in
from xinglin.domains.logbook.actions.recording import (
    change_entries,
    confirm_records,
    record_entries,
    remove_entries,
    return_records,
)
from xinglin.domains.logbook.actions.requiring import import_requirements, remove_requirements
from xinglin.domains.logbook.models import Entry, Requirement
from xinglin.domains.logbook.queries.progress import Bar, progress_of
from xinglin.domains.logbook.queries.records import entries_visible_to, waiting_entries
from xinglin.domains.rotation.actions.staying import undo_entries
from xinglin.domains.rotation.models import Stint
from xinglin.engines.access.roles import Role
from xinglin.engines.notices.models import Notice

pytestmark = pytest.mark.django_db


def rows(*keys: int) -> Any:
    return Entry.objects.filter(pk__in=keys)


def bars(made: Department, place: int = 0) -> list[Bar]:
    """Of the line that the resident passes now."""
    training, line = made.stays[place].stint.resident.training_id, made.stays[place].stint.line_id
    return next(each.bars for each in progress_of([training])[training].lines if each.line and each.line.pk == line)


def asked(made: Department, **facts: Any) -> Any:
    """A number that the base asks beside the standard, of the line that the first resident passes now."""
    line = made.stays[0].stint.line
    assert line
    row = {"specialty": "0100", "version": "2014 版", "department": line.department, "kind": "disease"}
    return import_requirements([{**row, "name": "心包炎", "number": 4, **facts}], by=made.ward.base)


@pytest.mark.spec("ROT-09")
def test_a_patient_is_named_by_the_case_number_alone_and_once(country: Country) -> None:
    made = department(country)
    stay, today, own = made.stays[0].pk, localdate(), made.residents[0]
    wrong: dict[str, dict[str, Any]] = {
        "须在入科后登记": {"stay": made.stays[1].pk},
        "还没有到": {"happened_on": today + timedelta(1)},
        "日期应在本科室轮转期间": {"happened_on": made.stays[0].entered_on - timedelta(1)},
        "请填写病历号：病种按病历号逐例登记": {"case_number": None},
        "教学活动不填病历号": {"kind": "activity"},
        "把例数改为 1": {"number": 3},
        "患者只登记病历号": {"note": "患者电话 13900001111"},
    }
    outcome = record_entries([entry(stay, **facts) for facts in wrong.values()], by=own)
    assert outcome.done == []
    assert [words in outcome.refused[n] for n, words in enumerate(wrong)] == [True] * len(wrong)
    assert made.stays[0].entered_on == made.stays[0].stint.starts_on < today  # confirmed late, and nothing is lost
    fine = [
        entry(stay, happened_on=made.stays[0].entered_on),
        entry(stay),
        entry(stay, kind="skill", name="胸腔穿刺", case_number=None, number=3),
    ]
    outcome = record_entries(fine, by=own)
    assert (outcome.done, outcome.refused) == ([0, 2], {1: "同一病历号的同一项目已登记过，请核对。"})
    first = Entry.objects.get(pk=outcome.records[0])
    assert (first.case_number, first.department_id, first.state) == ("ZY2026001", made.unit.pk, "waiting")
    with connection.cursor() as cursor:  # in no table of ours, history among them, does it stand in plain text
        for model in apps.get_app_config("logbook").get_models():
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}" t WHERE t::text LIKE %s', ["%ZY2026001%"])
            assert cursor.fetchone() == (0,)
    assert undo_entries(Stint.objects.filter(stay=stay), by=made.head).refused[made.stays[0].stint_id] == (
        "学员已登记培训记录，不能撤销入科。"
    )


@pytest.mark.spec("ROT-09", "PLT-04")
def test_only_oneself_the_supervisor_the_department_and_the_base_see_it(country: Country) -> None:
    made = department(country)
    key = made.record(note="心功能III级")
    other_unit = made.ward.departments[1]
    (stranger,) = supervisors_in(country, other_unit, 1, start=560)
    for actor in (made.residents[0], made.teacher, made.head, country.base):
        assert [each.pk for each in entries_visible_to(actor)] == [key]
        assert "ZY2026001" in client_of(actor).get("/logbook/entries/").content.decode()
    strangers = (
        made.residents[1],
        person_of(stranger),
        country.actor(other_unit, Role.DEPARTMENT_HEAD),
        country.base_next_door,
        country.reviewer,
    )
    training = made.stays[0].stint.resident.training_id
    for actor in strangers:
        assert not entries_visible_to(actor).exists()
        assert "ZY2026001" not in client_of(actor).get("/logbook/entries/").content.decode()
        assert client_of(actor).get(f"/logbook/residents/{training}/").status_code in (403, 404)
        assert client_of(actor).get(f"/logbook/entries/{key}/").status_code in (403, 404)
        assert not confirm_records(rows(key), by=actor).done
        assert not return_records(rows(key), comment="不是我的", by=actor).done
        assert not remove_entries(rows(key), by=actor).done
    assert Entry.objects.get().state == "waiting"
    assert not confirm_records(rows(key), by=made.residents[0]).done
    assert waiting_entries(made.teacher).count() == waiting_entries(made.head).count() == 1


@pytest.mark.spec("ROT-09", "ROT-01")
def test_what_is_confirmed_counts_and_what_is_returned_comes_back(country: Country) -> None:
    made = department(country)
    assert asked(made).done == [0]
    low = asked(made, kind="case_report", name=None, number=1)
    assert low.refused == {0: "标准要求 2，不能低于标准。"}
    keys = [made.record(case_number=f"A{n}") for n in range(5)]
    assert confirm_records(rows(*keys[:2]), by=made.teacher).done == keys[:2]
    again = confirm_records(rows(*keys[:3]), by=made.head)
    assert (again.done, again.unchanged) == (keys[2:3], keys[:2])
    empty = return_records(rows(keys[3]), comment=" ", by=made.teacher)
    assert empty.refused == {keys[3]: "请填写退回原因，学员要靠它知道改什么。"}
    assert return_records(rows(*keys[2:4]), comment="诊断依据不足", by=made.teacher).done == keys[2:4]
    assert Notice.objects.get(title="培训记录被退回，请修改").account_id == made.residents[0].account_id
    bar = next(bar for bar in bars(made) if bar.name == "心包炎")
    assert (bar.title, bar.number, bar.confirmed, bar.waiting, bar.percent) == ("病种：心包炎", 4, 2, 1, 50)
    own = client_of(made.residents[0])
    page = own.get("/logbook/mine/").content.decode()
    assert "2 条被退回" in page
    assert "2 / 4，待确认 1" in page
    assert "诊断依据不足" in own.get(f"/logbook/entries/{keys[3]}/").content.decode()
    data = {"kind": "disease", "name": "心包炎", "happened_on": f"{localdate()}", "number": "1", "note": ""}
    assert own.post(f"/logbook/entries/{keys[3]}/", {**data, "case_number": "A0"}).status_code == 422
    assert own.post(f"/logbook/entries/{keys[3]}/", {**data, "case_number": "A3b"}).status_code == 302
    mended = Entry.objects.get(pk=keys[3])
    assert (mended.state, mended.case_number, mended.returned_for) == ("waiting", "A3b", "")
    fixed = change_entries(rows(keys[0]), {keys[0]: entry(0)}, by=made.residents[0]).refused[keys[0]]
    assert "带教老师已确认，不能修改或删除" in fixed
    assert "/logbook/mine/#line-" in own.get("/rotation/mine/").content.decode()
    _asked_on_the_page(made)
    assert remove_requirements(Requirement.objects.all(), by=country.base_next_door).done == []
    assert len(remove_requirements(Requirement.objects.all(), by=country.base).done) == 1
    assert "心包炎" not in {bar.name for bar in bars(made)}


def _asked_on_the_page(made: Department) -> None:
    """The base sets a number, changes it, and may not go below the standard."""
    base, line = client_of(made.ward.base), made.stays[0].stint.line
    assert line
    assert line.department in base.get("/logbook/requirements/new/").content.decode()
    data = {"line": line.pk, "kind": "skill", "name": "心包穿刺"}
    assert base.post("/logbook/requirements/new/", {**data, "number": ""}).status_code == 422
    assert base.post("/logbook/requirements/new/", {**data, "number": "3"}).status_code == 302
    own = Requirement.objects.get(name="心包穿刺")
    other = {"line": "0", "kind": "disease", "name": "别的", "number": "2"}  # what stands is what is changed
    assert base.post(f"/logbook/requirements/{own.pk}/", other).status_code == 302
    assert [bar.number for bar in bars(made) if bar.name == "心包穿刺"] == [2]
    standard = Requirement.objects.get(line=line, institution=None, kind="case_report")
    low = base.post(f"/logbook/requirements/{standard.pk}/", {"number": "1"})
    assert (low.status_code, "标准要求 2，不能低于标准。" in low.content.decode()) == (422, True)
    assert client_of(made.head).get("/logbook/requirements/new/").status_code == 403
    Requirement.objects.filter(pk=own.pk).delete()


@pytest.mark.spec("ROT-09")
def test_a_resident_records_on_the_page_and_progress_takes_few_statements(country: Country) -> None:
    made = department(country, 1)
    own, stay = client_of(made.residents[0]), made.stays[0]
    page = own.get(f"/logbook/entries/new/?stay={stay.pk}&kind=case_report&name=").content.decode()
    assert '<option value="case_report" selected>' in page
    data = {"stay": stay.pk, "kind": "case_report", "name": "扩张型心肌病", "happened_on": f"{localdate()}"}
    bad = own.post("/logbook/entries/new/", {**data, "case_number": "张三 1"})
    assert (bad.status_code, "不要填写患者姓名" in bad.content.decode()) == (422, True)
    again = {**data, "case_number": "MZ-77", "number": "1", "do": "again"}
    assert own.post("/logbook/entries/new/", again)["Location"] == "/logbook/entries/new/"
    assert Entry.objects.get().case_number == "MZ-77"
    head = client_of(made.head)
    assert "培训进度" in head.get("/logbook/residents/").content.decode()
    assert "扩张型心肌病" in head.get(f"/logbook/residents/{stay.stint.resident.training_id}/").content.decode()
