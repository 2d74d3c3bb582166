"""What a formula gives on a study's columns, with the reason for every value that is missing."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from civicreach.records.column import Column
from civicreach.records.errors import FormulaError
from civicreach.records.missing import Missing
from civicreach.records.words import message

from .parse import Formula, constant_of, name_of

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

Lookup = Callable[[str], "Column | list[str]"]

_BINARY: dict[type[ast.operator], Any] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_COMPARE: dict[type[ast.cmpop], Any] = {
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
}
_UNARY: dict[str, Any] = {
    "log": np.log,
    "log10": np.log10,
    "log1p": np.log1p,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "asinh": np.arcsinh,
    "abs": np.abs,
}
_FOLD: dict[str, Any] = {"min": np.minimum, "max": np.maximum, "sum": np.add, "mean": np.add}


def evaluate(formula: Formula, lookup: Lookup, n: int) -> Column:
    """The formula for each of n governments.

    Parameters
    ----------
    formula : Formula
        As parsed.
    lookup : callable
        Gives the column of a name, or a list of texts for a name that stands for a list.
    n : int
        Governments.

    Returns
    -------
    Column
        Numbers, or text where the formula is a variable of text. True is 1 and false is 0. Arithmetic with
        a missing value is missing, for the first reason found; ``and``, ``or``, ``any`` and ``all`` are decided
        where the values that are there decide them (Kleene 1952): ``any(1, missing)`` is 1 and
        ``any(0, missing)`` is missing. A result that is not a finite number (log of zero, division by
        zero) is missing as undefined.

    Examples
    --------
    >>> likes = Column.numbers([10.0, 0.0, None])
    >>> evaluate(Formula.parse("log10(likes)"), {"likes": likes}.__getitem__, 3).values.tolist()
    [1.0, nan, nan]
    """
    return _Walk(formula, lookup, n).column(formula.tree)


def evaluate_condition(text: str, lookup: Lookup, n: int) -> Column:
    """What a condition says of each of n governments: 1, 0 or missing.

    Raises
    ------
    FormulaError
        It is no formula, or gives another number.

    Examples
    --------
    >>> likes = Column.numbers([10.0, 0.0])
    >>> evaluate_condition("likes > 5", {"likes": likes}.__getitem__, 2).values.tolist()
    [1.0, 0.0]
    """
    said = evaluate(Formula.parse(text), lookup, n)
    odd = [value for value in said.values[said.present].tolist() if value not in (0.0, 1.0)]
    if odd:
        raise FormulaError(
            text, message("does not say yes or no"), found=str(odd[0]), right=message("a comparison: x > 0")
        )
    return said


class _Walk:
    """One walk over one tree; kept together so that every error can name its formula."""

    def __init__(self, formula: Formula, lookup: Lookup, n: int) -> None:
        self.formula, self.lookup, self.n = formula, lookup, n

    def column(self, node: ast.expr) -> Column:
        name = name_of(node)
        if name is not None:
            found = self.lookup(name)
            if isinstance(found, list):
                raise self._wrong(f"uses {name}, a list, as if it were a variable", right=f"... in {name}")
            return found
        match node:
            case ast.Constant(value=str(text)):
                return Column.texts([text] * self.n)
            case ast.Constant(value=bool() | int() | float() as number):
                return Column.numbers(np.full(self.n, float(number)))
            case ast.BinOp(left=left, op=op, right=right):
                return self._arithmetic(_BINARY[type(op)], self.number(left), self.number(right))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.truth(operand)
                return Column(1.0 - inner.values, inner.missing)
            case ast.UnaryOp(op=op, operand=operand):
                inner = self.number(operand)
                return Column(-inner.values if isinstance(op, ast.USub) else inner.values, inner.missing)
            case ast.BoolOp(op=op, values=values):
                return _kleene([self.truth(value) for value in values], decides=float(isinstance(op, ast.Or)))
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                pairs = zip([left, *comparators[:-1]], ops, comparators, strict=True)
                return _kleene([self._compare(a, op, b) for a, op, b in pairs], decides=0.0)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._choice(self.truth(test), self.column(body), self.column(orelse))
            case ast.Call(func=ast.Name(id=function), args=arguments):
                return self._call(function, arguments)
        raise self._wrong("has a list where a value belongs")

    def number(self, node: ast.expr) -> Column:
        """A column of numbers; text that reads as numbers throughout is taken as numbers."""
        column = self.column(node)
        if not column.is_text:
            return column
        bad = next((text for text in column.values if text is not None and not _reads_as_number(text)), None)
        if bad is not None:
            raise self._wrong(f"calculates with {ast.unparse(node)}, which holds text", found=repr(bad))
        numbers = [math.nan if text is None else float(text) for text in column.values]
        return Column(np.array(numbers, dtype=np.float64), column.missing)

    def truth(self, node: ast.expr) -> Column:
        """A column of 1, 0 and missing; any number but 0 counts as true."""
        column = self.number(node)
        values = np.where(column.present, (column.values != 0).astype(float), np.nan)
        return Column(values, column.missing)

    def _arithmetic(self, operation: Any, *columns: Column) -> Column:
        missing = reduce(_first_reason, (column.missing for column in columns))
        with np.errstate(all="ignore"):
            values = operation(*(column.values for column in columns))
        undefined = (missing == 0) & ~np.isfinite(values)
        missing = np.where(undefined, np.uint8(Missing.UNDEFINED), missing).astype(np.uint8)
        return Column(np.where(missing == 0, values, np.nan), missing)

    def _compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Column:
        if isinstance(op, ast.In | ast.NotIn):
            return self._member(self.column(left), self._list(right), outside=isinstance(op, ast.NotIn))
        a, b = self.column(left), self.column(right)
        if a.is_text and b.is_text:
            if not isinstance(op, ast.Eq | ast.NotEq):
                raise self._wrong("compares text with < or >", right="== or != for text, or numbers on both sides")
            missing = _first_reason(a.missing, b.missing)
            same = np.array([x == y for x, y in zip(a.values, b.values, strict=True)], dtype=bool)
            return _decided(same if isinstance(op, ast.Eq) else ~same, missing)
        a, b = self.number(left), self.number(right)
        missing = _first_reason(a.missing, b.missing)
        with np.errstate(invalid="ignore"):
            return _decided(_COMPARE[type(op)](a.values, b.values), missing)

    def _member(self, column: Column, wanted: Sequence[Any], *, outside: bool) -> Column:
        names = (
            {str(value) for value in wanted}
            if column.is_text
            else {float(value) for value in wanted if _reads_as_number(value)}
        )
        inside = np.array([value in names for value in column.values], dtype=bool)
        return _decided(inside != outside, column.missing)

    def _list(self, node: ast.expr) -> Sequence[Any]:
        name = name_of(node)
        if name is not None:
            found = self.lookup(name)
            if isinstance(found, list):
                return found
        if isinstance(node, ast.List | ast.Tuple):
            return [constant_of(value) for value in node.elts]
        raise self._wrong(
            f"asks whether something is in {ast.unparse(node)}, which is not a list",
            right='a list such as ["sure", "very sure"]',
        )

    def _choice(self, test: Column, body: Column, orelse: Column) -> Column:
        if body.is_text != orelse.is_text:
            raise self._wrong("gives text in one case and a number in the other")
        chosen = test.values == 1
        missing = np.where(test.missing > 0, test.missing, np.where(chosen, body.missing, orelse.missing))
        values = np.where(chosen, body.values, orelse.values)
        values[missing > 0] = None if body.is_text else np.nan
        return Column(values, missing.astype(np.uint8))

    def _call(self, function: str, arguments: Sequence[ast.expr]) -> Column:
        if function in ("any", "all"):
            return _kleene([self.truth(a) for a in arguments], decides=float(function == "any"))
        if function == "missing":
            return Column.numbers((~self.column(arguments[0]).present).astype(float))
        if function == "years":
            return self._years(self.column(arguments[0]), self.column(arguments[1]))
        columns = [self.number(a) for a in arguments]
        if function in _UNARY:
            return self._arithmetic(_UNARY[function], columns[0])
        if function == "round":
            places = int(columns[1].values[0]) if len(columns) == 2 and self.n else 0
            return self._arithmetic(lambda values: np.round(values, places), columns[0])
        share = 1.0 / len(columns) if function == "mean" else 1.0
        return self._arithmetic(lambda *values: reduce(_FOLD[function], values) * share, *columns)

    def _years(self, start: Column, end: Column) -> Column:
        """Years of 365.25 days from one ISO date to another."""
        days = [self._day(column) for column in (start, end)]
        return self._arithmetic(lambda a, b: (b - a) / 365.25, *days)

    def _day(self, column: Column) -> Column:
        if not column.is_text:
            raise self._wrong("asks for years between things that are not dates", right="ISO dates such as 2015-06-01")
        values: list[float | None] = []
        for text in column.values:
            try:
                values.append(None if text is None else _day_number(text))
            except ValueError:
                raise self._wrong(
                    "asks for years between things that are not dates",
                    found=repr(text),
                    right="ISO dates such as 2015-06-01",
                ) from None
        days = Column.numbers(values)
        return Column(days.values, column.missing)

    def _wrong(self, wrong: str, *, found: str = "", right: str = "") -> FormulaError:
        return FormulaError(self.formula.text, wrong, found=found, right=right)


def _day_number(text: str) -> float:
    if len(text) <= 10:
        return float(date.fromisoformat(text).toordinal())
    moment = datetime.fromisoformat(text)
    return moment.toordinal() + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86400


def _reads_as_number(value: Any) -> bool:
    """Numbers, and text that a person would call a number: not "inf", "nan" or "1_000", which Python reads too."""
    if isinstance(value, str):
        return _NUMBER.fullmatch(value.strip()) is not None
    return isinstance(value, int | float)


def _first_reason(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.where(a > 0, a, b)


def _decided(truth: NDArray[np.bool_], missing: NDArray[np.uint8]) -> Column:
    return Column(np.where(missing == 0, truth.astype(float), np.nan), missing)


def _kleene(columns: Sequence[Column], *, decides: float) -> Column:
    """Or (decides = 1) and and (decides = 0) in three-valued logic."""
    decided = reduce(np.logical_or, (column.values == decides for column in columns))
    missing = np.where(decided, np.uint8(0), reduce(_first_reason, (column.missing for column in columns)))
    values = np.where(decided, decides, 1.0 - decides)
    return Column(np.where(missing == 0, values, np.nan), missing.astype(np.uint8))
