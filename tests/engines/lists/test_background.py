"""Large exports are made in the background, for who asked and for nobody else."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.engines.lists.conftest import Browse
from tests.engines.lists.example import enrol
from tests.factories.country import Country
from xinglin.engines.access.models import Membership
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.jobs.models import JobRun
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.lists import tasks, views
from xinglin.engines.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-45")]
PAGE = "/trainees/"


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 3)
    settings.MEDIA_ROOT = tmp_path


def test_a_large_export_is_made_later_and_fetched_by_who_asked(country: Country, browse: Browse) -> None:
    rows = enrol(country, country.hospital, 9)
    client = browse(country.base)
    started = client.post(f"{PAGE}?columns=document_number", {"do": "export"})
    address = started.headers["Location"]
    assert "正在导出" in client.get(address).content.decode()
    assert "hx-get" in client.get(address, headers={"HX-Request": "true"}).content.decode()
    run_pending()
    page = client.get(address).content.decode()
    assert "共 9 条记录" in page
    file = page.partition('href="/files/')[2].partition('"')[0]
    table = list(load_workbook(BytesIO(b"".join(client.get(f"/files/{file}")))).active.values)
    assert table[0] == ("姓名", "证件号码")
    assert {line[1] for line in table[1:]} == {row.person.document_masked for row in rows}
    assert AuditEntry.objects.get(action="lists.exported").done == 9
    assert Notice.objects.get().account_id == country.base.account_id
    other = browse(country.base_next_door)
    assert other.get(address).status_code == 404
    assert other.get(f"/files/{file}").status_code == 404
    Membership.objects.filter(pk=country.base.membership_id).update(rights=["accounts.reset"])  # in the session open
    assert (client.get(address).status_code, client.get(f"/files/{file}").status_code) == (404, 404)


def test_whole_numbers_need_right_and_reason_before_anything_starts(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 9)
    answer = browse(country.base).post(PAGE, {"do": "export", "whole": "1", "reason": "核对"})
    assert answer.status_code == 422
    assert not JobRun._base_manager.exists()


def test_an_identity_that_has_ended_gets_nothing(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 9)
    browse(country.base).post(PAGE, {"do": "export"})
    Membership.objects.filter(account__name="示范医院教学部").delete()
    run_pending()
    run = JobRun._base_manager.get()
    assert (run.state, run.result_id) == ("failed", None)
    assert "身份已经失效" in run.message


def test_a_fault_leaves_a_sentence(country: Country, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    enrol(country, country.hospital, 9)
    client = browse(country.base)
    address = client.post(PAGE, {"do": "export"}).headers["Location"]

    def fail(*args: Any, **kwargs: Any) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(tasks, "write", fail)
    with pytest.raises(ValueError, match="broken"):
        run_pending()
    assert "导出没有完成" in client.get(address).content.decode()


def test_work_given_up_is_told(country: Country, browse: Browse) -> None:
    enrol(country, country.hospital, 9)
    client = browse(country.base)
    address = client.post(PAGE, {"do": "export"}).headers["Location"]
    assert tasks.export_later.lost
    tasks.export_later.lost(run_id=JobRun._base_manager.get().pk)
    assert "导出被中断" in client.get(address).content.decode()
