"""The domain room «reference»."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "xinglin.domains.reference"
    label = "reference"
    verbose_name = "代码"

    def ready(self) -> None:
        """Load what is only declared."""
        from . import lists, menu, sheets, tasks  # noqa: F401, PLC0415 -- declarations register themselves
