"""Facts come out of the stream of samples: the same ones whatever the pieces were, and of what the trace shows."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import numpy as np
import pytest

from apps.alerts.findings import Finding, verdicts
from apps.alerts.limits import resolve
from apps.monitoring.alert_rules import RULES
from apps.monitoring.alert_rules.facts import TraceFacts, Watched, facts_of
from ml_models import ctg
from ml_models.ctg.recording import FloatArray

PER_MINUTE = 240


def heart(
    level_bpm: float, minutes: float, random: np.random.Generator, spread_bpm: float = 3.0
) -> FloatArray:
    """A rate around a level that wanders as a heart does."""
    samples = round(minutes * PER_MINUTE)
    steps = np.convolve(random.normal(0, 1, samples + 80), np.exp(-np.arange(40) / 8))[40 : 40 + samples]
    return np.asarray(np.round((level_bpm + steps / steps.std() * spread_bpm) * 4) / 4)


def told(rate_bpm: FloatArray, mother_bpm: FloatArray | None = None, piece: int = 480) -> TraceFacts:
    """What is known at the end of a trace that came in pieces."""
    stream = ctg.Stream(gestation_weeks=38.0)
    for start in range(0, rate_bpm.size, piece):
        channels = {"fhr1_bpm": rate_bpm[start : start + piece]}
        if mother_bpm is not None:
            channels["mhr_bpm"] = mother_bpm[start : start + piece]
        stream.push(channels)
    watched = Watched(UUID(int=1), 1, datetime(2026, 11, 30, tzinfo=UTC))
    return facts_of(watched, stream.recent())


def rules_that_speak(facts: TraceFacts) -> set[str]:
    spoken = set()
    for rule in RULES:
        assert rule.limits is not None
        said = verdicts(rule.judge(facts, resolve(rule.limits, [])))
        spoken |= {rule.id for one in said if isinstance(one, Finding)}
    return spoken


@pytest.fixture(name="random")
def _random() -> np.random.Generator:
    return np.random.default_rng(16)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_healthy_trace_is_silent(seed: int) -> None:
    made = ctg.generate(20, seed)
    assert rules_that_speak(told(made.fhr1_bpm, made.mhr_bpm)) == set()


def test_a_fall_to_85_is_told_by_rate_and_by_length(random: np.random.Generator) -> None:
    facts = told(np.concatenate([heart(140, 15, random), heart(85, 5.5, random)]))
    assert {"trace_low_rate", "trace_prolonged_deceleration"} <= rules_that_speak(facts)


def test_a_sensor_that_finds_nothing(random: np.random.Generator) -> None:
    facts = told(np.concatenate([heart(140, 12, random), np.full(4 * PER_MINUTE, np.nan)]))
    assert rules_that_speak(facts) == {"trace_no_signal"}
    assert facts.rate_bpm[-1] is None
    assert facts.measured[-1] == 0


def test_a_smooth_wave(random: np.random.Generator) -> None:
    at_s = np.arange(13 * PER_MINUTE) / 4
    facts = told(140 + 8 * np.sin(2 * np.pi * at_s / 15) + random.normal(0, 0.3, at_s.size))
    assert rules_that_speak(facts) == {"trace_sinusoidal"}


def test_the_mothers_rate_in_place_of_the_babys(random: np.random.Generator) -> None:
    hers = heart(85, 18, random)
    facts = told(np.concatenate([heart(140, 10, random), hers[10 * PER_MINUTE :]]), hers)
    assert "trace_maternal_rate" in rules_that_speak(facts)


def test_cells_are_those_of_the_recording_also_after_an_hour(random: np.random.Generator) -> None:
    facts = told(heart(140, 64, random), piece=960)
    assert len(facts.rate_bpm) == 720
    assert len(facts.bandwidth_bpm) == 60
    assert facts.seconds == 64 * 60
    assert facts.at == datetime(2026, 11, 30, 1, 4, tzinfo=UTC)
