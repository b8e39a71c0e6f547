"""Addresses of recruitment, by area."""
