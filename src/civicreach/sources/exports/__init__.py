"""Exports of other tools, read as posts and dated counts; one module a tool."""

from civicreach.records.imports import ExportReport

from .opening import Members, members
from .reading import Batch, Export
from .recognise import TOOLS

__all__ = ["TOOLS", "Batch", "Export", "ExportReport", "Members", "members"]
