"""What would become of rows before they are written: the sheets rehearse with it, and the actions judge by it."""

from .institutions import Registry
from .programmes import Institutions, Programmes

__all__ = ["Institutions", "Programmes", "Registry"]
