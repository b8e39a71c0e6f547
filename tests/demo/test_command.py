"""`manage.py demo` where there is nothing to do."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from xinglin.engines.access.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-120")]


def test_production_is_not_loaded_with_known_passwords(settings):
    settings.MODE, before = "production", Unit.objects.count()
    with pytest.raises(CommandError, match="生产环境"):
        call_command("demo")
    assert Unit.objects.count() == before


def test_a_database_without_it_says_so():
    out = StringIO()
    call_command("demo", "--logins", stdout=out)
    assert "没有演示账号" in out.getvalue()
