"""A NUL character is answered with 400 wherever it stands, never with an error of ours."""

import pytest

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country


@pytest.mark.django_db
def test_a_nul_character_is_refused(country: Country) -> None:
    client = client_of(country.base)
    assert client.get("/training/intake/", {"name": "a\0b"}).status_code == 400
    assert client.post("/training/intake/", {"do": "filter", "name": "a\0b"}).status_code == 400
    assert client.get("/training/intake/", {"name": "ab"}).status_code == 200
