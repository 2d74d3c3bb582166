"""The command line: a thin door; everything it does, the library does too."""

import gc

# importing makes many objects and no garbage; looking for it at every step would cost a tenth of a small study
gc.set_threshold(100_000, 50, 50)

from .ending import main  # noqa: E402

__all__ = ["main"]
