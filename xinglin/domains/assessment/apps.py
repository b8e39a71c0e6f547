"""The domain room «assessment»."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "xinglin.domains.assessment"
    label = "assessment"
    verbose_name = "医师定期考核"

    def ready(self) -> None:
        """Load what is only declared."""
        from . import chains, checks, files, lists, menu, reactions, sheets  # noqa: F401, PLC0415 -- declarations register themselves
