"""Writes of recruitment, each for a set, by area."""
