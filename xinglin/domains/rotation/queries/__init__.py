"""Reads of rotation: all that a page shows starts from `…_visible_to(actor)`."""
