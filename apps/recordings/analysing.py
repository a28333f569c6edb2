"""From stored samples to findings as plain values. Pure: no database, no clock."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from apps.recordings import channels, codec, triage
from apps.recordings.channels import Channel, Samples
from apps.recordings.triage import Need
from ml_models import ctg
from ml_models.ctg.recording import SCALP

LINE_STEP_S = 5.0
LINE_STEP = int(LINE_STEP_S * 4)
SENSORS = {Channel.FHR1: "fhr1_sensor", Channel.FHR2: "fhr2_sensor"}
"""Where the method looks for what measured a rate."""
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
    scalp_rates: int = 0
    """Bits of the rates that a scalp electrode measured."""

    @property
    def digest(self) -> bytes:
        """SHA-256 over samples and everything else that the method is told."""
        digest = hashlib.sha256()
        facts = (self.source_hz, self.rate_resolution_bpm, self.gestation_weeks)
        digest.update(struct.pack("<?3d", self.twins, *(np.nan if fact is None else fact for fact in facts)))
        if self.in_labour:  # what was analysed before anybody could say so keeps its digest
            digest.update(b"in labour")
        if self.scalp_rates:
            digest.update(b"scalp electrode" + struct.pack("<B", self.scalp_rates))
        for channel in channels.in_mask(channels.mask_of(self.samples)):
            digest.update(struct.pack("<BI", channel, self.samples[channel].size))
            digest.update(np.ascontiguousarray(self.samples[channel]).tobytes())
        return digest.digest()

    def recording(self) -> ctg.Recording:
        """Return the samples as the method takes them."""
        source = source_of(self.source_hz, self.rate_resolution_bpm, self.scalp_rates)
        return channels.to_recording(self.samples, source=source, twins=self.twins)


@dataclass(frozen=True)
class Findings:
    """What was found: `result` as JSON, `baseline` packed, `need` for the worklist."""

    method_version: str
    weights_sha256: str
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
        weights_sha256=ctg.weights_sha256(),
        input_sha256=given.digest,
        gestation_weeks=given.gestation_weeks,
        result={"fetuses": fetuses, "need": need.to_json()},
        baseline=codec.pack_line(np.stack([one.baseline_bpm[::LINE_STEP] for one in found])),
        need=need,
    )


def is_by_method_of_today(method_version: str, weights_sha256: str) -> bool:
    """Say whether the method as it runs here and now, with the weights that are chosen, made a result."""
    return (method_version, weights_sha256) == (ctg.METHOD_VERSION, ctg.weights_sha256())


def source_of(source_hz: float | None, rate_resolution_bpm: float | None, scalp_rates: int) -> ctg.Source:
    """Return what the method is told of a recording's device; None is not known, `scalp_rates` as in `Given`."""
    details = {name: SCALP for channel, name in SENSORS.items() if scalp_rates & channel}
    source = ctg.Source("memory", rate_resolution_bpm=rate_resolution_bpm, details=details)
    return source if source_hz is None else replace(source, fs_hz=source_hz)


def scalp_rates_of(source: ctg.Source) -> int:
    """Return the bits of the rates that a scalp electrode measured, as a file tells."""
    return channels.mask_of(channel for channel, name in SENSORS.items() if source.details.get(name) == SCALP)


def lines(blob: bytes) -> list[list[float | None]]:
    """Return the packed baselines, one list for each fetus, None where undefined."""
    return [
        [None if np.isnan(value) else round(float(value), 1) for value in line]
        for line in codec.unpack_line(blob)
    ]
