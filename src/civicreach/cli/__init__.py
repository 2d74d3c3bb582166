"""The command line: a thin door; everything it does, the library does too."""

import atexit
import gc

# importing makes many objects and no garbage: looking for it at every step, and once more among all of them at the
# very end, would cost a fifth of a small study
gc.set_threshold(100_000, 50, 50)
atexit.register(gc.freeze)

from .app import main  # noqa: E402

__all__ = ["main"]
