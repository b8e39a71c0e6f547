"""What takes long to build is built once for a module, and every test is rolled back to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.core.cache import cache
from django.db import transaction

from tests.factories.country import Country, small_country
from xinglin.domains.reference.loading import load
from xinglin.domains.reference.models import Code, Specialty


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside was never there."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def founded() -> Iterator[Country]:
    """A small country until the module ends. Its tests found no other one: there is but one nation."""
    with undone():
        if not Specialty.objects.exists():  # emptied after a test that really commits
            load(Code, Specialty)
        yield small_country()


def lent(country: Country) -> Country:
    """The same for one test: accounts that it opens, and what was counted for it, are gone with it."""
    cache.clear()
    return replace(country, actors=dict(country.actors))
