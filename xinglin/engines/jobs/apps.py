"""The engine room «jobs»."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "xinglin.engines.jobs"
    label = "jobs"
