"""Outcomes as they are: counts, logarithms, medians and ranks, each beside the plain least squares of `factors`."""
