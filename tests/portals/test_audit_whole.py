"""The audit log is whole: each step of a walk through the product stands in it; who reads it and who not (PLT-101)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from tests.engines.accounts.people import hashed, log_in
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.walk import opened, walk
from xinglin.domains.training.actions import reset_passwords, save_trainings
from xinglin.domains.training.models import Training
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.review.actions import reveal
from xinglin.engines.sheets.actions import NewRun
from xinglin.engines.sheets.sheet import SHEETS
from xinglin.engines.sheets.tasks import import_soon
from xinglin.engines.windows.actions import Timing, extend, schedule
from xinglin.engines.windows.models import Window

pytestmark = pytest.mark.spec("PLT-101")


def import_nobody(country: Country) -> None:
    """A sheet whose only row is wrong."""
    book, sheet = Workbook(), SHEETS["resident-accounts"]
    book.worksheets[0].append([sheet.heading(column) for column in sheet.columns])
    book.worksheets[0].append(["？", "居民身份证", "1", "1", "1"])
    content = BytesIO()
    book.save(content)
    file = ContentFile(content.getvalue(), "x.xlsx")
    import_soon(NewRun(sheet=sheet, file=file, file_name="x.xlsx", options={}), by=country.base)
    run_pending()


def walk_through(country: Country) -> Training:
    """Everything that must be in the log, once."""
    cache.clear()
    training = walk(country, opened(country), "returned")[0]
    rows = Training.objects.filter(pk=training.pk)
    reveal(rows, reason="核对身份信息", by=country.reviewer)
    save_trainings(rows, {training.pk: {"ends_on": training.starts_on}}, by=country.base)
    reset_passwords(rows, by=country.base)
    client_of(country.base).post("/training/intake/", {"do": "export", "all": "1"})
    client_of(country.base).get(f"/training/{training.pk}/")
    import_nobody(country)
    grant([NewMembership(training.person.account_id or 0, country.hospital.pk, Role.SUPERVISOR)], by=country.base)
    now, nation = timezone.now(), country.actor(country.nation, Role.NATION_ADMIN)
    timing = Timing(
        kind="intake", year=2030, unit=country.nation, starts_at=now + timedelta(5), ends_at=now + timedelta(9)
    )
    schedule([timing], by=nation)
    window = Window.objects.get(year=2030)
    extend(
        Unit.objects.filter(pk=country.hospital.pk),
        window=window,
        ends_at=now + timedelta(12),
        reason="补报",
        by=nation,
    )
    return training


def test_each_step_of_a_walk_stands_in_the_log(country: Country) -> None:
    training = walk_through(country)
    found = {entry.action: entry for entry in AuditEntry.objects.order_by("pk")}
    expected = {
        "training.accounts_opened": "示范医院",
        "people.basic_saved": "示范医院",
        "training.saved": "示范医院",
        "review.submitted": "示范医院",
        "review.returned": "北京市",
        "review.revealed": "北京市",
        "training.passwords_reset": "示范医院",
        "lists.exported": "示范医院",
        "history.looked": "示范医院",
        "sheets.imported": "示范医院",
        "access.memberships_granted": "示范医院",
        "windows.scheduled": "国家卫生健康委员会",
        "windows.extended": "国家卫生健康委员会",
    }
    noted = set(AuditEntry.objects.values_list("action", "unit_name"))
    assert set(expected.items()) <= noted
    assert found["review.revealed"].reason == "核对身份信息"
    assert found["review.returned"].reason == "学位证书编号应为 16 位。"
    assert found["windows.extended"].reason == "补报"
    assert (found["sheets.imported"].done, found["sheets.imported"].refused) == (0, 1)
    for key in ("review.revealed", "lists.exported", "history.looked"):
        assert (found[key].is_look, found[key].subject_ids) == (True, [training.pk])
    assert training.person.document_number not in str(list(AuditEntry.objects.values_list("details", "account_name")))


def test_log_ins_stand_there_also_those_that_failed(country: Country) -> None:
    base = Account.objects.filter(pk=country.base.account_id)
    base.update(password=hashed())
    browser = Client()
    log_in(browser, base.get().login_masked, "wrong-Password-1")
    log_in(browser, base.get().login_masked)
    log_in(Client(), "11010119030307002X", "wrong-Password-1")
    entries = AuditEntry.objects.filter(action__startswith="accounts.log").order_by("pk")
    assert [(each.account_id, each.succeeded) for each in entries] == [
        (country.base.account_id, False),
        (country.base.account_id, True),
        (None, False),
    ]
    assert entries[2].account_name == "110***********002X"


@pytest.mark.parametrize(
    ("question", "there", "not_there"),
    [
        ("action=review.returned", "学位证书编号应为 16 位。", "住院医师账号导入"),
        ("is_look=1", "查看记录", "住院医师账号导入"),
        ("unit_name=北京", "学位证书编号应为 16 位。", "住院医师账号导入"),
        ("account_name=省级审核员", "学位证书编号应为 16 位。", "住院医师账号导入"),
        ("subject=access.unit", "为单位延长时间", "住院医师账号导入"),
    ],
)
def test_the_auditor_filters(country: Country, question: str, there: str, not_there: str) -> None:
    walk_through(country)
    text = client_of(country.actor(country.nation, Role.AUDITOR)).get(f"/audit/?{question}").content.decode()
    rows = text[text.index('id="list"') :]
    body = rows[rows.index("<tbody") : rows.index("</tbody>")] if "<tbody" in rows else rows
    assert there in body
    assert not_there not in body


def test_the_auditor_finds_by_subject_and_exports(country: Country) -> None:
    training = walk_through(country)
    auditor = client_of(country.actor(country.nation, Role.AUDITOR))
    text = auditor.get(f"/audit/?subject=training.training&subject_id={training.pk}").content.decode()
    assert "退回修改" in text
    answer = auditor.post("/audit/?action=review.returned", {"do": "export", "all": "1"})
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # -- a file
    rows = list(load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    assert len(rows) == 2
    assert "学位证书编号应为 16 位。" in rows[1]
    assert AuditEntry.objects.latest("pk").action == "lists.exported"


def test_a_units_auditor_reads_his_units_entries_alone(country: Country) -> None:
    walk_through(country)
    text = client_of(country.actor(country.hospital, Role.AUDITOR)).get("/audit/").content.decode()
    assert "示范医院" in text
    assert "学位证书编号应为 16 位。" not in text
    next_door = client_of(country.actor(country.next_door, Role.AUDITOR)).get("/audit/").content.decode()
    assert "还没有操作记录" in next_door


def test_it_is_kept_for_at_least_six_months() -> None:
    assert configured.AUDIT_KEEP_DAYS >= 180
