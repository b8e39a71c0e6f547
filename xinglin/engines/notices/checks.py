"""What `check --deploy` has to say about the way to a mobile network (PLT-18, PLT-121)."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def gateway_is_chosen(**_kwargs: Any) -> list[Error]:
    """The local driver only shows messages on a page: in production no code would ever reach a telephone."""
    if settings.DEMONSTRATION or not settings.SMS_URL.startswith("local:"):
        return []
    return [
        Error(
            "SMS_URL names the local driver, which sends nothing.",
            hint="Set SMS_URL to the gateway of this installation; xinglin/engines/notices/gateways says how.",
            id="notices.E001",
        )
    ]
