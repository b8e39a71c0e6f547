import pytest
from django.core.cache import cache

from . import people


@pytest.fixture
def country(db):
    cache.clear()
    people.found_country()
