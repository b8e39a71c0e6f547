"""Figures: what is counted by what, as a table, a picture and a workbook (PLT-110)."""
