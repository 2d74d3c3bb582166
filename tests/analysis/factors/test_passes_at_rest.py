"""Passes over rows at rest are as many as the documentation says: a server reads all of the columns for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pytest
from tests.conftest import ROOT

from civicreach.analysis.factors.at_rest import fit_at_rest, moments_at_rest
from civicreach.analysis.factors.descriptives_at_rest import describe_at_rest, quantiles_at_rest
from civicreach.analysis.outcomes.poisson_at_rest import fit_poisson_at_rest
from civicreach.engine import Engine

ROWS = (
    "SELECT i % 50 AS region, hash(i) % 7 AS age, i % 3 AS level, hash(i) % 7 + i % 11 AS likes "
    "FROM range(30000) AS r(i)"
)

#: What an engine answers from a footer, or from the first rows: a count of rows, smallest and largest values.
SHORT = re.compile(
    r"DESCRIBE .*|SELECT count\(\*\) FROM posts|.*LIMIT 20000\)"
    r"|SELECT (?:(?:min|max)\([^()]+\([^()]+\)\)|[ ,]|AS a\d+)+FROM posts"
)


class Recording(Engine):
    """Counts what is more than a short look."""

    passes = 0

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        self.passes += "posts" in sql and not sql.startswith("CREATE") and not SHORT.fullmatch(sql)
        return super().execute(sql, parameters)

    def pieces(self, relation: str, columns: Sequence[str]) -> Iterator[Any]:
        self.passes += 1
        return super().pieces(relation, columns)


FIT: Callable[..., Any] = partial(fit_at_rest, outcome="likes", factors=["age", "level"])
SAID = {
    "moments": (partial(moments_at_rest, names=["likes", "age", "level"]), range(1, 2)),
    "HC0 to HC3": (partial(FIT, errors="HC3"), range(2, 3)),
    "CR0, CR1": (partial(FIT, errors="CR1", cluster="region"), range(2, 3)),
    "CR2": (partial(FIT, errors="CR2", cluster="region"), range(3, 4)),
    "quasi-Poisson": (
        partial(fit_poisson_at_rest, outcome="likes", factors=["age", "level"]),
        range(1 + 5 + 1, 1 + 8 + 2),
    ),
    "quantiles": (partial(quantiles_at_rest, name="likes", shares=[0.1, 0.5, 0.9]), range(3, 6)),
    "descriptives": (partial(describe_at_rest, names=["likes"]), range(5, 9)),
}


@pytest.mark.parametrize("what", SAID)
def test_passes(what: str) -> None:
    call, expected = SAID[what]
    with Recording(threads=1) as engine:
        engine.define("posts", ROWS, kept=True)
        engine.passes = 0
        call(engine, "posts")
        assert engine.passes in expected
    assert what in (ROOT / "docs/how-to/large-tables.md").read_text(encoding="utf-8")
