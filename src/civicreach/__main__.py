"""`python -m civicreach` is the command line."""

from .cli import main

main()
