"""Pages of logbook."""
