"""The domain room «institutions»."""

from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "xinglin.domains.institutions"
    label = "institutions"
    verbose_name = "机构"
