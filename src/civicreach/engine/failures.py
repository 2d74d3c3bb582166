"""What engines refuse.

EngineError              a query that the engine refuses, in its own words
└── EngineAbsentError    an engine that is not there, or that went away
"""

from __future__ import annotations


class EngineError(Exception):
    """What an engine refused, in its own words; the caller knows the file and says the rest."""


class EngineAbsentError(EngineError):
    """An engine that cannot be reached, that went away while it worked, or whose packages are not installed.

    Parameters
    ----------
    wrong, found, right : str
        What is wrong, what was found, and what would be right.
    """

    def __init__(self, wrong: str, *, found: str = "", right: str = "") -> None:
        self.wrong, self.found, self.right = wrong, found, right
        super().__init__("; ".join(part for part in (wrong, found and f"found: {found}", right) if part))
