"""The engine room «actions»."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "xinglin.engines.actions"
    label = "actions"
