"""The domain room «reference»."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "xinglin.domains.reference"
    label = "reference"
    verbose_name = "代码"
