"""What logbook reads."""
