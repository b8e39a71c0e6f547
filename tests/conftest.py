"""What all tests share."""

from typing import Any

import pytest

from tests.factories.country import Country, small_country
from xinglin.domains.reference.loading import load
from xinglin.domains.reference.models import Code, Specialty
from xinglin.domains.reference.public import forget


@pytest.fixture(autouse=True)
def fresh_code_lists() -> None:
    """Code lists are kept in memory for a minute; a test may have changed them."""
    forget()


@pytest.fixture
def country(db: Any) -> Country:
    """Two provinces, three hospitals, open windows."""
    if not Specialty.objects.exists():  # emptied after a test that really commits
        load(Code, Specialty)
    return small_country()
