"""Pages of supervisors, departments and the teaching department."""
