"""Samples that are stored but do not lie in their minutes yet: whoever keeps them registers here (`apps.monitoring`).

A recording that comes frame by frame has up to a minute of them. Readers look at these first and at the minutes then:
what is folded in between is seen twice, never missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from apps.recordings.channels import Samples, length_of, mask_of
from apps.recordings.models import Recording
from apps.recordings.states import State


@dataclass(frozen=True)
class Piece:
    """One number that is stored. `first_sample`: on the grid; None: it holds no samples."""

    number: int
    first_sample: int | None
    sample_count: int


class Keeper(Protocol):
    """Who keeps such samples. Recordings are asked for by primary key."""

    def pieces(self, recording_pk: int) -> list[Piece]:
        """Return what is kept, in the order of the numbers."""

    def samples(self, recording_pk: int, first: int, last: int) -> list[tuple[int, Samples]]:
        """Return (index of the first sample, samples) of what lies at `first` up to, without, `last`."""

    def fold(self, recording: Recording, at: datetime) -> None:
        """Lay everything into its minutes; inside a write that holds the recording's lock."""

    def forget(self, recording: Recording) -> None:
        """Delete what is kept: the recording was withdrawn. Inside a write that holds its lock."""


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Say who keeps samples that do not lie in their minutes yet."""
    _keepers[:] = [keeper]


def fold(recording: Recording, *, at: datetime) -> None:
    """Lay everything into its minutes; inside a write that holds the recording's lock."""
    for keeper in _keepers:
        keeper.fold(recording, at)


def forget(recording: Recording) -> None:
    """Delete what is kept of a recording that is withdrawn; inside a write that holds its lock."""
    for keeper in _keepers:
        keeper.forget(recording)


def pieces_of(recording: Recording) -> list[Piece]:
    """Return the numbers of a recording that is still coming in, as far as they are not folded."""
    if recording.state != State.RECEIVING:
        return []
    return [piece for keeper in _keepers for piece in keeper.pieces(recording.pk)]


def samples_of(recording: Recording, first: int, last: int | None) -> list[tuple[int, Samples]]:
    """Return (index of the first sample, samples) of a recording that is still coming in, not folded yet."""
    if recording.state != State.RECEIVING:
        return []
    end = 2**31 - 1 if last is None else last
    return [part for keeper in _keepers for part in keeper.samples(recording.pk, first, end)]


def end_of(parts: Sequence[tuple[int, Samples]]) -> int:
    """Return the index after the last sample of such parts; 0 without any."""
    return max((start + length_of(samples) for start, samples in parts), default=0)


def channels_of(parts: Sequence[tuple[int, Samples]]) -> int:
    """Return the mask of all channels of such parts."""
    return mask_of(channel for _, samples in parts for channel in samples)
