"""Admission by matching: plain functions on plain data (REC-50, REC-51)."""
