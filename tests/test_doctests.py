"""Every example in a docstring of the package gives what it shows."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import civicreach

MODULES = sorted(
    name for _, name, _ in pkgutil.walk_packages(civicreach.__path__, "civicreach.") if not name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert results.failed == 0


def test_the_modules_are_found() -> None:
    assert len(MODULES) > 20
