"""The whole demonstration, loaded once for all that look at it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from tests.once import emptied
from xinglin.demo.loading import load


@pytest.fixture(scope="package")
def loaded(
    django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, int]]:
    """Everything, taken back at the end."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), emptied():
        made = load()
        connection.check_constraints()  # deferred ones too, as a commit would
        yield made
