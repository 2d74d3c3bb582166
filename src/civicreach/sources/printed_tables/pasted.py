"""Tables in pasted text: columns apart by tabs, bars or several spaces, or, where nothing else is left, by one."""

from __future__ import annotations

import re

Grid = list[list[str]]

_FIGURE = r"[<>]?\s?[-+−–—]?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?%?[*∗†‡+#]*"
_TAIL = re.compile(rf"(?P<name>.*?\S)\s+(?P<figures>(?:[(\[]?{_FIGURE}[)\]]?\s+)*[(\[]?{_FIGURE}[)\]]?)$")
_FIGURES = re.compile(rf"[(\[]?{_FIGURE}[)\]]?")
_RULE = re.compile(r"^[\s|:+=_─━-]*$")


def split_pasted(text: str) -> list[Grid]:
    """The tables of pasted text as grids of cells.

        Lines with tabs, vertical bars or runs of spaces are cut there; a line whose words end in numbers, as a table
    copied from a PDF has them, is cut before each number. The words above such lines, in one line or several, are
        searched for the headings that papers use, as many as there are numbers.

        >>> split_pasted("Table 3\\nVariable Mean SD N\\nage 43.38 4.69 90\\nlevel of area 0.19 0.394 90\\n")[0][1:3]
        [['', 'Mean', 'SD', 'N'], ['age', '43.38', '4.69', '90']]
    """
    from .copied import tables_apart

    rows: Grid = []
    words: list[str] = []
    heads: list[str] = []
    lines = [line.rstrip() for line in text.splitlines() if line.strip() and not _RULE.match(line)]
    for place, line in enumerate(lines):
        cells = _cells(line)
        if cells is not None:
            if len(cells) < len(heads) and _CONSTANT.match(cells[0]):
                # a constant has no standardised coefficient: its figures stand under the last headings
                cells = [cells[0], *[""] * (len(heads) - len(cells)), *cells[1:]]
            rows.append(cells)
            words = []
            continue
        words = [line] if _TITLE.match(line.strip()) else [*words, line]
        width = _width(lines[place + 1 :])
        found = _headings(" ".join(w for w in words if not _TITLE.match(w.strip())), width) if width else None
        if found is not None:
            heads = ["", *found]
            rows.append(heads)
            words = []
        elif width is None or _TITLE.match(line.strip()) or _NOTE.match(line.strip()):
            rows.append([line.strip()])
    return tables_apart(rows)


_TITLE = re.compile(r"^[<\[(]?\s*(table|tab\.?|표)\s*\d", re.I)
_NOTE = re.compile(r"^(notes?\b|[*∗†]|n\s*=)", re.I)
_CONSTANT = re.compile(r"^\(?(constant|intercept|cons|상수|절편)\b", re.I)
_HEADING = re.compile(
    r"(?:un)?st(?:a|an)?n?dardi[sz]ed\s+coeff?icients?(?:\s*\(?(?:ß|β|beta|b)\)?)?|std\.?\s*(?:error|err|dev|deviation)"
    r"\.?|standard\s+(?:deviation|error)s?|coeff?icients?(?:\s*\((?:ß|β|b|beta)\))?|coef\.?|estimates?|odds\s+ratios?"
    r"|exp\s?\(b\)"
    r"|(?:valid|cumulative)\s+percent|(?:95|90|99)\s?%\s?(?:ci|confidence interval)|percent(?:age)?|frequency"
    r"|freq\.?|minimum"
    r"|maximum|mean|median|variance|[tpz][- ]?(?:values?|stat\w*|ratio)|sig\.?|tolerance|vif|beta|β|ß"
    r"|(?<![\w.])(?:min|max|s\.?d\.?|s\.?e\.?|[bntpzm]|obs\.?|irr|or|%|평균|표준편차|최소값?|최대값?|빈도|비율|표준오차|유의확률)"
    r"(?![\w])",
    re.I,
)


def _cells(line: str) -> list[str] | None:
    """The cells of a line; None where it holds words only, at single spaces."""
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    if line.count("|") >= 2:
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    wide = re.split(r"\s{2,}", line)
    if len(wide) >= 3:
        return [cell.strip() for cell in wide]
    line = line.strip()
    if _TITLE.match(line) or _NOTE.match(line):
        return None
    if match := _TAIL.match(line):
        return [match["name"], *(figure.strip() for figure in _FIGURES.findall(match["figures"]))]
    return None


def _width(following: list[str]) -> int | None:
    """How many numbers the next lines hold that hold any, where headings stand above them; None before a title."""
    widths = []
    for line in following[:20]:
        if _TITLE.match(line.strip()):
            break
        match = _TAIL.match(line.strip()) if "\t" not in line and "|" not in line else None
        if match is not None:
            widths.append(len(_FIGURES.findall(match["figures"])))
    return max(widths, default=None)


def _headings(words: str, width: int) -> list[str] | None:
    """The headings among words, where there are as many as numbers below."""
    plain = words.split()
    if len(plain) in (width, width + 1) and width > 1 and len(plain) > 1 and not _HEADING.search(plain[0]):
        plain = plain[-width:]
        if len(plain) == width and all(_HEADING.fullmatch(word) for word in plain):
            return plain
    found = [" ".join(match.group().split()) for match in _HEADING.finditer(words)]
    return found if len(found) == width else None
