"""Digests and signatures of blocks and days; see models.SealedBlock (PLT-61)."""

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any

from django.utils import timezone

from .models import DailyRoot, SealedBlock, SealingKey


class NoKey(LookupError):
    """There are seals, but the key that signed them is gone or is not ours."""


def sealing_key(*, may_make: bool = False) -> bytes:
    """The key of all signatures, made at the first sealing. Raises NoKey, secrets.Unreadable."""
    stored = SealingKey.objects.filter(pk=1).first()
    if stored is None:
        if not may_make or SealedBlock.objects.exists():
            raise NoKey
        fresh = SealingKey(pk=1, secret=base64.b64encode(secrets.token_bytes(32)).decode())
        SealingKey.objects.bulk_create([fresh], ignore_conflicts=True)
        stored = SealingKey.objects.get(pk=1)
    return base64.b64decode(stored.secret)


def digest_of(block: SealedBlock) -> bytes:
    """What the next block builds on."""
    facts = [
        *(block.number, bytes(block.previous).hex(), block.table, list(block.columns), list(block.secrets)),
        *(block.after_key, block.last_key, block.rows, bytes(block.content).hex()),
        *(_moment(at) for at in (block.first_at, block.last_at, block.sealed_at)),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).digest()


def root_of(day: DailyRoot, digests: bytes) -> bytes:
    """SHA-256 over the root of the day before and all digests of the day."""
    head = f"{day.day:%Y-%m-%d} {day.first_number}-{day.last_number} {day.rows} ".encode()
    return hashlib.sha256(head + bytes(day.previous) + digests).digest()


def signed(key: bytes, digest: bytes | memoryview, purpose: str) -> bytes:
    """HMAC-SHA256; a signature for one purpose is none for another."""
    return hmac.digest(key, purpose.encode() + b"\0" + bytes(digest), "sha256")


def drop_purpose(dropped_at: Any) -> str:
    """What the signature of a dropped block says."""
    return f"dropped {_moment(dropped_at)}"


def _moment(at: Any) -> str:
    return at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds")
