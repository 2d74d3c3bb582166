"""The Word template of a journal: looked at before anything is counted, and a first one to start from."""

from __future__ import annotations

from pathlib import Path

from civicreach.records.errors import Fault, OutputError, StudyError
from civicreach.records.study import Study
from civicreach.records.words import message
from civicreach.report.locale import Locale

from .documents import lacking_package

#: What Word calls a document and a template.
SUFFIXES = (".docx", ".dotx")


def template_of(study: Study, folder: Path) -> Path | None:
    """The template that a study names, after a look at it; None where it names none.

    Raises
    ------
    InputError
        It is no Word document, or has styles of the right names and of other kinds.
    """
    if study.report.template is None:
        return None
    template = folder / study.report.template
    lacking_styles(template)
    return template


def lacking_styles(template: Path) -> str:
    """A sentence that names the styles which a report brings because the template lacks them; empty if it has all.

    Raises
    ------
    InputError
        It is no Word document, or has styles of the right names and of other kinds.
    OutputError
        The package that reads it is not installed.
    """
    try:
        from civicreach.report.writers.docx import missing_styles
    except ModuleNotFoundError as error:
        raise lacking_package("a Word template", error) from None
    names = missing_styles(template)
    if not names:
        return ""
    return (
        f"the Word template {template.name} lacks {len(names)} of the styles that a report uses, which brings its own: "
        f"{', '.join(names)}; `civicreach template FILE` writes a template that has them all"
    )


def start_template(target: Path, *, language: str) -> Path:
    """A new Word template with every style of a report; the target must not exist yet.

    Raises
    ------
    StudyError
        The name is not that of a Word file.
    OutputError
        It is already there, cannot be written, or the package that writes it is not installed.
    """
    if target.suffix.lower() not in SUFFIXES:
        raise StudyError(
            [Fault("FILE", message("is not the name of a Word template"), target.name, message("journal.docx"))]
        )
    try:
        from civicreach.report.writers.docx import starter_template
    except ModuleNotFoundError as error:
        raise lacking_package("a Word template", error) from None
    try:
        with target.open("xb") as file:
            file.write(starter_template(Locale(language), as_dotx=target.suffix.lower() == ".dotx"))
    except FileExistsError:
        raise OutputError(
            message("{target} is already there; name a file that is not, or remove it first", target=target)
        ) from None
    except OSError as error:
        raise OutputError(
            message("{target} cannot be written: {strerror}", target=target, strerror=error.strerror or error)
        ) from None
    return target
