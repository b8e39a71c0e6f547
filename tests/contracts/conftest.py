"""The world, built once for all contracts; every test is rolled back to it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from tests.contracts.addresses import Arguments, examples
from tests.contracts.world import World, build
from tests.factories.country import Country
from tests.once import undone
from xinglin.domains.reference.loading import load
from xinglin.domains.reference.models import Code, Specialty


@pytest.fixture(scope="package")
def built(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")), undone():
        if not Specialty.objects.exists():  # emptied after a test that really commits
            load(Code, Specialty)
        yield build()


@pytest.fixture(scope="package")
def known(built: World, django_db_blocker: Any) -> dict[str, list[Arguments]]:
    """Example records for every address."""
    with django_db_blocker.unblock():
        return examples(built)


@pytest.fixture
def world(built: World, known: Any, db: Any) -> World:
    """Records of three hospitals in every state, and somebody of every role in every place."""
    return built


@pytest.fixture
def country(world: World) -> Country:
    """There is but one nation, and here it is the world's."""
    return world.country
