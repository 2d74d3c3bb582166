"""One module a format; each draws the same tables and figures."""
