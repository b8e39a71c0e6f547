"""The domain room «training»."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "xinglin.domains.training"
    label = "training"
    verbose_name = "住院医师"

    def ready(self) -> None:
        """Load what is only declared: reactions, chains, sheets, lists."""
        from . import chains, lists, menu, reactions, sheets  # noqa: F401, PLC0415 -- declarations register themselves
        from .queries import counting  # noqa: F401, PLC0415 -- as above
