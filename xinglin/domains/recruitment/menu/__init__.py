"""What recruitment gives to menus, to-dos, home pages and the search, by area."""

from . import applying

__all__ = ["applying"]
