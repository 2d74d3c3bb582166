"""The inverse of a matrix of information, and whether it is one that float64 can invert."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Least eigenvalue, beside ones on the diagonal, that leaves about four digits to the inverse.
_LEAST = 1e-12


def inverse_information(information: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Inverses of symmetric matrices, shape (..., p, p), and for which of them they mean anything, shape (...).

    Where they do not, because fitted counts are 0 but for rounding in all cases that tell two coefficients apart,
    the inverse is NaN.

    >>> inverse, usable = inverse_information(np.array([[[4.0, 0.0], [0.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]]]))
    >>> inverse[0].tolist(), usable.tolist()
    ([[0.25, 0.0], [0.0, 1.0]], [True, False])
    """
    diagonal = np.diagonal(information, axis1=-2, axis2=-1)
    usable = np.asarray(np.isfinite(diagonal).all(axis=-1) & (diagonal > 0).all(axis=-1))
    root = np.sqrt(np.where(usable[..., None], diagonal, 1.0))
    unit = root[..., :, None] * root[..., None, :]
    scaled = np.where(usable[..., None, None], information / unit, np.eye(information.shape[-1]))
    usable &= np.linalg.eigvalsh(scaled)[..., 0] > _LEAST
    scaled = np.where(usable[..., None, None], scaled, np.eye(information.shape[-1]))
    return np.where(usable[..., None, None], np.linalg.inv(scaled) / unit, np.nan), usable
