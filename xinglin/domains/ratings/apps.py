"""The domain room «ratings»."""

from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "xinglin.domains.ratings"
    label = "ratings"
    verbose_name = "带教评价"

    def ready(self) -> None:
        """Load what is only declared: menus, lists, what runs by the clock."""
        from . import lists, menu, tasks  # noqa: F401, PLC0415 -- declarations register themselves
