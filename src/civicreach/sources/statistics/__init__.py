"""Official statistics, asked of the offices themselves; each figure with its day, and none invented."""

from __future__ import annotations

from collections.abc import Mapping

from .census import CensusOffice
from .eurostat import EurostatOffice
from .kosis import KosisOffice
from .lofin365 import Lofin365Office
from .office import Office
from .portal import OdcloudOffice, PortalOffice

#: Every office, by the word that a question names it with.
OFFICES: Mapping[str, Office] = {
    office.name: office
    for office in (KosisOffice(), PortalOffice(), OdcloudOffice(), Lofin365Office(), EurostatOffice(), CensusOffice())
}

__all__ = ["OFFICES", "Office"]
