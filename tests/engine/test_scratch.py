"""Folders of processes that were killed are taken away, and no others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from civicreach.engine.scratch import remove_abandoned, scratch_prefix

HOLDS = "from civicreach.engine import Engine; engine = Engine(); print(engine.scratch, flush=True); input()"


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can ask there whether a process lives")
def test_what_a_killed_process_left_goes_with_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        left = Path(process.stdout.readline().strip())
        (left / "looked-at.parquet").write_text("민원", encoding="utf-8")
        others = [tmp_path / name for name in ("civicreach-zzzz", f"{scratch_prefix()}x", "civicreach-00000000-1-x")]
        for other in others:
            other.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        remove_abandoned.__wrapped__()
        assert left.exists()
        process.send_signal(signal.SIGKILL)
    remove_abandoned.__wrapped__()
    assert sorted(tmp_path.iterdir()) == sorted(others)
