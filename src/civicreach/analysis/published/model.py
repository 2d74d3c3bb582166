"""What is known of a printed regression as a whole: cases, factors, degrees of freedom, R², and how it tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from civicreach.analysis.tails import two_sided_normal, two_sided_t
from civicreach.records.printed_number import read_printed_number
from civicreach.records.words import Words, message

from .blocks import Block, Entry, Figures, whole_of
from .interval import Interval

Test = Literal["two-sided t", "one-sided t", "two-sided normal", "one-sided normal"]
TESTS: tuple[Test, ...] = ("two-sided t", "one-sided t", "two-sided normal", "one-sided normal")

#: Why a check that takes R² is not made.
NO_R2 = message("rests on R², which as printed cannot be")

TEST_WORDS: Mapping[Test, Words] = {
    "two-sided t": message("two-sided t"),
    "one-sided t": message("one-sided t"),
    "two-sided normal": message("two-sided normal"),
    "one-sided normal": message("one-sided normal"),
}


@dataclass(frozen=True, slots=True)
class Model:
    """A printed regression with what follows for it as a whole.

    Attributes
    ----------
    block : Block
        Its figures.
    n, k, df : int or None
        Cases, factors and residual degrees of freedom; None where nothing printed says them.
    k_known : bool
        Whether the number of factors is printed or declared, rather than counted in the rows.
    df_known : bool
        Whether the degrees of freedom are.
    r2 : Interval or None
        R², as narrow as R² and F together make it; None where the one printed cannot be.
    test : str or None
        How its probabilities follow from t; None where none of `TESTS` fits, or no row says.
    other_df : Interval or None
        The degrees of freedom with which all probabilities would follow from t, where those of the model do not.
    """

    block: Block
    n: int | None
    k: int | None
    df: int | None
    k_known: bool
    df_known: bool
    r2: Interval | None
    test: Test | None
    other_df: tuple[int, int] | None = None

    @property
    def r2_cannot_be(self) -> bool:
        """Whether the R² printed does not lie between 0 and 1: what rests on it can then not be told."""
        entry = self.block.fit.get("r2")
        found = entry.interval if entry is not None else None
        return found is not None and not found.meets(Interval(0.0, 1.0))

    @property
    def statistic(self) -> str:
        """The column of test statistics: t, or z."""
        return "z" if "z" in self.block.roles else "t"


def model_of(block: Block, n: int | None) -> Model:
    """What is known of a regression.

    Parameters
    ----------
    block : Block
        Its figures.
    n : int or None
        Cases as the study prints them, where the table does not.
    """
    table = block.table
    cases = whole_of(block.fit, "n") or _read(table.n) or n
    k_said = whole_of(block.fit, "df1") or whole_of(block.fit, "k") or _read(table.k)
    k = k_said or (len(block.factors) if block.factors and not block.beyond else None)
    df_said = whole_of(block.fit, "df2") or _read(table.df)
    if df_said is not None and cases is not None and df_said >= cases:
        df_said = None  # its own check says so
    df = df_said
    if df is None and cases is not None and k is not None and cases - k - 1 > 0:
        df = cases - k - 1
    if k is None and cases is not None and df is not None:
        k = cases - df - 1
    r2 = _r2(block, k, df)
    pairs = list(tested(block))
    test, other = _test(block, pairs, df, df_said is not None)
    return Model(block, cases, k, df, k_said is not None, df_said is not None, r2, test, other)


def probability(statistic: Interval, df: int | None, test: Test) -> Interval:
    """The probabilities of an interval of test statistics; one-sided in the direction of the statistic.

    >>> p = probability(Interval(1.9685, 1.9695), 78, "two-sided t")
    >>> round(p.low, 4), round(p.high, 4)
    (0.0524, 0.0526)
    """
    size = statistic.size()
    if test.endswith("t") and df is not None:
        p = size.through(lambda value: float(two_sided_t(value, df)))
    else:
        p = size.through(lambda value: float(two_sided_normal(value)))
    return p * 0.5 if test.startswith("one") else p


def tested(block: Block) -> Iterator[tuple[str, Interval, Interval]]:
    """Rows that print, or by b/se imply, a test statistic beside a probability."""
    for row, figures in (*block.rows.items(), ("constant", block.constant)):
        statistic, p = statistic_of(figures), figures.get("p")
        if statistic is not None and p is not None and (found := p_interval(p)) is not None:
            yield row, statistic, found


def statistic_of(figures: Figures) -> Interval | None:
    """The test statistic of a row: as printed, else b/se; None where neither can be read."""
    for role in ("t", "z"):
        if role in figures and (found := figures[role].interval) is not None:
            return found
    if "b" in figures and "se" in figures:
        b, se = figures["b"].interval, figures["se"].interval
        if b is not None and se is not None and se.low > 0 and b.bounded:
            return b / se
    return None


def p_interval(entry: Entry) -> Interval | None:
    """A printed probability, with nothing below 0 or above 1; None where it is unreadable or out of range."""
    found = entry.interval
    return None if found is None else found.within(Interval(0.0, 1.0))


def _test(
    block: Block, rows: Sequence[tuple[str, Interval, Interval]], df: int | None, df_known: bool
) -> tuple[Test | None, tuple[int, int] | None]:
    """How the probabilities follow from the statistics: as most rows have it."""
    if not rows:
        return None, None
    allowed = [t for t in TESTS if not block.table.tails or t.startswith(block.table.tails.split("-")[0])]
    if df is None:
        allowed = [t for t in allowed if t.endswith("normal")]
    score = {t: sum(p.meets(probability(s, df, t)) for _, s, p in rows) for t in allowed}
    best = max(allowed, key=lambda t: (score[t], -TESTS.index(t)))
    if score[best] == len(rows) or df_known:
        return best, None
    other = _other_df(rows, "one" if best.startswith("one") else "two")
    return best, other


def _other_df(rows: Sequence[tuple[str, Interval, Interval]], sides: str) -> tuple[int, int] | None:
    """Degrees of freedom with which all rows agree; None where there are none."""
    test: Test = "one-sided t" if sides == "one" else "two-sided t"
    low, high = 1, 100_000
    for _, statistic, p in rows:
        # the probability of a given t falls as its degrees of freedom grow
        first = _first(lambda df, s=statistic, p=p: probability(s, df, test).low <= p.high * (1 + 1e-9), low, high)
        last = _first(lambda df, s=statistic, p=p: probability(s, df, test).high < p.low * (1 - 1e-9), low, high)
        low, high = max(low, first), min(high, last - 1)
        if low > high:
            return None
    return low, high


def _first(holds: object, low: int, high: int) -> int:
    """The first number from which on something holds; one beyond the last where it never does."""
    assert callable(holds)
    if not holds(high):
        return high + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _r2(block: Block, k: int | None, df: int | None) -> Interval | None:
    entry, f = block.fit.get("r2"), block.fit.get("f")
    r2 = entry.interval if entry is not None else None
    if r2 is not None and (r2 := r2.within(Interval(0.0, 1.0))) is None:
        # F would give another one, but then one of the two was printed wrong, and nobody knows which
        return None
    tested = f.interval if f is not None and block.linear and not block.robust else None
    if tested is not None and tested.bounded and k and df:
        from_f = tested.through(lambda value: max(value, 0.0) * k / (max(value, 0.0) * k + df))
        if r2 is None:
            return from_f
        return r2.within(from_f) or r2
    return r2


def _read(text: str) -> int | None:
    number = read_printed_number(text) if text else None
    return number.whole if number is not None else None
