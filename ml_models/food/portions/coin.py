"""Finds a coin in a photo: a small grey disc, round all the way, on something of another colour. numpy and scipy only.

Circles first (each edge votes for the centres it may belong to), then what a coin looks like beside its surroundings,
weighed by a logistic regression that was fitted on some 120 photos, then the edge to a fraction of a pixel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import fft, ndimage

from ml_models.food.portions.colours import Floats

RADII: Final = np.geomspace(6.0, 32.0, 22)
"""In px of a photo whose longer side is 320."""
REACH: Final = 36
FLATTEST: Final = 1.5
ROUND_FROM: Final = 0.3
MOST_CIRCLES: Final = 25
ANGLES: Final = np.linspace(0, 2 * np.pi, 72, endpoint=False)

WEIGHTS: Final = (-0.19, 0.80, 2.06, 0.98, -3.96, -2.89, 1.38, -4.30, 3.28, -0.36)
"""Of `_signs`, in their order."""


@dataclass(frozen=True)
class Circle:
    """A circle in px of the photo as it is looked at. `roundness`: share of its edge that is one, 0 to 1."""

    x: float
    y: float
    radius: float
    roundness: float


@dataclass(frozen=True)
class Coin:
    """A coin. `chance`: how likely it is one, 0 to 1."""

    x: float
    y: float
    radius: float
    chance: float


def find(planes: Floats) -> Coin | None:
    """Return what looks most like a coin in a photo (`planes` as `colours.lab` gives them); None without any circle."""
    found = [(circle, _chance(planes, circle)) for circle in circles(planes)]
    if not found:
        return None
    circle, chance = max(found, key=lambda one: one[1])
    exact = _exactly(planes, circle)
    return Coin(exact.x, exact.y, exact.radius, chance)


def circles(planes: Floats) -> list[Circle]:
    """Return circles that lie whole in the photo, the roundest first, at most 25."""
    votes = _votes(planes)
    best, which = votes.max(axis=0), votes.argmax(axis=0)
    peaks = (best == ndimage.maximum_filter(best, 7)) & (best > ROUND_FROM)
    rows, columns = np.nonzero(peaks)
    order = np.argsort(-best[rows, columns])[:MOST_CIRCLES]
    height, width = best.shape
    found = []
    for row, column in zip(rows[order], columns[order], strict=True):
        radius = float(RADII[which[row, column]])
        if min(column, row, width - column, height - row) >= radius - 2:
            found.append(Circle(float(column), float(row), radius, float(best[row, column])))
    return found


def _votes(planes: Floats) -> Floats:
    """Return (radii, height, width): how much of a circle's edge leads from one colour to one other, 0 to 1."""
    height, width = planes.shape[:2]
    across = [ndimage.gaussian_filter(planes[..., c], 1.0, order=(0, 1)) for c in range(3)]
    down = [ndimage.gaussian_filter(planes[..., c], 1.0, order=(1, 0)) for c in range(3)]
    strength = np.sqrt(sum(x * x + y * y for x, y in zip(across, down, strict=True))) + FLATTEST
    size = tuple(fft.next_fast_len(side + 2 * REACH, real=True) for side in (height, width))
    edges = [
        (fft.rfft2(x / strength, size), fft.rfft2(y / strength, size))
        for x, y in zip(across, down, strict=True)
    ]
    ys, xs = np.mgrid[-REACH : REACH + 1, -REACH : REACH + 1].astype(np.float32)
    away = np.hypot(xs, ys) + 1e-6
    found = []
    for radius in RADII:
        ring = np.exp(-0.5 * (away - radius) ** 2)
        ring /= ring.sum()
        to_x = np.conj(fft.rfft2(ring * xs / away, size))
        to_y = np.conj(fft.rfft2(ring * ys / away, size))
        agreed = [fft.irfft2(x * to_x + y * to_y, size) for x, y in edges]
        whole = np.sqrt(sum(one * one for one in agreed))
        found.append(np.roll(whole, (REACH, REACH), (0, 1))[:height, :width])
    return np.stack(found).astype(np.float32)


def _at(planes: Floats, circle: Circle, shares: Floats) -> Floats:
    """Return the colours (shares, angles, 3) at these shares of the radius, all the way round."""
    xs = circle.x + circle.radius * shares[:, None] * np.cos(ANGLES)
    ys = circle.y + circle.radius * shares[:, None] * np.sin(ANGLES)
    seen = [ndimage.map_coordinates(planes[..., c], [ys, xs], order=1, mode="nearest") for c in range(3)]
    return np.stack(seen, axis=-1)


