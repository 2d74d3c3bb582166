"""Writes batches to an archive until it is done or killed; run by the tests as a process of its own.

Every batch is an observation, two posts and a walk of one number, the numbers one after the other.
"""

from __future__ import annotations

import sys
from pathlib import Path

from civicreach.archive import Archive

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.archive.conftest import observed, posted, walked


def main(path: str, account: int, first: int, last: int) -> None:
    with Archive.open(path) as archive:
        for number in range(first, last):
            archive.append(
                run=f"writer {account}",
                observations=[observed(account, number, number)],
                posts=[posted(2 * number + k, number, account=str(account)) for k in range(2)],
                coverage=[walked(account, number)],
            )
            print(number, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
