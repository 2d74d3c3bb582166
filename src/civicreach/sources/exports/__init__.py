"""Exports of other tools, read as posts and dated counts; one module a tool."""

from .opening import Members, members
from .reading import Batch, Export, ExportReport
from .recognise import TOOLS

__all__ = ["TOOLS", "Batch", "Export", "ExportReport", "Members", "members"]
