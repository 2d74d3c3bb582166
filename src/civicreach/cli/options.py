"""The options that several commands take."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from .speaking import choose

#: What the libraries under numpy ask for the number of their threads.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def one_thread(wanted: bool = True) -> bool:
    """Thousands of small systems: more threads would wait for one another. Before numpy is imported, which reads it."""
    for name in _THREADS if wanted else ():
        os.environ.setdefault(name, "1")
    return wanted


StudyPath = Annotated[Path, typer.Argument(metavar="STUDY", help="Folder that holds a study.toml.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder to write; made anew by every run.")]
Formats = Annotated[
    str | None,
    typer.Option(
        "--formats",
        metavar="LIST",
        help="html, csv, json, docx, xlsx, pdf, latex, markdown, figures: some with commas, or all.",
    ),
]
Deep = Annotated[
    bool,
    typer.Option(
        "--deep",
        callback=one_thread,
        help="Also compute every conclusion in other careful ways: How firm is it?",
    ),
]
PrintedFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="Printed numbers: json, toml, csv, xlsx, docx or pasted text.")
]
Template = Annotated[
    Path | None, typer.Option("--template", metavar="FILE", help="Word template whose styles and page the docx takes.")
]
Engine = Annotated[
    str | None,
    typer.Option("--engine", metavar="ADDRESS", help="Count on a Spark Connect server: spark://host:port. Or duckdb."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as json, for scripts.")]
Language = Annotated[
    str, typer.Option("--lang", metavar="en|ko", help="Language of the words.", callback=choose, show_default="en")
]
