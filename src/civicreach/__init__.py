"""What local governments say they do on social media, what they do, and why they differ.

>>> import civicreach
>>> study = civicreach.read_study("studies/korea-2015")  # doctest: +SKIP
>>> result = study.run()  # doctest: +SKIP
>>> result.findings.models[0].result.r_squared  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .workflow import StudyFolder, read_study

__version__ = "0.1.0"

__all__ = ["StudyFolder", "__version__", "read_study"]


def __getattr__(name: str) -> Any:
    # `import civicreach` and `civicreach --help` must not wait for numpy and DuckDB
    if name in ("StudyFolder", "read_study"):
        from . import workflow

        return getattr(workflow, name)
    raise AttributeError(f"module 'civicreach' has no attribute {name!r}")
