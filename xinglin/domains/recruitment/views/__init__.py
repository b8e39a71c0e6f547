"""Pages of recruitment, by area."""
