"""The engine room «notices»."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "xinglin.engines.notices"
    label = "notices"

    def ready(self) -> None:
        """The menu item, the home block and the checks declare themselves."""
        from . import checks, menu  # noqa: F401, PLC0415 -- models must be loaded first
