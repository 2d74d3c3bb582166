"""Synthetic data that reproduce printed numbers: twins of a study, of which nothing but these numbers is known."""
