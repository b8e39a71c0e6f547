"""The engine room «sheets»."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "xinglin.engines.sheets"
    label = "sheets"
