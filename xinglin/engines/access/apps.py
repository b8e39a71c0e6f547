"""The engine room «access»."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "xinglin.engines.access"
    label = "access"
