"""Reading supervisors: who is seen by whom, and what follows from the rows."""
