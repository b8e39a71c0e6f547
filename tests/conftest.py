"""What all tests share."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import TransactionTestCase
from playwright.sync_api import Browser, expect, sync_playwright
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.factories.country import Country, small_country
from tests.once import as_migrated
from tests.spreading import ByFile
from xinglin.domains.reference.loading import load
from xinglin.domains.reference.models import Code, Specialty
from xinglin.domains.reference.public import forget
from xinglin.engines.accounts import figures

expect.set_options(timeout=20_000)  # a slow machine is waited for


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """With `-n` by our own order."""
    return ByFile(config, log)


@pytest.fixture(autouse=True, scope="session")
def cheap_repetitions() -> Iterator[None]:
    """What a server does once, or slowly on purpose, and tests would do ten thousand times over.

    Each test client builds its own middleware, for which WhiteNoise looks through all static files; a password takes
    a quarter of a second to hash. Which algorithm is used is proved in test_passwords_are_hashed_with_argon2. After a
    test that really commits, Django would truncate all 250 tables.
    """
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def look_once(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            look(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: as_migrated())
        for cost, least in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():
            patch.setattr(Argon2PasswordHasher, cost, least)
        yield


@pytest.fixture(autouse=True)
def fresh_code_lists() -> None:
    """Code lists are kept in memory for a minute; a test may have changed them."""
    forget()


@pytest.fixture(autouse=True)
def figures_by_default() -> None:
    """Security figures are kept in memory for seconds; nobody has set any, and no test counts a statement for them."""
    figures.suppose({})


@pytest.fixture
def country(db: Any) -> Country:
    """Two provinces, three hospitals, open windows."""
    if not Specialty.objects.exists():  # emptied after a test that really commits
        load(Code, Specialty)
    return small_country()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, else Playwright's own; for one module, since Playwright's loop holds the thread."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the database is used in order, whatever Playwright's loop does
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
