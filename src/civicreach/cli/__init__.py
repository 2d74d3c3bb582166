"""The command line: a thin door; everything it does, the library does too."""

from .app import main

__all__ = ["main"]
