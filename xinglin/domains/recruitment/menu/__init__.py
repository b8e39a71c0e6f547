"""What recruitment gives to menus, to-dos, home pages and the search, by area."""

from . import admission, applying, running, setup

__all__ = ["admission", "applying", "running", "setup"]
