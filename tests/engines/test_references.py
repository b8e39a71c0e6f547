"""References to rows that are never deleted, checked a statement at a time (docs/decisions/0009-standing-rows.md)."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone

from tests.factories.country import Country
from tests.walk import opened
from xinglin.domains.training.models import Training
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.actions.copying import copy_in

ABSENT = 999_999_999
COLUMNS = ("account_id", "unit_id", "role")


def memberships(country: Country) -> list[tuple[int, int, str]]:
    """The second one names a unit that is not there."""
    account = country.base.account_id or 0
    return [(account, country.far.pk, Role.PHYSICIAN), (account, ABSENT, Role.PHYSICIAN)]


def _execute(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


WRITES: dict[str, Callable[[Country], object]] = {
    "copy": lambda country: copy_in(Membership, COLUMNS, memberships(country)),
    "bulk": lambda country: Membership.objects.bulk_create(
        Membership(**dict(zip(COLUMNS, row, strict=True))) for row in memberships(country)
    ),
    "sql": lambda country: _execute(
        "INSERT INTO access_membership (account_id, unit_id, role, starts_at) VALUES (%s, %s, %s, %s)",
        *(*memberships(country)[1], timezone.now()),
    ),
    "update": lambda country: Training.objects.update(institution=ABSENT),
    "update of what may be empty": lambda country: Training.objects.update(site=ABSENT),
    "update of a single one": lambda country: _execute("UPDATE training_training SET province_id = %s", ABSENT),
}


@pytest.mark.parametrize("way", WRITES)
def test_no_way_of_writing_names_a_unit_that_is_not_there(country: Country, way: str) -> None:
    opened(country, 1)
    before = [list(model._base_manager.order_by("pk").values()) for model in (Membership, Training)]
    with pytest.raises(IntegrityError, match=f"names what is not in access_unit: {ABSENT}"), transaction.atomic():
        WRITES[way](country)
    assert [list(model._base_manager.order_by("pk").values()) for model in (Membership, Training)] == before


@pytest.mark.parametrize(
    "sql", ["DELETE FROM access_unit WHERE id = %s", "UPDATE access_unit SET id = id + 5000000 WHERE id = %s"]
)
def test_no_unit_goes_away_once_it_stands(country: Country, sql: str) -> None:
    unit = Unit.objects.create(kind="city", parent=country.province, name="无人市", path="/x/")
    with pytest.raises(DatabaseError, match="pgtrigger: Cannot"), transaction.atomic():
        _execute(sql, unit.pk)
    assert Unit.objects.filter(pk=unit.pk).exists()


def _unchecked() -> list[tuple[type[models.Model], models.ForeignKey]]:
    """References that PostgreSQL does not check itself, and that do not say (DO_NOTHING) that they may outlive."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and not (field.db_constraint or field.remote_field.on_delete is models.DO_NOTHING)
    ]


def test_every_reference_without_a_constraint_is_checked_by_triggers_and_its_parent_stays() -> None:
    found = _unchecked()
    assert {(model.__name__, field.name) for model, field in found} >= {("Membership", "unit"), ("Training", "site")}
    for model, field in found:
        parent = field.related_model._meta
        names = {f"{event}_{parent.db_table}_stands" for event in ("insert", "update")}
        checks = [trigger for trigger in model._meta.original_attrs["triggers"] if trigger.name in names]
        assert len(checks) == 2, (model, field.name)
        assert all(f"SELECT DISTINCT {field.column} FROM fresh" in trigger.func for trigger in checks)
        assert {"stays", "keeps_key"} <= {trigger.name for trigger in parent.original_attrs["triggers"]}
