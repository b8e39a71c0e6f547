"""`manage.py migrate` at a cost that grows with the tables and not with their square (PLT-120)."""

from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState

_reload_all_related = ProjectState.reload_model


class Command(migrate.Command):
    """Django's own, with `reload_model` below."""

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's."""
        ProjectState.reload_model = reload_model  # type: ignore[method-assign,assignment]  # -- what this command exists for
        try:
            super().handle(*args, **options)
        finally:
            ProjectState.reload_model = _reload_all_related  # type: ignore[method-assign]  # -- put back


def reload_model(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    """Make anew the one class that an operation has changed.

    Django makes anew whatever is related to it too, and whatever is related to that. Every tracked table has its
    history and most lie under a unit, so that is nearly all of them for each of a thousand operations: minutes. The
    SQL of an operation asks no more of another table than its name and the type of its key, hence all classes only
    when a key has changed; and `is_delayed` has Django make all of them anew before data is migrated (RunPython).
    """
    if "apps" not in vars(state):  # nothing was made yet
        return
    if not delay and _key_has_changed(state, app_label, model_name):
        _reload_all_related(state, app_label, model_name, delay)
    else:
        state.is_delayed = True
        state._reload({(app_label, model_name)})  # type: ignore[attr-defined]  # -- Django's own way has no other name


def _key_has_changed(state: ProjectState, app_label: str, model_name: str) -> bool:
    """Is a field that others may refer to another one than before, or gone?"""
    before = state.apps.all_models[app_label].get(model_name)
    now = state.models[app_label, model_name].fields
    return before is not None and any(
        field.name not in now or now[field.name].deconstruct()[1:] != field.deconstruct()[1:]
        for field in before._meta.local_fields
        if field.unique
    )
