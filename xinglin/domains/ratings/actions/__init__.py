"""Writes of this domain."""
