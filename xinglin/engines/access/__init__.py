"""Units, roles, memberships, and the one place that decides what an actor sees and may do (PLT-01 to PLT-04)."""
