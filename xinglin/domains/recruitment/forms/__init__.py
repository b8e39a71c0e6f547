"""Forms of recruitment, by area."""
