"""The import panel, progress, result, «导入记录» and who may see them (PLT-04, PLT-40 to PLT-44)."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.engines.sheets import example
from tests.engines.sheets.example import PEOPLE, people_of, row
from tests.engines.sheets.files import xlsx
from xinglin.engines.access.actor import Actor
from xinglin.engines.accounts.models import Account
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.sheets.models import ImportRun, RunState

pytestmark = pytest.mark.django_db
PANEL = f"/sheets/{PEOPLE.key}/import"


def browser(actor: Actor) -> Client:
    client = Client()
    account = Account.objects.get(memberships=actor.membership_id)
    account.password = "!"  # activated
    account.save()
    client.force_login(account, backend="xinglin.engines.accounts.backends.LoginBackend")
    return client


def upload(client: Client, path: Path, **choices: Any) -> ImportRun:
    answer = client.post(PANEL, {"file": SimpleUploadedFile(path.name, path.read_bytes()), **choices})
    run = ImportRun.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, reverse("sheets:run", args=[run.pk]))
    return run


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.spec("PLT-41", "PLT-44")
def test_upload_is_imported_in_the_background_and_told(folder: Path, clerk: Actor) -> None:
    client = browser(clerk)
    run = upload(client, xlsx(folder, row(1), row(2, document_type="学生证")))
    assert "正在排队" in text_of(client.get(reverse("sheets:run", args=[run.pk])))
    assert not people_of(clerk).exists()
    run_pending()
    page = text_of(client.get(reverse("sheets:progress", args=[run.pk])))
    assert "成功导入:1行,错误:1行" in page
    assert "错误详情(最大支持记录错误行数50条)" in page
    assert "第3行,第2列" in page
    assert "&lt;身份证件类别&gt;错误" in page
    assert "身份证件类别“学生证”不在可选项中，可填：" in page


@pytest.mark.spec("PLT-41")
def test_htmx_upload_is_led_to_its_run(folder: Path, clerk: Actor) -> None:
    file = SimpleUploadedFile("a.xlsx", xlsx(folder).read_bytes())
    answer = browser(clerk).post(PANEL, {"file": file}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("sheets:run", args=[ImportRun.objects.latest("pk").pk])


@pytest.mark.spec("PLT-41")
def test_page_shows_fifty_rows_and_counts_all(folder: Path, clerk: Actor) -> None:
    client = browser(clerk)
    run = upload(client, xlsx(folder, *[row(n, mobile="1", name="") for n in range(60)]))
    run_pending()
    page = text_of(client.get(reverse("sheets:run", args=[run.pk])))
    assert page.count("&lt;姓名&gt;错误") == page.count("&lt;有效的手机号码&gt;错误") == 50
    assert "全部 120 处错误" in page


@pytest.mark.spec("PLT-42")
def test_rehearsal_is_previewed_and_then_imported(folder: Path, clerk: Actor) -> None:
    client = browser(clerk)
    run = upload(client, xlsx(folder, row(1), row(2, name="")), check_only="on")
    run_pending()
    assert not people_of(clerk).exists()
    assert "王小明" in text_of(client.get(reverse("sheets:rows", args=[run.pk, "new"])))
    assert "不能为空" in text_of(client.get(reverse("sheets:rows", args=[run.pk, "refused"])))
    assert client.get(reverse("sheets:rows", args=[run.pk, "nonsense"])).status_code == 404
    answer = client.post(reverse("sheets:carry_out", args=[run.pk]))
    assert answer.status_code == 302
    run_pending()
    assert people_of(clerk).count() == 1
    assert not ImportRun.objects.latest("pk").check_only


@pytest.mark.spec("PLT-42")
def test_marked_workbook_and_original_can_be_downloaded_and_that_is_recorded(folder: Path, clerk: Actor) -> None:
    client = browser(clerk)
    path = xlsx(folder, row(1), row(2, mobile="1"))
    run = upload(client, path)
    run_pending()
    assert "下载标注后的表格" in text_of(client.get(reverse("sheets:run", args=[run.pk])))
    assert content_of(client.get(reverse("sheets:original", args=[run.pk]))) == path.read_bytes()
    marked = client.get(reverse("sheets:marked", args=[run.pk]))
    sheet = load_workbook(BytesIO(content_of(marked))).active
    assert sheet.cell(3, 4).comment.text.startswith("有效的手机号码应为 11 位")
    assert marked["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.filter(action="sheets.file_downloaded", subject_ids=[run.pk]).count() == 2


@pytest.mark.spec("PLT-40")
def test_template_is_downloaded(clerk: Actor) -> None:
    answer = browser(clerk).get(reverse("sheets:template", args=[PEOPLE.key]))
    book = load_workbook(BytesIO(content_of(answer)))
    assert book.worksheets[0]["A1"].value == "*姓名"


def test_missing_or_too_large_file_is_told_on_the_panel(folder: Path, clerk: Actor, settings: Any) -> None:
    client = browser(clerk)
    answer = client.post(PANEL, {})
    assert (answer.status_code, "请选择要导入的文件。" in answer.content.decode()) == (422, True)
    settings.SHEET_LIMITS = {"file_bytes": 100}
    answer = client.post(PANEL, {"file": SimpleUploadedFile("a.xlsx", xlsx(folder).read_bytes())})
    assert (answer.status_code, "文件超过 0 MB" in answer.content.decode()) == (422, True)
    assert not ImportRun.objects.exists()


@pytest.mark.spec("PLT-22")
def test_closed_window_disables_the_button_and_refuses_the_upload(folder: Path, clerk: Actor) -> None:
    client = browser(clerk)
    example.closed.append("招收信息上报已于 2026-11-01 24:00 结束。")
    try:
        page = text_of(client.get(PANEL))
        assert 'aria-disabled="true" data-why="招收信息上报已于 2026-11-01 24:00 结束。"' in page
        answer = client.post(PANEL, {"file": SimpleUploadedFile("a.xlsx", xlsx(folder).read_bytes())})
    finally:
        example.closed.clear()
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()


@pytest.mark.spec("PLT-44")
def test_records_name_who_when_file_and_outcome(folder: Path, clerk: Actor) -> None:
    client = browser(clerk)
    run = upload(client, xlsx(folder, row(1)))
    run_pending()
    run.refresh_from_db()
    page = text_of(client.get(reverse("sheets:runs")))
    for shown in ("people.xlsx", clerk.name, "成功导入:1行,错误:0行", "已完成"):
        assert shown in page
    assert "还没有导入记录" in text_of(client.get(reverse("sheets:runs"), {"sheet": "other"}))


@pytest.mark.spec("PLT-04")
def test_hospital_next_door_gets_404_everywhere(folder: Path, clerk: Actor, neighbour: Actor) -> None:
    run = upload(browser(clerk), xlsx(folder, row(1), row(2, name="")), check_only="on")
    run_pending()
    stranger = browser(neighbour)
    for name in ("run", "progress", "original", "marked"):
        assert stranger.get(reverse(f"sheets:{name}", args=[run.pk])).status_code == 404
    assert stranger.get(reverse("sheets:rows", args=[run.pk, "new"])).status_code == 404
    assert stranger.post(reverse("sheets:carry_out", args=[run.pk])).status_code == 404
    assert "people.xlsx" not in text_of(stranger.get(reverse("sheets:runs")))
    assert ImportRun.objects.count() == 1


@pytest.mark.spec("PLT-04")
@pytest.mark.parametrize(
    "ask", [lambda c: c.get(PANEL), lambda c: c.post(PANEL), lambda c: c.get(PANEL[:-6] + "template")]
)
def test_role_without_the_right_finds_no_sheet(province_clerk: Actor, ask: Callable[[Client], Any]) -> None:
    assert ask(browser(province_clerk)).status_code == 404


@pytest.mark.spec("PLT-04")
def test_nobody_logged_in_is_led_to_the_log_in() -> None:
    assert Client().get(PANEL).status_code == 302


def test_unreadable_file_is_told_on_its_page(folder: Path, clerk: Actor) -> None:
    client, path = browser(clerk), folder / "a.xlsx"
    path.write_bytes(b"%PDF-1.4")
    run = upload(client, path)
    run_pending()
    assert "这不是 Excel 或 CSV 文件" in text_of(client.get(reverse("sheets:run", args=[run.pk])))
    run.refresh_from_db()
    assert run.state == RunState.FAILED
