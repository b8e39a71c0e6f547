"""Passkeys (WebAuthn): what the browser is asked, and whether its answer is right (PLT-17). Nothing is stored here."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

from .models import Account, Passkey

CHALLENGE = "passkey_challenge"  # session key: good for one answer
LONGEST = 10_000  # characters of an answer


@dataclass(frozen=True)
class Credential:
    """A new key that has proved itself."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def registration_options(request: HttpRequest, account: Account) -> dict[str, Any]:
    """What `navigator.credentials.create` is called with."""
    options = generate_registration_options(
        rp_id=_host(request),
        rp_name="杏林",
        user_id=str(account.pk).encode(),
        user_name=account.login_masked,
        user_display_name=account.name,
        exclude_credentials=_known(account),
    )
    return _asked(request, options)


def authentication_options(request: HttpRequest, account: Account) -> dict[str, Any]:
    """What `navigator.credentials.get` is called with."""
    options = generate_authentication_options(
        rp_id=_host(request), allow_credentials=_known(account), user_verification=UserVerificationRequirement.PREFERRED
    )
    return _asked(request, options)


def registered(request: HttpRequest, answer: str) -> Credential | None:
    """The new key, or None when the answer is not right."""
    challenge = request.session.pop(CHALLENGE, None)
    if not challenge or len(answer) > LONGEST:
        return None
    try:
        proof = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
        )
    except (WebAuthnException, ValueError):
        return None
    return Credential(proof.credential_id, proof.credential_public_key, proof.sign_count)


def used(request: HttpRequest, account: Account, answer: str) -> tuple[Passkey, int] | None:
    """Which of the account's keys signed, and its new count; None when none did."""
    challenge = request.session.pop(CHALLENGE, None)
    key = _named_by(account, answer) if challenge and len(answer) <= LONGEST else None
    if key is None:
        return None
    try:
        proof = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
            credential_public_key=bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
        )
    except (WebAuthnException, ValueError):
        return None
    return key, proof.new_sign_count


def _named_by(account: Account, answer: str) -> Passkey | None:
    try:
        named = base64url_to_bytes(json.loads(answer)["rawId"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return Passkey.objects.filter(account=account, credential_id=named).first()


def _known(account: Account) -> list[PublicKeyCredentialDescriptor]:
    ids = account.passkeys.values_list("credential_id", flat=True)
    return [PublicKeyCredentialDescriptor(id=bytes(credential_id)) for credential_id in ids]


def _asked(request: HttpRequest, options: Any) -> dict[str, Any]:
    request.session[CHALLENGE] = bytes_to_base64url(options.challenge)
    return json.loads(options_to_json(options))


def _host(request: HttpRequest) -> str:
    return request.get_host().rsplit(":", 1)[0]


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
