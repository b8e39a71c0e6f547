"""The domain room «rotation»."""

from django.apps import AppConfig


class RotationConfig(AppConfig):
    name = "xinglin.domains.rotation"
    label = "rotation"
    verbose_name = "轮转"

    def ready(self) -> None:
        """Load what is only declared: menus, lists."""
        from . import lists, menu, reactions, tasks  # noqa: F401, PLC0415 -- declarations register themselves
