"""`export_list`: the same as the button, for scripts."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from tests.engines.lists.example import VIEW, enrol
from tests.factories.country import Country
from xinglin.engines.history.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-45")]
BASE = "示范医院教学部"


def export(tmp_path: Path, *more: str, login: str = BASE) -> list[tuple[Any, ...]]:
    file = tmp_path / "list.xlsx"
    call_command("export_list", "tests-trainees", str(file), "--as", login, *more)
    return list(load_workbook(file).active.values)


def test_the_list_is_written_as_filtered_and_noted(country: Country, tmp_path: Path) -> None:
    row, *_ = enrol(country, country.hospital, 9)
    enrol(country, country.next_door, 2, seed=2)
    assert country.base.may(VIEW)
    table = export(
        tmp_path, "--filter", "intake_year=2026", f"specialty={row.specialty_id}", "--columns", "document_number"
    )
    assert table[0] == ("姓名", "证件号码")
    assert len(table) == 4
    assert (row.person.name, row.person.document_masked) in table
    entry = AuditEntry.objects.get(action="lists.exported")
    assert (entry.source, entry.account_name, entry.done) == ("command", BASE, 3)


@pytest.mark.spec("PLT-04")
def test_the_hospital_next_door_gets_only_its_own(country: Country, tmp_path: Path) -> None:
    enrol(country, country.hospital, 9)
    assert country.base_next_door.may(VIEW)
    assert len(export(tmp_path, login="邻院教学部")) == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--filter", "year=2026"), "没有查询条件“year”"),
        (("--filter", "intake_year=1999"), "查询条件 intake_year"),
        (("--filter", "intake_year"), "名称=值"),
    ],
)
def test_what_is_not_understood_exports_nothing(
    country: Country, tmp_path: Path, more: tuple[str, ...], sentence: str
) -> None:
    assert country.base.may(VIEW)
    with pytest.raises(CommandError, match=sentence) as caught:
        export(tmp_path, *more)
    assert not list(tmp_path.iterdir())
    if "=" in more[1]:
        assert caught.value.returncode == 2


def test_an_account_that_may_not_look_is_told(country: Country, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="不存在，或没有查看“学员名单”的权限"):
        export(tmp_path, login="无此账号")
