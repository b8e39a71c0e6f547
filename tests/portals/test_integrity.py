"""«历史完整性»: the auditor has history proved and reads what was found (PLT-61)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.db import connection
from django.utils import timezone

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.walk import opened
from xinglin.engines.access.roles import Role
from xinglin.engines.history.models import AuditEntry, Proof
from xinglin.engines.history.roots import close_days
from xinglin.engines.history.sealing import seal
from xinglin.engines.history.seals import sealing_key
from xinglin.engines.jobs.models import JobRun
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.notices.models import Notice
from xinglin.portals.tasks import prove_nightly, seal_hourly

pytestmark = pytest.mark.spec("PLT-61")
PAGE = "/audit/integrity/"


@pytest.fixture(autouse=True)
def own_file(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def test_a_proof_runs_in_the_background_and_is_shown(country: Country) -> None:
    opened(country)
    auditor = client_of(country.actor(country.nation, Role.AUDITOR))
    assert "还没有检查过" in auditor.get(PAGE).content.decode()
    auditor.post(f"{PAGE}start/")
    auditor.post(f"{PAGE}start/")  # a second press while it waits starts none
    assert "正在检查" in auditor.get(PAGE).content.decode()
    assert "hx-get" in auditor.get(f"{PAGE}progress/").content.decode()
    run_pending()
    run = JobRun._base_manager.get(task="history.prove")
    assert (run.state, run.message) == ("done", "与封存时完全一致。")
    assert run.done == run.total > 5
    assert auditor.get(f"{PAGE}progress/").headers["HX-Refresh"] == "true"
    text = auditor.get(PAGE).content.decode()
    assert "最近一次检查：与封存时完全一致" in text
    assert "国家卫生健康委员会审计管理员" in text
    assert AuditEntry.objects.get(action="history.proved").succeeded


def test_what_is_found_is_shown_and_told_to_the_auditors(country: Country) -> None:
    auditor = country.actor(country.nation, Role.AUDITOR)
    opened(country)
    seal_hourly()
    with connection.cursor() as cursor, pgtrigger.ignore():
        cursor.execute("UPDATE people_personevent SET name = '改名'")
    prove_nightly()
    key = Proof.objects.get().findings[0]["key"]
    text = client_of(auditor).get(PAGE).content.decode()
    assert f"people.Person（历史）：记录被修改，主键 {key}" in text
    assert Notice.objects.get(account=auditor.account_id).title == "历史检查发现 1 处问题"
    assert not AuditEntry.objects.get(action="history.proved").succeeded


def test_the_daily_roots_can_be_taken_along(country: Country) -> None:
    seal()
    lines = close_days(sealing_key(), timezone.now() + timedelta(days=1))
    auditor = client_of(country.actor(country.nation, Role.AUDITOR))
    assert auditor.get(f"{PAGE}roots.txt").content.decode() == f"{lines[0]}\n"
    assert lines[0].split()[1] in auditor.get(PAGE).content.decode()


def test_a_hospitals_auditor_reads_but_starts_none(country: Country) -> None:
    auditor = client_of(country.actor(country.hospital, Role.AUDITOR))
    assert "由国家审计管理员办理" in auditor.get(PAGE).content.decode()
    auditor.post(f"{PAGE}start/")
    assert not JobRun._base_manager.exists()


@pytest.mark.parametrize("role", [Role.NATION_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_others_have_no_such_page(country: Country, role: Role) -> None:
    browser = client_of(country.actor(country.nation, role))
    for url in (PAGE, f"{PAGE}progress/", f"{PAGE}roots.txt"):
        assert browser.get(url).status_code == 403
    assert browser.post(f"{PAGE}start/").status_code == 403
    assert not JobRun._base_manager.exists()
