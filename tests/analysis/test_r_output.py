"""R, run again, still prints what is stored."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

R = Path(__file__).parent / "r"
RSCRIPT = shutil.which("Rscript")
SCRIPTS = sorted(path.stem for path in R.glob("*.R") if path.stem != "write")


@pytest.mark.slow
@pytest.mark.skipif(RSCRIPT is None, reason="Rscript is not installed")
@pytest.mark.parametrize("script", SCRIPTS)
def test_r_prints_what_is_stored(script: str, read_output) -> None:
    packages = re.findall(r"library\((\w+)\)", (R / f"{script}.R").read_text(encoding="utf-8"))
    if absent := [name for name in packages if not _has(name)]:
        pytest.skip(f"R has no {', '.join(absent)}")
    run = subprocess.run([RSCRIPT, f"{script}.R"], cwd=R, capture_output=True, text=True, check=True)
    now, stored = (read_output(text.splitlines()) for text in (run.stdout, (R / f"{script}.out.csv").read_text()))
    assert now.keys() == stored.keys()
    for key, values in stored.items():
        assert now[key].keys() == values.keys()
        # Another build of R may differ in the last digits, and residuals near zero in more of them.
        np.testing.assert_allclose(list(now[key].values()), list(values.values()), rtol=1e-8, atol=1e-8, err_msg=key)


def _has(package: str) -> bool:
    asked = [RSCRIPT, "-e", f"quit(status = !requireNamespace('{package}', quietly = TRUE))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0
