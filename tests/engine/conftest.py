"""Two engines that must agree."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.servers import Server

from civicreach.engine import Engine
from civicreach.engine.spark import Spark


@pytest.fixture(scope="session")
def both(sail_server: Server) -> Iterator[tuple[Engine, Spark]]:
    """DuckDB and a session at a server."""
    with Engine(threads=1) as engine, Spark(sail_server.address) as server:
        yield engine, server
