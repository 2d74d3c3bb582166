"""One module a table of a study; each turns a result into the one table object."""
