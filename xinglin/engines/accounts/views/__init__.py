"""Pages of the door, by what one comes for."""
