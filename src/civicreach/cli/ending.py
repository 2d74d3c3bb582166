"""How the command line ends: with an exit code, and never with a traceback."""

from __future__ import annotations

import atexit
import os
import sys
from typing import NoReturn

import typer

from .app import app
from .speaking import refusal, say

#: Packages of extras that commands import without asking first, by the name they are imported under.
_EXTRAS = {"httpx": "collect", "feedparser": "collect", "deltalake": "collect", "pyspark": "spark", "sqlglot": "spark",
           "docx": "documents", "typst": "documents", "xlsxwriter": "documents"}  # fmt: skip


def main() -> NoReturn:
    """Run the command line; what civicreach refuses ends as a sentence and an exit code, never as a traceback."""
    code = _run()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = 1
    atexit._run_exitfuncs()
    # what the system takes back at once Python would take apart object by object: a tenth of a small study. Other
    # command lines that start often, mypy among them, end the same way
    os._exit(code)


def _run() -> int:
    from civicreach.records.errors import CivicreachError
    from civicreach.records.words import message

    for stream in (sys.stdout, sys.stderr):
        # a terminal or pipe that is not UTF-8 must not break on Korean
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except CivicreachError as error:
        typer.echo(refusal(error), err=True)
        return error.exit_code
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in _EXTRAS:
            raise
        how = f"pip install 'civicreach[{_EXTRAS[package]}]'"
        needed = message("this needs {package}, which is not installed: {how}", package=package, how=how)
        typer.echo(f"civicreach: {say(needed)}", err=True)
        return CivicreachError.exit_code
    except BrokenPipeError:
        return 1
    except OSError as error:
        typer.echo(f"civicreach: {error.filename or 'a file'}: {error.strerror or error}", err=True)
        return 1
    return 0
