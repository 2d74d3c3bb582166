"""The picture in README: the top of the report of korea-2015, drawn by chromium.

usage: python docs/picture.py
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from civicreach import read_study

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Run the study, open its page without a screen, and keep what is seen of it."""
    with tempfile.TemporaryDirectory() as place:
        out = read_study(ROOT / "studies" / "korea-2015").run().write(Path(place) / "out", formats=["html"])
        target = ROOT / "docs" / "images" / "report-en.png"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                   "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--window-size=1000,1180",
                   f"--user-data-dir={place}/profile", f"--screenshot={target}"]  # fmt: skip
        subprocess.run(["chromium", *options, (out / "index.html").as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    main()
