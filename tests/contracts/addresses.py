"""Every address of the product, with example records of one hospital in each that names one."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories.country import Country
from tests.walk import opened, upload_for, walk
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.models import Notice
from xinglin.engines.sheets.models import ImportRun
from xinglin.engines.windows.models import Window, WindowExtension

FOREIGN = ("captcha-", "captcha")  # of the picture code's own package: pictures, no records


def every_pattern() -> Iterator[tuple[str, URLPattern]]:
    """(full name, pattern) of all addresses the resolver knows."""

    def through(patterns: Any, prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from through(
                    pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                )
            else:
                yield f"{prefix}{pattern.name}", pattern

    for name, pattern in through(get_resolver().url_patterns, ""):
        if not name.startswith(FOREIGN):
            yield name, pattern


def parameters(pattern: URLPattern) -> tuple[str, ...]:
    """Names of what the address takes."""
    return tuple(pattern.pattern.converters)


def records(country: Country) -> dict[str, dict[str, Any]]:
    """Name of an address (or its namespace) → arguments that name records of `country.hospital` and nobody else's."""
    training = walk(country, opened(country, 1), "reported")[0]
    upload = upload_for(country.base, "certificate-scan")
    run = ImportRun._base_manager.create(
        key="resident-accounts",
        account_id=country.base.account_id,
        account_name=country.base.name,
        membership_id=country.base.membership_id,
        unit=country.hospital,
        institution=country.hospital,
        province=country.province,
        file_name="x.xlsx",
    )
    notify([country.base.account_id or 0], "消息", by=country.reviewer)
    window = Window.objects.create(
        kind="intake-reporting",
        year=2030,
        unit=country.province,
        starts_at="2030-01-01T00:00Z",
        ends_at="2030-02-01T00:00Z",
    )
    extension = WindowExtension.objects.create(
        window=window, unit=country.hospital, ends_at="2030-03-01T00:00Z", reason="补报"
    )
    return {
        "training": {"pk": training.pk},
        "schedule:revoke": {"pk": extension.pk},
        "schedule": {"pk": window.pk},
        "sheets": {"pk": run.pk, "verdict": "refused", "key": "resident-accounts"},
        "files:send": {"kind": "portrait"},
        "files": {"uuid": upload.pk},
        "lists": {"key": "intake", "pk": training.pk, "column": "document_number", "name": "training.deleted"},
        "access": {"membership_id": country.base.membership_id},
        "accounts": {"account_id": training.person.account_id},
        "notices": {"pk": Notice.objects.get().pk},
        "jobs": {"pk": 1},
    }
