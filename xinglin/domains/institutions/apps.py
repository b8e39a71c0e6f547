"""The domain room «institutions»."""

from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "xinglin.domains.institutions"
    label = "institutions"
    verbose_name = "机构"

    def ready(self) -> None:
        """Load what is only declared."""
        from . import lists, menu, reactions, sheets  # noqa: F401, PLC0415 -- declarations register themselves
