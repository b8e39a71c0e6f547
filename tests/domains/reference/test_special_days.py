"""节假日安排: kept by the nation and by provinces for themselves; working days are counted by it (REC-24, R-REC-04)."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db.models import QuerySet
from openpyxl import Workbook

from tests.factories.country import Country
from xinglin.domains.reference.actions import delete_days, import_days, save_days
from xinglin.domains.reference.models import SpecialDay
from xinglin.domains.reference.public import arranged_days
from xinglin.domains.reference.queries import days_visible_to
from xinglin.domains.reference.sheets import resolve_days
from xinglin.engines.access.roles import Role
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.sheets.actions import NewRun
from xinglin.engines.sheets.models import ImportRun
from xinglin.engines.sheets.sheet import SHEETS
from xinglin.engines.sheets.tasks import import_soon
from xinglin.kit.calendar import last_working_day

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REC-24", "REP-43")]
EVE, FEAST, SUNDAY = date(2040, 4, 13), date(2040, 4, 16), date(2040, 4, 15)  # a Friday, a Monday


def row(day: date, kind: str, name: str = "三月三", **others: Any) -> dict[str, Any]:
    return {"day": day, "kind": kind, "name": name, "document": None} | others


def of(*days: date) -> "QuerySet[SpecialDay]":
    return SpecialDay.objects.filter(day__in=days)


def test_a_provinces_own_days_count_there_alone_and_go_before_the_nations(country: Country) -> None:
    nation = country.actor(country.nation, Role.NATION_ADMIN)
    here = country.actor(country.province, Role.PROVINCE_ADMIN)
    assert save_days([row(SUNDAY, "worked", "调休"), row(FEAST, "off")], by=nation).done == [0, 1]
    assert save_days([row(EVE, "off"), row(SUNDAY, "off")], by=here).done == [0, 1]
    days = {province: arranged_days(province.pk) for province in (country.province, country.other_province)}
    assert [days[country.province].get(day) for day in (EVE, SUNDAY, FEAST)] == [False, False, False]
    assert [days[country.other_province].get(day) for day in (EVE, SUNDAY, FEAST)] == [None, True, False]
    after = {p.name: last_working_day(date(2040, 4, 12), 1, each) for p, each in days.items()}
    assert list(after.values()) == [date(2040, 4, 17), EVE]
    seen = {by.unit.name: days_visible_to(by).filter(day__year=2040).count() for by in (nation, here, country.base)}
    assert list(seen.values()) == [4, 4, 4]
    assert days_visible_to(country.other_reviewer).filter(day__year=2040).count() == 2


@pytest.mark.spec("PLT-41", "PLT-43")
def test_a_column_called_like_the_readers_own_word_is_read_like_any_other(
    country: Country, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    book, sheet, content = Workbook(), SHEETS["special-days"], BytesIO()
    book.worksheets[0].append([sheet.heading(column) for column in sheet.columns])
    book.worksheets[0].append([FEAST, "休息", "三月三", None])
    book.worksheets[0].append([str(SUNDAY), "上班", "调休", None])
    book.save(content)
    file = ContentFile(content.getvalue(), "days.xlsx")
    new = NewRun(sheet=sheet, file=file, file_name="days.xlsx", options={})
    run = import_soon(new, by=country.actor(country.nation, Role.NATION_ADMIN))
    run_pending()
    assert ImportRun._base_manager.get(pk=run).outcome == "成功导入:2行,错误:0行"
    assert of(FEAST, SUNDAY).count() == 2


def test_only_who_arranged_a_day_changes_or_deletes_it(country: Country) -> None:
    nation = country.actor(country.nation, Role.NATION_ADMIN)
    here, there = (country.actor(unit, Role.PROVINCE_ADMIN) for unit in (country.province, country.other_province))
    save_days([row(FEAST, "off", "节日")], by=nation)
    save_days([row(EVE, "off")], by=here)
    assert delete_days(of(FEAST, EVE), comment="误登记", by=there).refused == {
        of(FEAST).get().pk: f"{FEAST}（节日）由国家安排，只能由国家修改。"
    }
    assert delete_days(of(EVE), comment="误登记", by=nation).refused == {
        of(EVE).get().pk: f"{EVE}（三月三）由北京市安排，只能由北京市修改。"
    }
    assert delete_days(of(EVE), comment="误登记", by=country.base).done == []
    assert save_days([row(EVE, "off")], by=country.base).refused == {0: "节假日由国家和省级管理员安排，请联系他们。"}
    assert of(FEAST, EVE).count() == 2
    gone = delete_days(of(EVE), comment="文件撤销", by=here)
    assert (len(gone.done), of(EVE).exists(), arranged_days(country.province.pk).get(EVE)) == (1, False, None)
    assert AuditEntry.objects.filter(action="reference.days_deleted", reason="文件撤销").count() == 1


def test_the_sheet_knows_what_stands_and_no_weekday_is_worked_for_another(country: Country) -> None:
    nation = country.actor(country.nation, Role.NATION_ADMIN)
    save_days([row(SUNDAY, "worked", "调休", document="国办〔2039〕1号")], by=nation)
    rows = [row(SUNDAY, "worked", "调休上班"), row(EVE, "worked"), row(FEAST, "off")]
    why = f"{EVE} 是星期五，本来就上班，不需要登记；调休上班只登记周六、周日。"
    resolved = resolve_days(rows, by=nation)
    assert resolved.refused == {1: ("kind", why)}
    assert resolved.existing == {0: {"kind": "worked", "name": "调休", "document": "国办〔2039〕1号"}}
    outcome = import_days(rows, by=nation)
    assert (outcome.done, outcome.refused) == ([0, 2], {1: why})
    kept = of(SUNDAY).get()
    assert (kept.name, kept.document) == ("调休上班", "国办〔2039〕1号")  # an empty cell changes nothing
    assert import_days(rows, by=nation).unchanged == [0, 2]
