"""The domain room «people»."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "xinglin.domains.people"
    label = "people"
    verbose_name = "人员"

    def ready(self) -> None:
        """Load what is only declared."""
        from . import lists, menu  # noqa: F401, PLC0415 -- declarations register themselves
