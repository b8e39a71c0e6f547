"""What is open when, for whom (PLT-20 to PLT-22)."""
