"""Approval chains: submit, withdraw, approve, return, reject, for sets (PLT-30 to PLT-35)."""
