"""From stored samples to findings as plain values. Pure: no database, no clock."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from apps.recordings import channels, codec, triage
from apps.recordings.channels import Samples
from apps.recordings.triage import Need
from ml_models import ctg

LINE_STEP_S = 5.0
LINE_STEP = int(LINE_STEP_S * 4)
APART = frozenset({"baseline_bpm", "baseline_step_s"})
"""Kept beside the findings."""


@dataclass(frozen=True, eq=False)
class Given:
    """What goes into an analysis. Two of the same digest give the same findings."""

    samples: Samples
    source_hz: float | None
    rate_resolution_bpm: float | None
    twins: bool
    gestation_weeks: float | None
    in_labour: bool = False

    @property
    def digest(self) -> bytes:
        """SHA-256 over samples and everything else that the method is told."""
        digest = hashlib.sha256()
        facts = (self.source_hz, self.rate_resolution_bpm, self.gestation_weeks)
        digest.update(struct.pack("<?3d", self.twins, *(np.nan if fact is None else fact for fact in facts)))
        if self.in_labour:  # what was analysed before anybody could say so keeps its digest
            digest.update(b"in labour")
        for channel in channels.in_mask(channels.mask_of(self.samples)):
            digest.update(struct.pack("<BI", channel, self.samples[channel].size))
            digest.update(np.ascontiguousarray(self.samples[channel]).tobytes())
        return digest.digest()

    def recording(self) -> ctg.Recording:
        """Return the samples as the method takes them."""
        source = ctg.Source("memory", rate_resolution_bpm=self.rate_resolution_bpm)
        if self.source_hz is not None:
            source = replace(source, fs_hz=self.source_hz)
        return channels.to_recording(self.samples, source=source, twins=self.twins)


@dataclass(frozen=True)
class Findings:
    """What was found: `result` as JSON, `baseline` packed, `need` for the worklist."""

    method_version: str
    input_sha256: bytes
    gestation_weeks: float | None
    result: dict[str, Any]
    baseline: bytes
    need: Need


def findings(given: Given) -> Findings:
    """Analyse every fetus of a recording."""
    recording = given.recording()
    found = [
        ctg.analyze(recording, gestation_weeks=given.gestation_weeks, in_labour=given.in_labour, fetus=fetus)
        for fetus in range(1, recording.fetuses + 1)
    ]
    fetuses = [{name: value for name, value in one.to_dict().items() if name not in APART} for one in found]
    need = triage.worst(fetuses)
    return Findings(
        method_version=ctg.METHOD_VERSION,
        input_sha256=given.digest,
        gestation_weeks=given.gestation_weeks,
        result={"fetuses": fetuses, "need": need.to_json()},
        baseline=codec.pack_line(np.stack([one.baseline_bpm[::LINE_STEP] for one in found])),
        need=need,
    )


def lines(blob: bytes) -> list[list[float | None]]:
    """Return the packed baselines, one list for each fetus, None where undefined."""
    return [
        [None if np.isnan(value) else round(float(value), 1) for value in line]
        for line in codec.unpack_line(blob)
    ]
