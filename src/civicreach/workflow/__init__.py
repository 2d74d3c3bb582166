"""One study: plan it, read its inputs, assemble its dataset, analyse it, write its report."""

from .study_folder import StudyFolder, read_study

__all__ = ["StudyFolder", "read_study"]
