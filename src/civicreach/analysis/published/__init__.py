"""Printed numbers: whether they can be, and what follows from them."""
