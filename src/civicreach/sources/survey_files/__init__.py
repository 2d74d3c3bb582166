"""Survey files of any kind as one `Survey`: SPSS, Stata, csv and workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from civicreach.records.errors import Fault, InputError, Sentence
from civicreach.records.study import SetDeclaration, SurveyFile
from civicreach.records.survey import Code, Question, ResponseSet, Survey
from civicreach.records.words import Message, message
from civicreach.sources.columns import VARIABLE, check_ids, find_column
from civicreach.sources.files import KINDS, read_file
from civicreach.sources.numbers import cell_text
from civicreach.sources.sentences import listed
from civicreach.sources.tables import read_table

from .questions import ask, with_labels, with_missing
from .response_sets import ReadSet, category, delimited, dichotomous
from .tabular import take_apart
from .variables import FileSet, SurveySource, Variable


def read_survey(folder: Path, spec: SurveyFile) -> Survey:
    """The survey that a study names, with labels and the codes of missing answers kept apart from the answers.

    The variable that names the government is text in every format, as ids are. It keeps its labels where the
    link is by name; where it is by id or code, the code itself is what counts.

    Parameters
    ----------
    folder : Path
        The study folder.
    spec : SurveyFile
        The section [survey]: what it declares is added to what the file itself says, and wins over it.

    Returns
    -------
    Survey
        One row a response, in the order of the file. An answer that the file or the study declares missing is
        `Missing.DECLARED`, an empty one `Missing.BLANK`.

    Raises
    ------
    InputError
        With every fault of the file and of what is declared about it.
    """
    source = _open(folder, spec)
    faults: list[Fault] = []
    variables = _declared(source, spec, faults)
    variables |= _government(source, variables, spec, faults)
    questions = {name: ask(variable) for name, variable in variables.items()}
    sets, notes = _sets(source, variables, questions, spec, faults)
    if faults:
        raise InputError(faults)
    return Survey(source.n, questions, sets, replace(source.origin, notes=(*source.origin.notes, *notes)))


def _open(folder: Path, spec: SurveyFile) -> SurveySource:
    if KINDS.get(PurePosixPath(spec.file).suffix.lower()) == "survey":
        from .statistical import read_statistical

        return read_statistical(read_file(folder, spec.file, section="survey"), spec)
    table = read_table(folder, spec.file, spec, section="survey")
    return take_apart(table, as_text=(spec.government.column,))


def _declared(source: SurveySource, spec: SurveyFile, faults: list[Fault]) -> dict[str, Variable]:
    variables = dict(source.variables)
    for name, labels in spec.labels.items():
        where = f"study.toml [survey.labels.{name}]"
        if _is_there(name, variables, where, faults):
            variables[name], found = with_labels(variables[name], labels, where=where)
            faults += found
    for name, codes in spec.missing.items():
        where = f"study.toml [survey.missing] {name}"
        if _is_there(name, variables, where, faults):
            variables[name], found = with_missing(variables[name], codes, where=where)
            faults += found
    return variables


def _government(
    source: SurveySource, variables: Mapping[str, Variable], spec: SurveyFile, faults: list[Fault]
) -> dict[str, Variable]:
    """The variable that names the government, as text."""
    name = spec.government.column
    if not _is_there(name, variables, "study.toml [survey] government", faults):
        return {}
    variable = variables[name]
    cells = [
        None if cell is None or any(limits.covers(cell) for limits in variable.missing) else cell_text(cell)
        for cell in variable.cells
    ]
    texts = ["" if cell is None else cell for cell in cells]
    by_name = spec.government.by == "name"
    # a name may look like anything, so that only a blank one is a fault
    raw = [""] * source.n if by_name else source.raw(name)
    faults += check_ids(raw, texts, lambda row: source.locate(row, name))
    labels: dict[Code, str] = {cell_text(code): label for code, label in variable.labels.items()} if by_name else {}
    return {name: replace(variable, cells=cells, numeric=False, labels=labels, missing=())}


def _sets(
    source: SurveySource,
    variables: Mapping[str, Variable],
    questions: Mapping[str, Question],
    spec: SurveyFile,
    faults: list[Fault],
) -> tuple[dict[str, ResponseSet], list[Message]]:
    sets: dict[str, ResponseSet] = {}
    notes: list[Message] = []
    needed = spec.purposes.set if spec.purposes else ""
    for declared in source.sets:
        if declared.name in spec.sets:
            continue
        where = message("{path}, multiple-response set {name}", path=source.origin.path, name=repr(declared.name))
        read = _from_file(declared, variables, questions, where)
        if not isinstance(read, Fault):
            sets[declared.name] = read.set
            notes += read.notes
        elif declared.name == needed:
            faults.append(read)
        else:
            notes.append(
                message(
                    "multiple-response set {name} left out: it {wrong} ({found})",
                    name=repr(declared.name),
                    wrong=read.wrong,
                    found=read.found,
                )
            )
    for name, declaration in spec.sets.items():
        place = f"study.toml [survey.sets.{name}]"
        if not declaration.items or (declaration.kind == "delimited" and len(declaration.items) != 1):
            wrong = (
                message("needs exactly one item, the column")
                if declaration.kind == "delimited"
                else message("names no items")
            )
            faults.append(Fault(place, wrong, listed(declaration.items), 'items = ["variable", ...]'))
            continue
        there = [_is_there(item, variables, f"{place} items", faults) for item in declaration.items]
        if not all(there):
            continue
        read = _from_study(name, declaration, variables, questions, place)
        if isinstance(read, Fault):
            faults.append(read)
        else:
            sets[name] = read.set
            notes += read.notes
    return sets, notes


def _from_file(
    declared: FileSet, variables: Mapping[str, Variable], questions: Mapping[str, Question], where: Sentence
) -> ReadSet | Fault:
    members = [questions[name] for name in declared.variables]
    if declared.dichotomous:
        return dichotomous(
            declared.name,
            declared.label,
            members,
            declared.counted,
            where=where,
            from_file=True,
            by_value=declared.by_value,
        )
    return category(declared.name, declared.label, members, _meanings(declared.variables, variables), where=where)


def _from_study(
    name: str,
    declared: SetDeclaration,
    variables: Mapping[str, Variable],
    questions: Mapping[str, Question],
    where: Sentence,
) -> ReadSet | Fault:
    members = [questions[item] for item in declared.items]
    match declared.kind:
        case "dichotomous":
            return dichotomous(name, declared.label, members, declared.counted, where=where)
        case "category":
            return category(name, declared.label, members, _meanings(declared.items, variables), where=where)
        case "delimited":
            label = declared.label or members[0].label
            separator = declared.separator if "separator" in declared.model_fields_set else None
            return delimited(name, label, members[0], separator, where=where)


def _meanings(names: Sequence[str], variables: Mapping[str, Variable]) -> dict[Code, str]:
    """What the codes of several variables mean, those of missing answers left out."""
    return {
        code: label
        for name in names
        for code, label in variables[name].labels.items()
        if not any(limits.covers(code) for limits in variables[name].missing)
    }


def _is_there(name: str, known: Mapping[str, object], where: str, faults: list[Fault]) -> bool:
    found = find_column(list(known), name, path=where, thing=VARIABLE)
    if isinstance(found, Fault):
        faults.append(replace(found, wrong=f"names a variable that the survey does not have: {name!r}"))
        return False
    return True
