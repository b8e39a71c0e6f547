"""Encrypted columns, the keyed index by which they are found, and key rotation (PLT-51, 52, 100)."""

from xinglin.engines.secrets.columns import EncryptedField, IndexField
from xinglin.engines.secrets.keys import Unreadable
from xinglin.engines.secrets.kinds import Sealed, blind_index, sealed, sealed_many, tail_index

__all__ = [
    "EncryptedField",
    "IndexField",
    "Sealed",
    "Unreadable",
    "blind_index",
    "sealed",
    "sealed_many",
    "tail_index",
]