def _chance(planes: Floats, circle: Circle) -> float:
    odds = float(np.dot(WEIGHTS, _signs(planes, circle)))
    return float(1 / (1 + np.exp(-odds)))


def _signs(planes: Floats, circle: Circle) -> list[float]:
    """What tells a coin: its edge is one all the way, it is greyer than around it, and even in colour."""
    inside = _at(planes, circle, np.array([0.70, 0.80, 0.88], dtype=np.float32)).mean(axis=0)
    around = _at(planes, circle, np.array([1.14, 1.24, 1.34], dtype=np.float32)).mean(axis=0)
    core = _at(planes, circle, np.array([0.2, 0.4, 0.6, 0.8], dtype=np.float32)).reshape(-1, 3)
    step = inside - around
    mean = step.mean(axis=0)
    size = float(np.linalg.norm(mean)) + 1e-6
    along = step @ (mean / size)
    colour = float(np.hypot(*np.median(core, axis=0)[1:]))
    colour_around = float(np.hypot(*np.median(around, axis=0)[1:]))
    larger = float(np.log(circle.radius / 13.0))
    return [
        1.0,
        circle.roundness,
        float((along > max(3.0, 0.3 * size)).mean()),
        min(20.0, max(-10.0, colour_around - colour)) / 10,
        float(np.hypot(core[:, 1].std(), core[:, 2].std())) / 5,
        float(np.linalg.norm(around.std(axis=0))) / 10,
        larger,
        larger**2,
        min(float(np.quantile(along, 0.15)), 15.0) / 10,
        colour / 10,
    ]


SHARES: Final = np.linspace(0.62, 1.42, 41).astype(np.float32)
FEWEST_POINTS: Final = 20


def _exactly(planes: Floats, rough: Circle) -> Circle:
    """Lay a circle through the steepest point of the edge in each direction, without those that do not fit."""
    circle = rough
    for width in (0.16, 0.10, 0.10):
        edge, strength = _edge(planes, circle, width)
        moved = _through(circle, edge, strength)
        if moved is None:
            return rough
        circle = moved
    strayed = np.hypot(circle.x - rough.x, circle.y - rough.y) > 0.4 * rough.radius
    return rough if strayed or not 0.7 < circle.radius / rough.radius < 1.4 else circle


def _edge(planes: Floats, circle: Circle, width: float) -> tuple[Floats, Floats]:
    """Return for each angle how far out the steepest step lies, in px, and how steep it is."""
    seen = _at(planes, circle, SHARES)
    within, beyond = (SHARES > 0.75) & (SHARES < 0.92), (SHARES > 1.1) & (SHARES < 1.3)
    step = np.median(seen[within].reshape(-1, 3), axis=0) - np.median(seen[beyond].reshape(-1, 3), axis=0)
    along = ndimage.gaussian_filter1d(seen @ (step / (np.linalg.norm(step) + 1e-6)), 1.2, axis=0)
    near = np.exp(-0.5 * ((SHARES - 1) / width) ** 2)[:, None]
    steep = np.maximum(-np.gradient(along, axis=0) * near, 0)
    top = np.clip(steep.argmax(axis=0), 1, len(SHARES) - 2)
    angles = np.arange(len(ANGLES))
    before, at, after = steep[top - 1, angles], steep[top, angles], steep[top + 1, angles]
    bend = before - 2 * at + after
    flat = np.abs(bend) < 1e-9
    beside = np.where(flat, 0.0, 0.5 * (before - after) / np.where(flat, 1.0, bend))
    where = circle.radius * (SHARES[top] + np.clip(beside, -1, 1) * (SHARES[1] - SHARES[0]))
    return where, steep.max(axis=0)


def _through(circle: Circle, edge: Floats, strength: Floats) -> Circle | None:
    """Return the circle through the points of an edge; None where too few agree."""
    shape = np.stack([np.ones_like(ANGLES), np.cos(ANGLES), np.sin(ANGLES)], axis=1)
    typical = np.median(strength)
    used = strength > 0.35 * typical
    for _ in range(3):
        if used.sum() < FEWEST_POINTS:
            return None
        fitted = np.linalg.lstsq(shape[used], edge[used], rcond=None)[0]
        off = np.abs(edge - shape @ fitted)
        used = (off < 2.2 * (1.48 * np.median(off[used]) + 0.15)) & (strength > 0.25 * typical)
    return Circle(circle.x + fitted[1], circle.y + fitted[2], float(fitted[0]), circle.roundness)
