"""What is done with masks: the largest piece, the hull, how like an ellipse, and colours in groups."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError

from ml_models.food.portions.colours import Floats, Mask

SEED = 0


def largest(mask: Mask) -> Mask:
    """Return the largest piece of a mask; the mask itself where it is empty."""
    pieces, count = ndimage.label(mask)
    if count == 0:
        return mask
    sizes = np.bincount(pieces.ravel())
    sizes[0] = 0
    piece: Mask = pieces == sizes.argmax()
    return piece


def hull(mask: Mask) -> Mask:
    """Return the convex hull of a mask; the mask itself where it is no area."""
    ys, xs = np.nonzero(mask & ~ndimage.binary_erosion(mask))
    try:
        sides = ConvexHull(np.stack([xs, ys], axis=1)).equations
    except (QhullError, ValueError):  # a line, a point or nothing
        return mask
    rows, columns = np.mgrid[: mask.shape[0], : mask.shape[1]]
    inside = np.ones(mask.shape, dtype=bool)
    for a, b, c in sides:
        inside &= a * columns + b * rows + c <= 0.5
    return inside


def ellipse(mask: Mask) -> tuple[float, float, float]:
    """Return the area beside that of the ellipse that spreads alike (1: it is one), and its half axes, in px."""
    ys, xs = np.nonzero(mask)
    spread = np.cov(np.stack([xs, ys]))
    area = 4 * np.pi * np.sqrt(max(float(np.linalg.det(spread)), 1e-6))
    short, long = 2 * np.sqrt(np.maximum(np.linalg.eigvalsh(spread), 0))
    return len(ys) / area, float(short), float(long)


def groups(colours: Floats, count: int) -> tuple[Floats, np.ndarray]:
    """Return so many typical colours of (n, 3), and for each which is its own (k-means, always the same)."""
    chance = np.random.default_rng(SEED)
    centres = colours[[chance.integers(len(colours))]]
    for _ in range(count - 1):
        far = ((colours[:, None] - centres) ** 2).sum(axis=-1).min(axis=1).astype(np.float64)
        if far.sum() <= 0:  # fewer colours than groups
            break
        centres = np.vstack([centres, colours[chance.choice(len(colours), p=far / far.sum())]])
    for _ in range(12):
        own = nearest(colours, centres)
        centres = np.stack(
            [colours[own == j].mean(axis=0) if (own == j).any() else centres[j] for j in range(len(centres))]
        )
    return centres, nearest(colours, centres)


def nearest(colours: Floats, centres: Floats) -> np.ndarray:
    """Return the number of the centre that each colour is nearest to."""
    own: np.ndarray = ((colours[..., None, :] - centres) ** 2).sum(axis=-1).argmin(axis=-1)
    return own


def rim(shape: tuple[int, ...], thick: int) -> Mask:
    """Return the outermost px of a photo."""
    mask = np.ones(shape, dtype=bool)
    mask[thick:-thick, thick:-thick] = False
    return mask
