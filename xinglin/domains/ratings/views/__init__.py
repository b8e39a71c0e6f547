"""Pages of ratings: the resident's, the supervisor's, and those of who looks after them."""
