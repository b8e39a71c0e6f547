"""The engine room «history»."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "xinglin.engines.history"
    label = "history"
