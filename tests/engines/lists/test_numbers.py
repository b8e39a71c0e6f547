"""Masked numbers: revealed with a reason that is kept, exported masked unless the role may (PLT-45, PLT-52)."""

from io import BytesIO

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from tests.engines.lists.conftest import Browse
from tests.engines.lists.example import TRAINEES, enrol
from tests.factories.country import Country
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.lists.address import Asked
from xinglin.engines.lists.exporting import _rows, may_export_whole

pytestmark = pytest.mark.django_db
PAGE = "/trainees/"


def address(pk: int, column: str = "document_number") -> str:
    return f"/lists/tests-trainees/{pk}/reveal/{column}/"


@pytest.mark.spec("PLT-52")
def test_a_number_is_shown_once_with_a_reason_that_is_kept(country: Country, browse: Browse) -> None:
    row = enrol(country, country.hospital, 1)[0]
    number = row.person.document_number
    client = browse(country.base)
    assert number not in client.get(PAGE).content.decode()
    assert number not in client.get(address(row.pk)).content.decode()
    refused = client.post(address(row.pk), {"reason": "", "other": " "})
    assert (refused.status_code, number in refused.content.decode()) == (422, False)
    assert not AuditEntry.objects.filter(action="lists.number_revealed").exists()
    shown = client.post(address(row.pk), {"reason": "核对身份信息"})
    assert number in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    entry = AuditEntry.objects.get(action="lists.number_revealed")
    assert (entry.reason, entry.subject_ids, entry.account_id) == ("核对身份信息", [row.pk], country.base.account_id)
    assert number not in str(entry.__dict__)


@pytest.mark.spec("PLT-04", "PLT-52")
def test_a_strangers_number_does_not_exist(country: Country, browse: Browse) -> None:
    row = enrol(country, country.hospital, 1)[0]
    client = browse(country.base_next_door)
    for pk, column in ((row.pk, "document_number"), (row.pk + 999, "document_number")):
        assert client.get(address(pk, column)).status_code == 404
        assert client.post(address(pk, column), {"reason": "好奇"}).status_code == 404
    mine = browse(country.base)
    assert mine.get(address(row.pk, "name")).status_code == 404
    assert mine.get(f"/lists/no-such/{row.pk}/reveal/document_number/").status_code == 404
    assert not AuditEntry.objects.filter(action="lists.number_revealed").exists()


@pytest.mark.spec("PLT-45")
def test_export_holds_what_is_filtered_in_the_chosen_columns_masked(country: Country, browse: Browse) -> None:
    rows = enrol(country, country.hospital, 30)
    enrol(country, country.hospital, 5, seed=2, status="withdrawn")
    answer = browse(country.base).post(
        f"{PAGE}?state=in&columns=document_number,created_at&sort=name", {"do": "export"}
    )
    sheet = load_workbook(BytesIO(b"".join(answer))).active
    table = list(sheet.values)
    assert table[0] == ("姓名", "证件号码", "建档时间")
    assert len(table) == 31
    assert {line[1] for line in table[1:]} == {row.person.document_masked for row in rows}
    entry = AuditEntry.objects.get(action="lists.exported")
    assert entry.done == 30
    assert entry.details["asked"] == "?state=in&sort=name&columns=document_number,created_at"


@pytest.mark.spec("PLT-45")
def test_whole_numbers_are_exported_by_who_may_and_with_a_reason(country: Country, browse: Browse) -> None:
    row = enrol(country, country.hospital, 1)[0]
    base, province = browse(country.base), browse(country.reviewer)
    refused = base.post(PAGE, {"do": "export", "whole": "1", "reason": "上报"})
    assert (refused.status_code, "您的身份不能导出完整号码" in refused.content.decode()) == (422, True)
    silent = province.post(PAGE, {"do": "export", "whole": "1"})
    assert (silent.status_code, "需要填写理由" in silent.content.decode()) == (422, True)
    answer = province.post(PAGE, {"do": "export", "whole": "1", "reason": "执业注册核验"})
    table = list(load_workbook(BytesIO(b"".join(answer))).active.values)
    assert row.person.document_number in table[1]
    entry = AuditEntry.objects.get(action="lists.exported")
    assert (entry.reason, entry.details["whole"]) == ("执业注册核验", ["document_number"])


@pytest.mark.spec("PLT-04", "PLT-45")
def test_the_hospital_next_door_exports_nothing_of_ours(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 3)
    answer = browse(country.base_next_door).post(PAGE, {"do": "export"})
    assert len(list(load_workbook(BytesIO(b"".join(answer))).active.values)) == 1


@pytest.mark.spec("PLT-45")
def test_every_column_is_exported_as_the_page_shows_it(country: Country) -> None:
    rows = enrol(country, country.hospital, 20)
    type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows[:9]]).update(
        site=country.next_door, is_rural_order=True, starts_on="2026-09-01", cultivation_type="A", specialty=None
    )
    every = ",".join(TRAINEES.by_key)
    for columns in (every, every.replace(",case", "")):  # with and without one that does not say what it reads
        asked = Asked(TRAINEES, country.reviewer, QueryDict(f"columns={columns}&sort=name"))
        whole = may_export_whole(TRAINEES, country.reviewer)
        shown = [
            [column.whole(row) if column in whole else column.export(row) for column in asked.columns]
            for row in asked.ordered
        ]
        assert [[cell or "" for cell in row] for row in _rows(asked, whole)] == [
            [cell or "" for cell in row] for row in shown
        ]
