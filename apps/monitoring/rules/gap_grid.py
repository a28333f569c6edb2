"""Frames laid over the seconds of a recording: what each second has, what was said of it, how late it came. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from apps.monitoring.clocks import ROW
from apps.monitoring.frames import Flag

FRAME: Final = np.dtype([("number", "<u4"), *ROW.descr])
"""A row of `clocks.ROW` with the frame's number. `phone_ms` -1: samples that came without a frame."""
Frames = NDArray[Any]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

SECOND: Final = 4
LONGEST_S: Final = 24 * 3600
SAID_FOR_S: Final = 5
"""What a frame says of link and contact holds until the next one, where that comes within so many seconds."""
EARLY_PART: Final = 0.1


@dataclass(frozen=True, eq=False)
class Grid:
    """All arrays but those of `at` have one entry for each second."""

    frames: Frames
    """In the order of their numbers; those that came without a frame are left out."""
    at: NDArray[np.int64]
    """For each of `frames`, the second in which the phone made it."""
    zero_ms: int
    """When sample 0 was measured, on the phone's clock."""
    offset_ms: int
    """How far our clock is ahead of the phone's, as the quickest frame tells."""
    measured: Bools
    contactless: Bools
    unlinked: Bools
    to_phone_s: Floats
    """How long a second took to reach the phone beyond its end; NaN where it is not there."""
    to_us_s: Floats
    """How long it then took to reach us, beyond what the quickest took."""

    @property
    def seconds(self) -> int:
        return int(self.measured.size)

    def ours_ms(self, second: int) -> int:
        """Return the end of a second on our clock."""
        return self.zero_ms + self.offset_ms + (second + 1) * 1000


def laid(frames: Frames, *, started_ms: int, until_ms: int | None) -> Grid:
    """Lay frames (rows of `FRAME`) over the seconds up to `until_ms`, on our clock; None: up to the last frame."""
    with_samples = frames[frames["sample_count"] > 0]
    sent = frames[frames["phone_ms"] >= 0]
    sent = sent[np.unique(sent["number"], return_index=True)[1]]
    zero_ms, offset_ms = _zero(sent, started_ms), _offset(sent)
    at = (
        np.maximum.accumulate(-(-(sent["phone_ms"] - zero_ms) // 1000) - 1) if sent.size else np.zeros(0, int)
    )
    seconds = _seconds(with_samples, at, None if until_ms is None else until_ms - offset_ms - zero_ms)
    to_phone_s, to_us_s = _lateness(with_samples, seconds, zero_ms, offset_ms)
    return Grid(
        frames=sent,
        at=at,
        zero_ms=zero_ms,
        offset_ms=offset_ms,
        measured=_measured(with_samples, seconds),
        contactless=_said(sent, at, seconds, _is_contactless(sent)),
        unlinked=_said(sent, at, seconds, _is_unlinked(sent)),
        to_phone_s=to_phone_s,
        to_us_s=to_us_s,
    )


def _ends(frames: Frames) -> NDArray[np.int64]:
    return frames["first_sample"].astype(np.int64) + frames["sample_count"]


def _zero(sent: Frames, started_ms: int) -> int:
    """The phone had most samples at once: what it had early tells when sample 0 was measured."""
    rows = sent[sent["sample_count"] > 0]
    if not rows.size:
        return started_ms
    return int(np.quantile(rows["phone_ms"] - _ends(rows) * (1000 // SECOND), EARLY_PART, method="lower"))


def _offset(sent: Frames) -> int:
    at_once = sent[sent["flags"] & Flag.KEPT == 0]
    rows = at_once if at_once.size else sent
    return int((rows["received_ms"] - rows["phone_ms"]).min()) if rows.size else 0


def _seconds(with_samples: Frames, at: NDArray[np.int64], until_ms: int | None) -> int:
    last = max([0, *(_ends(with_samples) // SECOND).tolist()[-1:], *(at[-1:] + 1).tolist()])
    if with_samples.size:
        last = max(last, int(-(-_ends(with_samples).max() // SECOND)))
    return int(np.clip(last if until_ms is None else max(last, until_ms // 1000), 0, LONGEST_S))


def _measured(with_samples: Frames, seconds: int) -> Bools:
    """True where at least half of a second's samples are there."""
    steps = np.zeros(seconds * SECOND + 1, dtype=np.int64)
    np.add.at(steps, np.minimum(with_samples["first_sample"], seconds * SECOND), 1)
    np.add.at(steps, np.minimum(_ends(with_samples), seconds * SECOND), -1)
    there = np.cumsum(steps[:-1]) > 0
    return np.asarray(there.reshape(seconds, SECOND).sum(axis=1) >= SECOND // 2)


def _is_contactless(sent: Frames) -> Bools:
    return np.asarray(sent["flags"] & (Flag.CONTACT | Flag.CONTACT_KNOWN) == Flag.CONTACT_KNOWN)


def _is_unlinked(sent: Frames) -> Bools:
    return np.asarray((sent["flags"] & Flag.BLUETOOTH == 0) & (sent["sample_count"] == 0))


def _said(sent: Frames, at: NDArray[np.int64], seconds: int, says: Bools) -> Bools:
    """Spread what frames say from their second to the one before the next frame."""
    spread = np.zeros(seconds, dtype=bool)
    until = np.append(at[1:], at[-1:] + 1)
    slept = np.append(sent["flags"][1:] & Flag.SLEPT != 0, False)
    alone = slept | (until - at > SAID_FOR_S)
    until = np.where(alone, at + 1, np.maximum(until, at + 1))
    for start, stop in zip(at[says].tolist(), until[says].tolist(), strict=True):
        spread[max(start, 0) : max(stop, 0)] = True
    return spread


def _lateness(with_samples: Frames, seconds: int, zero_ms: int, offset_ms: int) -> tuple[Floats, Floats]:
    to_phone_s, to_us_s = np.full(seconds, np.nan), np.full(seconds, np.nan)
    rows = with_samples[with_samples["phone_ms"] >= 0]
    first, last = rows["first_sample"] // SECOND, -(-_ends(rows) // SECOND)
    reached_s = (rows["phone_ms"] - zero_ms - _ends(rows) * (1000 // SECOND)) / 1000
    held_s = (rows["received_ms"] - rows["phone_ms"] - offset_ms) / 1000
    for start, stop, reached, held in zip(first, last, reached_s, held_s, strict=True):
        to_phone_s[start:stop], to_us_s[start:stop] = reached, held
    return to_phone_s, to_us_s
