"""Results in sentences: one module a kind of table; each turns tables into claims about them."""
