"""The domain room «logbook»."""

from django.apps import AppConfig


class LogbookConfig(AppConfig):
    name = "xinglin.domains.logbook"
    label = "logbook"
    verbose_name = "培训记录和出科考核"

    def ready(self) -> None:
        """Load what is only declared: menus, lists, sheets."""
        from . import lists, menu, reactions, sheets  # noqa: F401, PLC0415 -- declarations register themselves
