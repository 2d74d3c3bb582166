"""The report's tables as a workbook: numbers that are numbers, and read as in every other document.

workbook  the whole, with the sheet that leads to the others    tables   one sheet a table
numbers   number formats that show what a report shows          pen      what every sheet is written with
"""

from __future__ import annotations

from .workbook import report_xlsx

__all__ = ["report_xlsx"]
