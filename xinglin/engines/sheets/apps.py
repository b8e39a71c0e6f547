"""The engine room «sheets»."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "xinglin.engines.sheets"
    label = "sheets"

    def ready(self) -> None:
        """The menu item declares itself."""
        from . import menu  # noqa: F401, PLC0415 -- models must be loaded first
