"""What logbook writes."""
