"""One module a figure: a result becomes a plain Vega-Lite description, alternative text and caption; no more."""
