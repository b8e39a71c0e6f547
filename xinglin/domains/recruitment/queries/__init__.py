"""What recruitment reads."""
