"""Plans the rotations of a whole hospital: plain functions on plain data (ROT-20, ROT-21)."""
