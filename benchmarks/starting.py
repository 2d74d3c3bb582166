"""How long it takes until the program answers, and until a whole small study is done."""

from __future__ import annotations

import sys

from .measure import OUT, ROOT, Measure

CIVICREACH = [sys.executable, "-c", "import sys; from civicreach.cli import main; sys.exit(main())"]
_PRINTED = str(ROOT / "docs" / "examples" / "printed-paper" / "printed.toml")
_STUDY = str(ROOT / "studies" / "korea-2015")


def compiled(_: int) -> list[str]:
    """Compile the package, as pip does when it installs one; the peers were installed so."""
    return [sys.executable, "-m", "compileall", "-q", str(ROOT / "src" / "civicreach")]


def quietly(command: list[str]) -> list[str]:
    """The same command without what it prints: the peer prints nothing."""
    return ["sh", "-c", 'exec "$@" >/dev/null', "quietly", *command]


MEASURES = (
    Measure(
        name="startup-help",
        what="civicreach --help, beside python -c 'import numpy'",
        ours=lambda _: quietly([*CIVICREACH, "--help"]),
        peer=lambda _: [sys.executable, "-c", "import numpy"],
        target=2.5,
        prepare=compiled,
        packages=("numpy",),
    ),
    Measure(
        name="study",
        what="civicreach run studies/korea-2015 as csv, beside python -c 'import statsmodels.api'",
        ours=lambda _: quietly([*CIVICREACH, "run", _STUDY, "--formats", "csv", "--out", OUT]),
        peer=lambda _: [sys.executable, "-c", "import statsmodels.api"],
        target=0.5,
        prepare=compiled,
        packages=("numpy", "duckdb", "statsmodels"),
    ),
    Measure(
        name="audit",
        what="civicreach audit of the paper, at most 0.5 s, beside python -c 'import statsmodels.api'",
        ours=lambda _: quietly([*CIVICREACH, "audit", _PRINTED]),
        peer=lambda _: [sys.executable, "-c", "import statsmodels.api"],
        target=0.3,
        prepare=compiled,
        packages=("statsmodels",),
    ),
)
