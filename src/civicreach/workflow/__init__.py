"""One study: plan it, read its inputs, assemble its dataset, analyse it, write its report; and audits of print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .study_folder import StudyFolder, read_study

__all__ = ["StudyFolder", "read_study"]


def __getattr__(name: str) -> Any:
    # an audit of printed numbers must not wait for what a study needs
    if name in __all__:
        from . import study_folder

        return getattr(study_folder, name)
    raise AttributeError(f"module 'civicreach.workflow' has no attribute {name!r}")
