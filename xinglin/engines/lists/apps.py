"""The engine room «lists»."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ListsConfig(AppConfig):
    name = "xinglin.engines.lists"
    label = "lists"

    def ready(self) -> None:
        """Know every list that an app's `lists.py` declares, also in commands that load no addresses."""
        autodiscover_modules("lists")
