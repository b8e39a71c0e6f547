"""The engine room «lists»."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "xinglin.engines.lists"
    label = "lists"
