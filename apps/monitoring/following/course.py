"""One recording in hand: its fetuses' streams, what was looked at, what the rules were told. Pure, no database."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np

from apps.alerts.limits import Limits
from apps.monitoring.alert_rules.facts import TraceFacts, Watched, facts_of
from apps.monitoring.following.shadows import Shadows
from apps.monitoring.following.waiting import Waiting, piece
from apps.monitoring.following.watching import New, Told, judge
from apps.monitoring.rules import coach
from apps.recordings.channels import Samples
from ml_models import ctg
from ml_models.ctg.errors import FormatError
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.stream.pieces import REACH
from ml_models.ctg.swaps import coinciding_s, swapped_at_s

PARTS: Final = struct.Struct("<4sII")
MARK: Final = b"KLC1"
TWINS_EVERY: Final = 12
"""Steps: whether two channels show one heart is asked every minute."""


@dataclass(frozen=True)
class About:
    """What a recording is, as far as its analysis needs it."""

    recording: UUID
    started_at: datetime
    gestation_weeks: float | None
    in_labour: bool
    twins: bool
    source: ctg.Source


@dataclass
class Step:
    """What one step of five seconds brought: of each fetus an update, its facts and what is new for the alerts."""

    updates: list[ctg.Update]
    facts: list[TraceFacts]
    new: list[list[New]] = field(default_factory=list)
    shadows_spoke: bool = False
    """Limits that are only tried say something new."""


class Course:
    """A recording that is followed. `limits` by rule; whoever follows renews them now and then. None: only the facts."""

    def __init__(self, about: About, limits: Mapping[str, Limits] | None) -> None:
        self.about = about
        self.limits = limits
        self.streams = [
            ctg.Stream(
                gestation_weeks=about.gestation_weeks,
                in_labour=about.in_labour,
                twins=about.twins,
                fetus=number,
                source=about.source,
            )
            for number in range(1, 3 if about.twins else 2)
        ]
        self.told = [Told() for _ in self.streams]
        self.shadows = Shadows()
        self.coach = coach.START
        self.waiting = Waiting()
        self._twins: tuple[float, tuple[float, ...]] = (0.0, ())

    @property
    def samples(self) -> int:
        """How far it was looked at, on the grid of 4 Hz."""
        return self.waiting.taken

    def is_in_labour(self, in_labour: bool) -> None:
        """Go on under the rule sets for labour, or for before it: somebody has said so meanwhile."""
        if in_labour != self.about.in_labour:
            self.about = replace(self.about, in_labour=in_labour)
            for stream in self.streams:
                stream.context = replace(stream.context, in_labour=in_labour)

    def put(self, parts: Iterable[tuple[int, Samples]]) -> None:
        """Take samples that have come, in any order; those that come too late to wait are laid in where they belong."""
        for start, samples in parts:
            late = self.waiting.put(start, samples)
            if late is not None and late[0] >= self.samples - REACH:
                for stream in self.streams:
                    stream.push(piece(late[1]), late[0])

    def steps(self, now_s: float) -> Iterable[Step]:
        """Look at every step that is there."""
        for start, samples in self.waiting.steps(now_s):
            yield self._step(start, samples)

    def _step(self, start: int, samples: Samples) -> Step:
        given = piece(samples)
        updates = [stream.push(given, start) for stream in self.streams]
        self._look_at_twins()
        facts = [self._facts(number) for number in range(len(self.streams))]
        new: list[list[New]] = []
        if self.limits is not None:
            new = [judge(one, self.limits, told) for one, told in zip(facts, self.told, strict=True)]
        seconds = self.samples / FS_HZ
        heard = coach.hear(*(update.signal for update in updates), seconds=seconds)
        self.coach = coach.advise(self.coach, heard, at_s=seconds)
        return Step(updates, facts, new, self.shadows.hear(facts))

    def is_silent(self, silent_s: float) -> None:
        """Nothing has come for so long: what the mother is told of the signal follows."""
        seconds = self.samples / FS_HZ
        self.coach = coach.advise(
            self.coach, coach.hear(silent_s=silent_s, seconds=seconds), at_s=seconds + silent_s
        )

    def _facts(self, number: int) -> TraceFacts:
        about = self.about
        watched = Watched(about.recording, number + 1, about.started_at, about.in_labour)
        coincide_s, swapped = self._twins
        return facts_of(watched, self.streams[number].recent(), coincide_s=coincide_s, swapped_at_s=swapped)

    def _look_at_twins(self) -> None:
        if len(self.streams) < 2 or (self.samples // 20) % TWINS_EVERY:
            return
        whole = self.streams[0].recording
        last = slice(max(0, whole.samples - int(3600 * FS_HZ)), None)
        first, second = np.asarray(whole.fhr1_bpm[last]), np.asarray(whole.fhr2_bpm[last])
        before_s = (last.start or 0) / FS_HZ
        swaps = tuple(before_s + at_s for at_s in swapped_at_s(first, second))
        self._twins = (coinciding_s(first, second), swaps)

    def to_bytes(self) -> bytes:
        """The whole state, for another process to take over with `take_over`."""
        states = [stream.to_bytes() for stream in self.streams]
        header = {
            "told": [told.to_json() for told in self.told],
            "shadows": self.shadows.to_json(),
            "coach": self.coach.to_json(),
            "twins": [self._twins[0], list(self._twins[1])],
            "sizes": [len(state) for state in states],
        }
        text = json.dumps(header).encode()
        return PARTS.pack(MARK, len(text), self.samples) + text + b"".join(states)

    def take_over(self, state: bytes) -> None:
        """Go on from a saved state of the same recording. Raises FormatError where it is none of this version."""
        try:
            mark, size, samples = PARTS.unpack_from(state)
            header: dict[str, Any] = json.loads(state[PARTS.size : PARTS.size + size])
        except (struct.error, ValueError) as error:
            raise FormatError("state", "this is no saved course") from error
        if mark != MARK or len(header["sizes"]) != len(self.streams):
            raise FormatError("state", "this is no saved course of this recording")
        offset = PARTS.size + size
        streams = []
        for length in header["sizes"]:
            streams.append(ctg.Stream.from_bytes(state[offset : offset + length]))
            streams[-1].source = self.about.source
            offset += length
        in_labour, self.about = (
            self.about.in_labour,
            replace(self.about, in_labour=streams[0].context.in_labour),
        )
        self.streams = streams
        self.is_in_labour(in_labour)
        self.told = [Told.from_json(kept) for kept in header["told"]]
        self.shadows = Shadows.from_json(header.get("shadows", {}))
        self.coach = coach.State.from_json(header["coach"])
        self._twins = (float(header["twins"][0]), tuple(header["twins"][1]))
        self.waiting = Waiting(samples)
