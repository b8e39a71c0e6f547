"""The engine room «fields»."""

from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "xinglin.engines.fields"
    label = "fields"
