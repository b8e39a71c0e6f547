"""Recruitment of residents by a province: from the places of a base to the day somebody reports in (REC)."""
