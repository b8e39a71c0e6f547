"""The domain room «assessment»."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "xinglin.domains.assessment"
    label = "assessment"
    verbose_name = "医师定期考核"
