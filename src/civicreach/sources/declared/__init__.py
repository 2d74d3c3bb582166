"""Posts of any file whose fields are named by hand, read by the engine: for what no tool of `exports` wrote."""

# what reads is imported from its own module: a command is told what is wrong with its fields before the engine loads
from .fields import PostFields

__all__ = ["PostFields"]
