"""Speed and memory of civicreach beside what a skilled person would use instead: ``python -m benchmarks``."""
