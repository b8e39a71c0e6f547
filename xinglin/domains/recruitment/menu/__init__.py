"""What recruitment gives to menus, to-dos, home pages and the search, by area."""

from . import admission, applying, following, running, setup

__all__ = ["admission", "applying", "following", "running", "setup"]
