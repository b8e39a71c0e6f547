"""What recruitment gives to menus, to-dos, home pages and the search, by area."""

from . import applying, running, setup

__all__ = ["applying", "running", "setup"]
