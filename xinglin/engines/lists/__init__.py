"""List pages: columns, filters and actions over a query that takes the actor (PLT-50 to PLT-53)."""
