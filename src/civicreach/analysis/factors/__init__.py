"""Why governments differ: descriptive statistics, moments, collinearity and least squares."""
