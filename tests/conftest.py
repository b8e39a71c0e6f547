"""What all tests share."""

from typing import Any

import pytest

from tests.factories.country import Country, small_country
from xinglin.domains.reference.public import forget


@pytest.fixture(autouse=True)
def fresh_code_lists() -> None:
    """Code lists are kept in memory for a minute; a test may have changed them."""
    forget()


@pytest.fixture
def country(db: Any) -> Country:
    """Two provinces, three hospitals, open windows."""
    return small_country()
