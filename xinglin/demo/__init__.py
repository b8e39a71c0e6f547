"""A realistic country to try the product on: real public names of hospitals and schools, invented people (PLT-120)."""
