"""Reads of this domain: `records` for what pages show, `judging` for what a write would do."""
