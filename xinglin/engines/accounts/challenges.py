"""A person or a program? A picture code, or a proof of work for those who cannot read pictures (PLT-10)."""

import hashlib
import secrets
from datetime import timedelta

from altcha import Payload, create_challenge, verify_solution
from captcha.models import CaptchaStore
from django.conf import settings
from django.utils import timezone

from .models import UsedChallenge

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another
_GOOD_FOR = timedelta(minutes=5)
_BEGINS_WITH = "0000"  # of the hash: 65,536 tries on average, a second in an old browser, dear for a program
_LONGEST = 2000


def letters() -> tuple[str, str]:
    """What a new picture shows, and the answer (CAPTCHA_CHALLENGE_FUNCT)."""
    text = "".join(secrets.choice(_LETTERS) for _ in range(4))
    return text, text


def is_picture_read(key: str, typed: str) -> bool:
    """Was the picture read rightly? Each is good for one try, even of two at once."""
    picture = CaptchaStore.objects.filter(hashkey=key, expiration__gt=timezone.now()).first()
    is_first = picture is not None and CaptchaStore.objects.filter(pk=picture.pk).delete()[0] == 1
    return is_first and picture.response == typed.strip().lower()


def new_work() -> dict[str, object]:
    """A puzzle for the browser: find a counter whose SHA-256 begins as asked (ALTCHA's second format)."""
    expires = timezone.now() + _GOOD_FOR
    return create_challenge("SHA-256", 1, key_prefix=_BEGINS_WITH, expires_at=expires, hmac_secret=_secret()).to_dict()


def is_work_done(payload: str) -> bool:
    """Is it the solution (base64 of JSON) of a puzzle of ours, in time, and for the first time?"""
    if len(payload) > _LONGEST or not verify_solution(payload, _secret()).verified:
        return False
    signature = Payload.from_base64(payload).challenge.signature  # not the payload: it can be written in many ways
    return UsedChallenge.objects.get_or_create(
        signature=signature, defaults={"expires_at": timezone.now() + _GOOD_FOR}
    )[1]


def _secret() -> bytes:
    return hashlib.sha256(b"proof of work" + settings.SECRET_KEY.encode()).digest()
