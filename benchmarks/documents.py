"""The demo in every format, beside the tables alone as a script of usual packages would write them.

usage: python -m benchmarks.documents FOLDER

The peer has less to do: pandas and statsmodels read a dataset of 90 rows that lies ready, describe it, fit the two
models and write these three tables once, in English, to Word, Excel and HTML. Ours reads the raw files, and writes all
tables and eight figures in every format and two languages. No usual package does the same.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .measure import OUT, ROOT, Measure
from .starting import CIVICREACH, compiled, quietly

_TWIN = ROOT / "tests" / "analysis" / "r" / "twin90.csv"

MEASURES = (
    Measure(
        name="documents",
        what=(
            "civicreach demo in all formats and two languages with eight figures; beside three of its tables from a"
            " dataset that lies ready, by pandas, statsmodels and python-docx in one language to Word, Excel and HTML,"
            " without figures"
        ),
        ours=lambda _: quietly([*CIVICREACH, "demo", "--formats", "all", "--out", OUT]),
        peer=lambda _: quietly([sys.executable, "-m", "benchmarks.documents", OUT]),
        target=5.0,
        memory=600,
        prepare=compiled,
        packages=("vl-convert-python", "typst", "python-docx", "xlsxwriter", "pandas", "statsmodels"),
    ),
)


def peer(folder: Path) -> None:
    """Describe, fit twice, and write the tables."""
    import docx
    import pandas as pd
    import statsmodels.formula.api as smf

    folder.mkdir(parents=True, exist_ok=True)
    data = pd.read_csv(_TWIN).drop(columns=["case", "data"])
    factors = " + ".join(name for name in data.columns if not name.startswith("N_"))
    tables = {"descriptives": data.describe().T}
    for outcome in ("N_like", "N_Post"):
        tables[outcome] = smf.ols(f"{outcome} ~ {factors}", data).fit().summary2().tables[1]
    document = docx.Document()
    with pd.ExcelWriter(folder / "report.xlsx", engine="openpyxl") as book:
        for name, table in tables.items():
            table.to_excel(book, sheet_name=name)
            grid = document.add_table(len(table) + 1, len(table.columns) + 1)
            for place, heading in enumerate(table.columns, 1):
                grid.cell(0, place).text = str(heading)
            for line, (label, row) in enumerate(table.iterrows(), 1):
                grid.cell(line, 0).text = str(label)
                for place, value in enumerate(row, 1):
                    grid.cell(line, place).text = f"{value:,.3f}"
    document.save(str(folder / "report.docx"))
    (folder / "report.html").write_text("".join(table.to_html() for table in tables.values()), encoding="utf-8")


if __name__ == "__main__":
    peer(Path(sys.argv[1]))
