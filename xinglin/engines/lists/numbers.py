"""Personal numbers in addresses. Addresses end up in histories and logs, so a token stands there for a number.

«~<keyed index>.<mask>» finds the same rows as the number, and shows what was asked for without giving it away.
"""

import base64
import binascii

from xinglin.engines.secrets import blind_index
from xinglin.engines.secrets.kinds import KINDS

MARK = "~"


def token_of(value: str, kind: str) -> str:
    """What stands in the address for a whole number."""
    index = base64.urlsafe_b64encode(blind_index(value, kind)).decode().rstrip("=")
    return f"{MARK}{index}.{KINDS[kind].masked(value)}"


def is_token(value: str) -> bool:
    """Was this written by `token_of`, as far as one can see?"""
    return value.startswith(MARK)


def token_index(token: str) -> bytes:
    """The keyed index by which the rows are found; one that finds nothing when the token was tampered with."""
    index = token[1:].partition(".")[0]
    try:
        return base64.urlsafe_b64decode(index + "=" * (-len(index) % 4))
    except (binascii.Error, ValueError):
        return b""


def token_mask(token: str) -> str:
    """What people see of it."""
    return token.partition(".")[2]
