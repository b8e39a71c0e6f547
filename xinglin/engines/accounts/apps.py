"""The engine room «accounts»."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "xinglin.engines.accounts"
    label = "accounts"
