"""Columns of float64 out of an Arrow C stream, read by its published structures without a library for Arrow.

Columnar data in pieces of some ten thousand rows, which stay where the engine put them: nothing is copied here.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class _Schema(ctypes.Structure):
    """Never looked into: the caller knows what it asked for."""


class _Array(ctypes.Structure):
    """A batch, or one of its columns."""


class _Stream(ctypes.Structure):
    """Gives one batch after the other."""


# https://arrow.apache.org/docs/format/CDataInterface.html and CStreamInterface.html
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
    ("dictionary", ctypes.POINTER(_Array)),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))),
    ("private_data", ctypes.c_void_p),
]
_Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Schema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(_Stream))),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Stream))),
    ("private_data", ctypes.c_void_p),
]


def float_columns(capsule: Any) -> Iterator[list[Floats]]:
    """The columns of each batch of a stream, NaN where there is no value.

    Parameters
    ----------
    capsule : PyCapsule
        From ``__arrow_c_stream__``; every column of float64. It releases the stream when it goes.

    Yields
    ------
    list of np.ndarray
        Shape (rows of the batch,) each. They look into memory of the stream, and are gone with the next batch.

    Raises
    ------
    OSError
        The stream breaks off, in its own words.
    """
    _keep_memory()
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    stream = _Stream.from_address(pointer(capsule, b"arrow_array_stream"))
    while True:
        batch = _Array()
        if stream.get_next(ctypes.byref(stream), ctypes.byref(batch)):
            raise OSError((stream.get_last_error(ctypes.byref(stream)) or b"").decode(errors="replace"))
        if not batch.release:
            return
        try:
            yield [_column(batch.children[place].contents, batch) for place in range(batch.n_children)]
        finally:
            batch.release(ctypes.byref(batch))


@cache
def _keep_memory() -> None:
    """Have the C library keep what a batch gives back for the next one, where it is glibc.

    By itself it returns such pieces to the system each time, and every page of the next batch is cleared anew, which
    took as long as decoding. What it keeps is bounded: a few batches.
    """
    # of malloc.h; the second is the largest that it takes
    trim_threshold, mmap_threshold, most, largest = -1, -3, 64 << 20, 32 << 20
    with suppress(OSError, AttributeError, TypeError):
        library = ctypes.CDLL(None)
        library.mallopt(mmap_threshold, largest)
        library.mallopt(trim_threshold, most)


def _column(column: _Array, batch: _Array) -> Floats:
    start, n = column.offset + batch.offset, batch.length
    if not n:
        return np.empty(0)
    values = np.frombuffer((ctypes.c_double * n).from_address(column.buffers[1] + 8 * start))
    if not column.null_count or not column.buffers[0]:
        return values
    bits = np.frombuffer((ctypes.c_uint8 * ((start + n + 7) // 8)).from_address(column.buffers[0]), dtype=np.uint8)
    return np.where(np.unpackbits(bits, count=start + n, bitorder="little")[start:], values, np.nan)
