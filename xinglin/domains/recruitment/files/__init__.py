"""What uploads of recruitment are for, and who may see them, by area."""

from . import following

__all__ = ["following"]
