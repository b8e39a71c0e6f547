"""«操作日志»: the auditor reads and filters, nobody else does, nobody alters (PLT-101)."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.walk import opened
from xinglin.engines.access.roles import Role
from xinglin.engines.history.models import AuditEntry


@pytest.mark.spec("PLT-101")
def test_the_auditor_reads_what_was_done(country: Country) -> None:
    opened(country, 2)
    auditor = client_of(country.actor(country.nation, Role.AUDITOR))
    page = auditor.get("/audit/?action=training.accounts_opened").content.decode()
    assert "住院医师账号导入" in page
    assert country.base.name in page
    assert "共 1 条记录" in page


@pytest.mark.spec("PLT-101")
@pytest.mark.parametrize("role", [Role.NATION_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_others_do_not(country: Country, role: Role) -> None:
    assert client_of(country.actor(country.nation, role)).get("/audit/").status_code == 403


@pytest.mark.spec("PLT-61", "PLT-101")
@pytest.mark.parametrize("statement", ["UPDATE history_auditentry SET title = ''", "DELETE FROM history_auditentry"])
def test_no_statement_alters_an_entry(country: Country, statement: str) -> None:
    opened(country, 1)
    before = AuditEntry.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.count() == before
    assert not AuditEntry.objects.filter(title="").exists()
