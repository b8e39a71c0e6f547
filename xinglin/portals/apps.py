"""The portals."""

from django.apps import AppConfig


class PortalsConfig(AppConfig):
    name = "xinglin.portals"
    label = "portals"

    def ready(self) -> None:
        """Load what is only declared."""
        from . import audit, home, operators, security  # noqa: F401, PLC0415 -- declarations register themselves
