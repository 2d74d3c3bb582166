"""One module a figure: an altair chart with its alternative text. altair is imported when a chart is drawn."""
