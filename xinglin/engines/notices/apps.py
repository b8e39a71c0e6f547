"""The engine room «notices»."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "xinglin.engines.notices"
    label = "notices"

    def ready(self) -> None:
        """The menu item and the home block declare themselves."""
        from . import menu  # noqa: F401, PLC0415 -- models must be loaded first
