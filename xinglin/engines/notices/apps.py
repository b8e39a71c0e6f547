"""The engine room «notices»."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "xinglin.engines.notices"
    label = "notices"
