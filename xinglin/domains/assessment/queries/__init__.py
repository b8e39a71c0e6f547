"""Reading the periodic assessment."""
