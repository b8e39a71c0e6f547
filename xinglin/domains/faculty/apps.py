"""The domain room «faculty»."""

from django.apps import AppConfig


class FacultyConfig(AppConfig):
    name = "xinglin.domains.faculty"
    label = "faculty"
    verbose_name = "师资"

    def ready(self) -> None:
        """Load what is only declared: menus, lists, sheets."""
        from . import files, lists, menu, reactions, sheets  # noqa: F401, PLC0415 -- declarations register themselves
