"""The engine room «statistics»."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "xinglin.engines.statistics"
    label = "statistics"
