"""How often an address may ask what costs or tells something, counted in the cache that all processes share."""

import time

from django.core.cache import cache

HOUR, MINUTE = 3600, 60


def is_too_often(what: str, address: str, *, most: int, seconds: int) -> bool:
    """Count this time; True when the address has asked more than `most` times in the present span of `seconds`."""
    key = f"limit:{what}:{address}:{int(time.time()) // seconds}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # thrown out of a full cache between the two lines
        return False
