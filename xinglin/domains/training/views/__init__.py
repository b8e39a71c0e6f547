"""Pages of this domain: `staff` for bases and authorities, `resident` for residents themselves."""
