"""The domain room «recruitment»."""

from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    name = "xinglin.domains.recruitment"
    label = "recruitment"
    verbose_name = "招录"

    def ready(self) -> None:
        """Load what is only declared: menus, chains, lists."""
        from . import chains, files, lists, menu, reactions, sheets, tasks, windows  # noqa: F401, PLC0415 -- declarations register themselves
