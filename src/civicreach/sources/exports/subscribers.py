"""Followers of YouTube channels, which YouTube tells with three significant figures."""

from __future__ import annotations

from dataclasses import replace

from civicreach.records.harvest import Observation, shown_interval


def rounded(seen: Observation) -> Observation:
    """The observation with the counts between which it lies; other measures as they are."""
    if seen.measure != "followers" or seen.value is None or seen.value < 1000:
        return seen
    low, high = shown_interval(seen.value, figures=3)
    return replace(seen, low=low, high=high)
