"""The report as a Word document: editable tables, captions that Word counts, pictures for print.

document  the whole, from title block to last page       fields  captions, lists of them, references
tables    header rows, spanners, groups, panels          styles  ours and a template's
pages     what a page holds, and which way it lies       figures pictures at 300 dots an inch
starter   a template to begin with
"""

from __future__ import annotations

from .document import report_docx
from .starter import starter_template
from .styles import missing_styles

__all__ = ["missing_styles", "report_docx", "starter_template"]
