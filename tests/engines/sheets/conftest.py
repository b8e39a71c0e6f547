"""Two hospitals of one province, each with a clerk who may import."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories.country import Country
from xinglin.engines.access.actor import Actor


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


@pytest.fixture
def clerk(country: Country) -> Actor:
    return country.base


@pytest.fixture
def neighbour(country: Country) -> Actor:
    return country.base_next_door


@pytest.fixture
def province_clerk(country: Country) -> Actor:
    return country.reviewer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
