"""`manage.py migrate` makes anew what an operation needs, and all of it where a key has changed."""

import pytest
from django.core.management import get_commands
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState

from xinglin.engines.history.management.commands import migrate


@pytest.fixture
def state() -> ProjectState:
    """A hospital, and a ward that refers to it by its key."""
    made = ProjectState()
    key = ("id", models.BigAutoField(primary_key=True, serialize=False))  # as makemigrations writes it
    made.add_model(ModelState("place", "Hospital", [key, ("name", models.TextField())]))
    of = models.ForeignKey("place.Hospital", models.CASCADE)
    made.add_model(ModelState("place", "Ward", [key, ("hospital", of)]))
    assert made.apps
    return made


def type_of_reference(state: ProjectState) -> str | None:
    return state.apps.get_model("place", "Ward")._meta.get_field("hospital").db_type(connection)


def test_the_command_is_ours() -> None:
    assert get_commands()["migrate"] == "xinglin.engines.history"


@pytest.mark.parametrize("delay", [True, False])
def test_only_the_changed_table_is_made_anew_and_all_before_data_is_migrated(state: ProjectState, delay: bool) -> None:
    hospital, ward = (state.apps.get_model("place", name) for name in ("Hospital", "Ward"))
    state.models["place", "hospital"].fields["city"] = models.TextField()
    migrate.reload_model(state, "place", "hospital", delay=delay)
    anew = state.apps.get_model("place", "Hospital")
    assert anew is not hospital
    assert anew._meta.get_field("city")
    assert state.apps.get_model("place", "Ward") is ward
    assert state.is_delayed  # type: ignore[attr-defined]  # -- what RunPython looks at
    state.clear_delayed_apps_cache()
    assert state.apps.get_model("place", "Ward")._meta.get_field("hospital").related_model is not hospital


def test_a_table_that_is_new_leaves_the_others(state: ProjectState) -> None:
    ward = state.apps.get_model("place", "Ward")
    bed = ModelState("place", "Bed", [("id", models.AutoField(primary_key=True))])
    state.models["place", "bed"] = bed
    migrate.reload_model(state, "place", "bed")
    assert state.apps.get_model("place", "Bed")
    assert state.apps.get_model("place", "Ward") is ward


def test_who_refers_to_a_key_follows_its_type(state: ProjectState) -> None:
    assert type_of_reference(state) == "bigint"
    state.models["place", "hospital"].fields["id"] = models.UUIDField(primary_key=True)
    migrate.reload_model(state, "place", "hospital")
    assert type_of_reference(state) == "uuid"
