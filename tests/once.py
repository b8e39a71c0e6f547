"""What takes long to build is built once for a module, and every test is rolled back to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction

from tests.factories.country import Country, small_country
from xinglin.domains.assessment.loading.reasons import load_reasons
from xinglin.domains.assessment.models import ProcedureReason
from xinglin.domains.logbook.loading import load_requirements
from xinglin.domains.logbook.models import Requirement
from xinglin.domains.reference.enums import SHORT_SINCE_2022
from xinglin.domains.reference.loading import load, load_holidays, load_rotation_standards
from xinglin.domains.reference.models import Code, RotationLine, RotationStandard, Shortage, SpecialDay, Specialty
from xinglin.domains.reference.public import forget
from xinglin.domains.rotation.loading import load_teaching_limits
from xinglin.domains.rotation.models import TeachingLimit

DJANGO_S_OWN = {"django_migrations", "django_content_type", "auth_permission"}  # no test writes them


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside was never there, nor the code lists as they were kept in memory meanwhile."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget()


def publish() -> None:
    """What came by migrations, in tables that have been emptied."""
    load(Code, Specialty)
    load_holidays(SpecialDay)
    load_rotation_standards(Specialty, RotationStandard, RotationLine)
    load_reasons(ProcedureReason)
    load_requirements(RotationLine, Requirement)
    load_teaching_limits(TeachingLimit)
    if not Shortage.objects.exists():
        short = Specialty.objects.filter(code__in=SHORT_SINCE_2022)
        Shortage.objects.bulk_create(Shortage(specialty=each, valid_from=date(2022, 1, 1)) for each in short)
    forget()


def as_migrated() -> None:
    """After a test that really commits: what it wrote is deleted, the waiting jobs too, and the published lists return.

    Only tables that hold something are touched, without their own triggers, which would write history of it.
    """
    tables = sorted({*connection.introspection.table_names()} - DJANGO_S_OWN)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"(SELECT '{table}' FROM \"{table}\" LIMIT 1)" for table in tables))
        held = [table for (table,) in cursor.fetchall()]
        steps = ("ALTER TABLE {} DISABLE TRIGGER USER", "DELETE FROM {}", "ALTER TABLE {} ENABLE TRIGGER USER")
        for step, after in zip(steps, ("", "SET CONSTRAINTS ALL IMMEDIATE", ""), strict=True):
            cursor.execute("; ".join([*(step.format(f'"{table}"') for table in held), after]))
    publish()


@contextmanager
def emptied() -> Iterator[None]:
    """For thousands of rows: tables as new, with the code lists, and none of the rows left as waste to later tests.

    TRUNCATE gives a table a new file, which goes with the transaction. In the old one lies what earlier tests took
    back; once PostgreSQL has cleared that away, it plans for no rows at all, and a load of seconds takes half an hour.
    """
    with undone():
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(sorted(_tables()))}")
        publish()
        yield


def _tables() -> set[str]:
    """Those of our own, in quotes."""
    ours = [config for config in apps.get_app_configs() if config.name.startswith("xinglin.")]
    models = [model for config in ours for model in config.get_models(include_auto_created=True)]
    return {f'"{model._meta.db_table}"' for model in models if model._meta.managed and not model._meta.proxy}


@contextmanager
def founded() -> Iterator[Country]:
    """A small country until the module ends. Its tests found no other one: there is but one nation."""
    with undone():
        if not Specialty.objects.exists():  # emptied after a test that really commits
            publish()
        yield small_country()


def lent(country: Country) -> Country:
    """The same for one test: accounts that it opens, and what was counted for it, are gone with it."""
    cache.clear()
    return replace(country, actors=dict(country.actors))
