"""The engine room «history»."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "xinglin.engines.history"
    label = "history"

    def ready(self) -> None:
        """Check the settings."""
        from . import retention  # noqa: F401, PLC0415 -- its check registers itself
