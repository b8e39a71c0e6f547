"""The engine room «review»."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "xinglin.engines.review"
    label = "review"
