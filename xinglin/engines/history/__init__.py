"""Field history, the audit log, and whose hand a write was (PLT-60, PLT-101)."""
