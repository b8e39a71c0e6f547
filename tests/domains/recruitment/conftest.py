"""What tests of admission by a rule begin with."""

import pytest

from tests.domains.recruitment.fair import WISHES, Fair, fair
from tests.factories.country import Country


@pytest.fixture
def one(country: Country) -> Fair:
    found = fair(country, WISHES)
    found.score(80, 90, 85, 70, 65)
    return found
