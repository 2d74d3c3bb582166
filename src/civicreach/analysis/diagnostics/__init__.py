"""What a careful referee asks of a least squares model: which governments decide it, and where its assumptions fail."""
