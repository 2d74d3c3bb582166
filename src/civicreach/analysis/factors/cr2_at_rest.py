"""CR2 from sums within clusters: the rows of a cluster enter by their products alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.errors.robust import satterthwaite
from civicreach.engine.cluster_blocks import ClusterBlocks

Floats = NDArray[np.float64]

#: Eigenvalues below it are nothing, as in `analysis.errors.cluster`.
_NOTHING = 1e-9


def cr2_of_blocks(blocks: ClusterBlocks, shares: Floats, *, n: int) -> tuple[Floats, Floats]:
    """Variances of coefficients and their degrees of freedom, shape (c,) each.

    Parameters
    ----------
    blocks : ClusterBlocks
        Sums within clusters.
    shares : np.ndarray
        Shape (c, k + 1): what each coefficient takes of a row's constant and k uncorrelated factors.
    n : int
        Rows.

    Notes
    -----
    With Q the rows' constant and factors of length 1, the block of the hat matrix of a cluster is Q Q', Q its rows.
    CR2 multiplies the cluster's residuals by A = (I - Q Q')^(-1/2), and a coefficient that takes c of Q has the share
    c'Q'A. Since (I - Q Q') Q = Q (I - Q'Q), also Q'A = B Q' with B = (I - Q'Q)^(-1/2), a matrix of k + 1 rows, so that
    the score c'B Q'e, the square c'B Q'Q B c and what is spanned c'B Q'Q take only Q'Q and Q'e, which are sums.

    References
    ----------
    Bell & McCaffrey (2002), Survey Methodology 28(2); Pustejovsky & Tipton (2018),
    doi:10.1080/07350015.2016.1247004.
    """
    k = blocks.sums.shape[1]
    size = np.concatenate([[1 / np.sqrt(n)], np.full(k, 1 / np.sqrt(n - 1))])
    inner = np.empty((blocks.n_clusters, k + 1, k + 1))
    inner[:, 0, 0], inner[:, 1:, 1:] = blocks.sizes, blocks.products
    inner[:, 0, 1:] = inner[:, 1:, 0] = blocks.sums
    inner *= np.outer(size, size)
    with_residuals = np.column_stack([blocks.residuals, blocks.scores]) * size
    values, vectors = np.linalg.eigh(inner)
    left = 1 - values
    # a direction that the model reproduces has no residuals to scale up: the generalised inverse leaves it out
    root = np.where(left > _NOTHING, 1 / np.sqrt(np.maximum(left, _NOTHING)), 0.0)
    adjusted = shares / size @ ((vectors * root[:, None, :]) @ vectors.transpose(0, 2, 1))
    scores = np.einsum("gcm,gm->gc", adjusted, with_residuals)
    spanned = adjusted @ inner
    squares = np.einsum("gcm,gcm->gc", spanned, adjusted)
    df = [satterthwaite(squares[:, place], spanned[:, place]) for place in range(len(shares))]
    return (scores**2).sum(axis=0), np.array(df)
