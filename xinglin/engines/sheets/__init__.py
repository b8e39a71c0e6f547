"""Excel: a sheet is a list of columns; template, import and export follow from it (PLT-40 to PLT-45)."""
