"""Folders for what spills, named by machine and process: those of processes that were killed can be taken away."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path


def scratch_prefix(pid: int | None = None) -> str:
    """What the name of a process's folders begins with; its own where none is given."""
    return f"civicreach-{_machine()}-{os.getpid() if pid is None else pid}-"


@cache
def remove_abandoned() -> None:
    """Take away the folders of this user's processes on this machine that have ended; once in a process.

    A number of a process that another one bears by now keeps the folder: it goes when that one has ended, too.
    """
    if sys.platform == "win32":
        # there to ask whether a process lives would end it
        return
    begin = f"civicreach-{_machine()}-"
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            pid = entry.name.removeprefix(begin).partition("-")[0]
            if not entry.name.startswith(begin) or not pid.isdecimal() or not entry.is_dir(follow_symlinks=False):
                continue
            if entry.stat(follow_symlinks=False).st_uid == os.getuid() and not _lives(int(pid)):
                shutil.rmtree(entry.path, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


@cache
def _machine() -> str:
    """Where the number of a process tells which it is: containers of one machine may share a folder and a name."""
    space = ""
    with suppress(OSError):
        space = str(Path("/proc/self/ns/pid").readlink())
    return hashlib.sha256(f"{platform.node()} {space}".encode()).hexdigest()[:8]
