"""Reading an export to its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from civicreach.records.harvest import Observation, Post, Quarantined
from civicreach.sources.exports import Export, ExportReport

FILES = Path(__file__).parent / "files"


@dataclass(frozen=True)
class Whole:
    """All records of an export and its report."""

    posts: list[Post]
    observations: list[Observation]
    quarantined: list[Quarantined]
    report: ExportReport

    @property
    def left(self) -> dict[str, int]:
        return {getattr(entry.reason, "text", entry.reason): entry.count for entry in self.report.left_out}


def whole(path: Path, size: int = 50_000, **options: Any) -> Whole:
    export = Export(path, **options)
    batches = list(export.batches(size))
    return Whole(
        [post for batch in batches for post in batch.posts],
        [seen for batch in batches for seen in batch.observations],
        [item for batch in batches for item in batch.quarantined],
        export.report(),
    )


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """A file with this text."""

    def write(text: str, name: str = "export.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write
