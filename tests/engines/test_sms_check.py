"""`check --deploy` refuses an installation whose messages reach nobody (PLT-18, PLT-121)."""

import pytest
from django.core.checks import registry, run_checks
from django.core.checks.registry import CheckRegistry

from xinglin.engines.notices import checks

pytestmark = pytest.mark.spec("PLT-121")


def told(settings, url: str, *, demonstration: bool = False) -> list[str]:
    settings.SMS_URL, settings.DEMONSTRATION = url, demonstration
    return [error.id or "" for error in run_checks(include_deployment_checks=True) if error.id == "notices.E001"]


def test_the_local_driver_is_an_error_in_production_and_nowhere_else(settings):
    assert told(settings, "local:") == ["notices.E001"]
    assert told(settings, "local:", demonstration=True) == []
    assert told(settings, "aliyun://id:secret@gateway.example?sign=x") == []


def test_it_is_asked_only_before_deployment():
    every: CheckRegistry = registry.registry
    assert checks.gateway_is_chosen in every.deployment_checks
    assert checks.gateway_is_chosen not in every.registered_checks
