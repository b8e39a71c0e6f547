"""Menus, home pages and search per role, put together from what domains and engines declare."""
