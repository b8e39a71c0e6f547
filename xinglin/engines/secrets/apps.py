from django.apps import AppConfig


class SecretsConfig(AppConfig):
    name = "xinglin.engines.secrets"
    label = "secrets"
