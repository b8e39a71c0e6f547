"""The portals."""

from django.apps import AppConfig


class PortalsConfig(AppConfig):
    name = "xinglin.portals"
    label = "portals"
