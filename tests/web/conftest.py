"""A real browser over the style guide."""

import pytest
from playwright.sync_api import Browser


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    """The shared one."""
    return chromium
