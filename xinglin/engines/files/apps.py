"""The engine room «files»."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "xinglin.engines.files"
    label = "files"
