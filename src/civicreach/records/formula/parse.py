"""Reading a formula: Python's own parser gives the tree, and only arithmetic may stand in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from civicreach.records.errors import FormulaError
from civicreach.records.words import message

#: What a formula may call, with how many arguments: (least, most; None for any number).
FUNCTIONS: dict[str, tuple[int, int | None]] = {
    "log": (1, 1),
    "log10": (1, 1),
    "log1p": (1, 1),
    "exp": (1, 1),
    "sqrt": (1, 1),
    "asinh": (1, 1),
    "abs": (1, 1),
    "round": (1, 2),
    "min": (1, None),
    "max": (1, None),
    "sum": (1, None),
    "mean": (1, None),
    "any": (1, None),
    "all": (1, None),
    "missing": (1, 1),
    "years": (2, 2),
}

_LONGEST = 4_000

#: Habits from other programs, and how the same is said here.
_HINTS = (
    (r"&&|(?<!&)&(?!&)", "`and`"),
    (r"\|\|?", "`or`"),
    (r"<>", "`!=`"),
    (r"(?<![<>=!])=(?!=)", "== compares: certainty == 'sure'"),
    (r"!(?!=)", "`not`"),
)
_OTHER_NAMES = {
    "ln": "log",
    "lg": "log10",
    "power": "**",
    "pow": "**",
    "average": "mean",
    "isna": "missing",
    "ifelse": "a if b else c",
}
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn)
_RIGHT = "numbers, text in quotes, variables, + - * / **, comparisons, `in [...]`, and, or, not, and the functions "


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read and found to be arithmetic.

    Attributes
    ----------
    text : str
        As written.
    tree : ast.expr
        The checked tree; `evaluate` walks it, nothing is ever executed.
    names : tuple of str
        Variables it uses, dotted where written so (``survey.certainty``), in order of appearance.
    """

    text: str
    tree: ast.expr
    names: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Formula:
        """Read a formula, or raise `FormulaError` with the part that is not arithmetic.

        >>> Formula.parse("log(likes) - log(statistics.population)").names
        ('likes', 'statistics.population')
        """
        if len(text) > _LONGEST:
            raise FormulaError(
                text[:40] + "…",
                message("is too long"),
                found=message("{n} characters", n=len(text)),
                right=f"{_LONGEST}",
            )
        try:
            tree = ast.parse(text.strip(), mode="eval").body
            names = tuple(dict.fromkeys(_names(tree, text)))
        except SyntaxError as error:
            place = message(" at character {n}", n=error.offset) if error.offset else ""
            hint = next((hint for pattern, hint in _HINTS if re.search(pattern, text)), "")
            if hint:
                raise FormulaError(
                    text, message("cannot be read{place}", place=place), found=text, right=hint
                ) from None
            raise FormulaError(
                text,
                message("cannot be read{place}: {msg}", place=place, msg=error.msg),
                right=_RIGHT + ", ".join(FUNCTIONS),
            ) from None
        except (RecursionError, MemoryError, ValueError):
            raise FormulaError(
                text, message("cannot be read: it is nested too deeply or holds a control character")
            ) from None
        return cls(text.strip(), tree, names)

    @property
    def outermost(self) -> str:
        """The function that the whole formula is a call of; empty where it is none.

        >>> Formula.parse("log(likes)").outermost, Formula.parse("1 + log(likes)").outermost
        ('log', '')
        """
        match self.tree:
            case ast.Call(func=ast.Name(id=function)):
                return function
        return ""


def name_of(node: ast.expr) -> str | None:
    """The variable that a node names: ``likes``, ``survey.certainty``, ``survey["Q 1"]``; None where it names none."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            head = name_of(value)
            return f"{head}.{attr}" if head else None
        case ast.Subscript(value=value, slice=ast.Constant(value=str(key))):
            head = name_of(value)
            return f"{head}.{key}" if head else None
    return None


def constant_of(node: ast.expr) -> str | float | None:
    """The number or text that stands at a node, a minus sign before a number included; None for anything else."""
    match node:
        case ast.Constant(value=bool() | int() | float() | str() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
    return None


def _names(node: ast.expr, text: str) -> Iterator[str]:
    """All variables below a node; raises on whatever is not arithmetic."""
    name = name_of(node)
    if name is not None:
        yield name
        return
    match node:
        case ast.Constant(value=bool() | int() | float() | str()):
            return
        case ast.BinOp(left=left, op=op, right=right) if isinstance(op, _ARITHMETIC):
            yield from _names(left, text)
            yield from _names(right, text)
        case ast.BinOp(op=ast.BitXor()):
            raise FormulaError(text, message("uses ^ for a power"), right=message("** is the power: population ** 2"))
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Not(), operand=operand):
            yield from _names(operand, text)
        case ast.BoolOp(values=values):
            for value in values:
                yield from _names(value, text)
        case ast.Compare(left=left, ops=ops, comparators=comparators) if all(
            isinstance(op, _COMPARISONS) for op in ops
        ):
            for value in (left, *comparators):
                yield from _names(value, text)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            for value in (test, body, orelse):
                yield from _names(value, text)
        case ast.List(elts=values) | ast.Tuple(elts=values):
            for value in values:
                if constant_of(value) is None:
                    raise FormulaError(text, message("has a list with something other than numbers or text in it"))
        case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]) if function in FUNCTIONS:
            least, most = FUNCTIONS[function]
            if len(arguments) < least or (most is not None and len(arguments) > most):
                wants = (
                    f"{least}"
                    if least == most
                    else (
                        message("{least} or more", least=least)
                        if most is None
                        else message("{least} to {most}", least=least, most=most)
                    )
                )
                raise FormulaError(
                    text, message("gives {function}() {n} arguments", function=function, n=len(arguments)), right=wants
                )
            for argument in arguments:
                yield from _names(argument, text)
        case ast.Call(func=function_node):
            called = name_of(function_node) or ast.unparse(function_node)
            mend = _OTHER_NAMES.get(called.lower()) or ", ".join(FUNCTIONS)
            raise FormulaError(
                text,
                message("calls {called}(), which is not a function of formulas", called=called),
                found=called,
                right=mend,
            )
        case _:
            raise FormulaError(
                text,
                message("holds something that is not arithmetic; nothing of a study file is ever executed"),
                found=ast.unparse(node),
                right=_RIGHT + ", ".join(FUNCTIONS),
            )
