"""Readers of printed numbers: our own file, the layout of the paper's, and tables as they were copied."""

from .study_file import read_printed_study

__all__ = ["read_printed_study"]
