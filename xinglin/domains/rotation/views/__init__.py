"""Request in, action called, answer out."""
