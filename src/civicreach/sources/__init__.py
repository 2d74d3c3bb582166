"""Files from outside, read as records; whatever cannot be read as it should be is said in a sentence."""
