"""The engine room «windows»."""

from django.apps import AppConfig


class WindowsConfig(AppConfig):
    name = "xinglin.engines.windows"
    label = "windows"
