"""How sure the coefficients of one model are, by errors that assume less and less."""
