"""Spark Connect servers for tests, each in a process of its own on a loopback port."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

#: Says where it listens, and lives until its standard input is closed.
SAIL = """
import os, sys
from pysail.spark import SparkConnectServer
server = SparkConnectServer("127.0.0.1", 0)
server.start(background=True)
print(server.listening_address[1], flush=True)
sys.stdin.read()
os._exit(0)
"""


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    address: str
    process: subprocess.Popen[str]


@contextmanager
def sail() -> Iterator[Server]:
    """Sail, which speaks Spark Connect without Java."""
    process = subprocess.Popen(
        [sys.executable, "-c", SAIL],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None and process.stdin is not None
    try:
        yield Server(f"spark://127.0.0.1:{int(process.stdout.readline())}", process)
    finally:
        process.stdin.close()
        process.kill()
        process.wait()
        process.stdout.close()
