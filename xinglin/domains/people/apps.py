"""The domain room «people»."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "xinglin.domains.people"
    label = "people"
    verbose_name = "人员"
