import pytest

from . import people


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    """The strength of the hash is no part of these tests; see test_passwords_are_hashed_with_argon2."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def country(db):
    people.found_country()
