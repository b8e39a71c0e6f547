"""The typed fields of recruitment, by area."""
