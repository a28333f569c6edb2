"""What distinguishes one kind of trace from another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scenario:
    """Ranges are (low, high); rates in bpm, times in seconds."""

    baseline_bpm: tuple[float, float] = (125.0, 148.0)
    bandwidth_bpm: tuple[float, float] = (8.0, 14.0)
    beat_bpm: float = 0.6
    acceleration_gap_s: tuple[float, float] | None = (110.0, 330.0)
    """Pause between two accelerations; None = no accelerations."""
    contraction_gap_s: tuple[float, float] = (240.0, 480.0)
    """Pause from the end of one contraction to the onset of the next."""
    deceleration: str | None = None
    """Kind that contractions bring: early, late, variable."""
    deceleration_chance: float = 0.0
    depth_bpm: tuple[float, float] = (22.0, 42.0)
    prolonged: bool = False
    loss_part: tuple[float, float] = (0.01, 0.04)
    twins: bool = False
    sinusoid_bpm: tuple[float, float] | None = None
    """Amplitude of a smooth wave, from its middle, in place of variability; 3 to 5 cycles a minute."""
    sinusoid_per_minute: tuple[float, float] = (3.1, 4.9)
    """Pace of that wave, in cycles a minute."""
    maternal_s: tuple[float, float] | None = None
    """Length of a stretch in which the probe hears the mother's heart in place of the fetus's; None = it never does."""
    maternal_gap_s: tuple[float, float] = (200.0, 420.0)
    """Pause between two such stretches."""


SCENARIOS: dict[str, Scenario] = {
    "reactive": Scenario(),
    "late_decelerations": Scenario(
        baseline_bpm=(140, 156),
        bandwidth_bpm=(5, 8),
        acceleration_gap_s=None,
        contraction_gap_s=(110, 170),
        deceleration="late",
        deceleration_chance=0.85,
        depth_bpm=(19, 30),
    ),
    "variable_decelerations": Scenario(
        acceleration_gap_s=(240, 600),
        contraction_gap_s=(100, 170),
        deceleration="variable",
        deceleration_chance=0.8,
        depth_bpm=(30, 60),
        loss_part=(0.03, 0.09),
    ),
    "prolonged": Scenario(
        contraction_gap_s=(130, 220), acceleration_gap_s=(200, 400), prolonged=True, depth_bpm=(35, 55)
    ),
    "bradycardia": Scenario(baseline_bpm=(88, 102), acceleration_gap_s=(400, 900)),
    "tachycardia": Scenario(baseline_bpm=(166, 178), bandwidth_bpm=(5, 9), acceleration_gap_s=(400, 900)),
    "low_variability": Scenario(bandwidth_bpm=(1.5, 3.0), beat_bpm=0.3, acceleration_gap_s=None),
    "signal_loss": Scenario(loss_part=(0.3, 0.45)),
    "twins": Scenario(twins=True),
    "sinusoidal": Scenario(
        sinusoid_bpm=(5, 12),
        beat_bpm=0.3,
        acceleration_gap_s=None,
    ),
    "maternal_rate": Scenario(maternal_s=(240.0, 600.0), loss_part=(0.02, 0.06)),
}

NUMBERS: dict[str, int] = {
    name: number
    for number, name in enumerate(
        (
            "bradycardia",
            "late_decelerations",
            "low_variability",
            "prolonged",
            "reactive",
            "signal_loss",
            "tachycardia",
            "twins",
            "variable_decelerations",
            "sinusoidal",
            "maternal_rate",
        )
    )
}
"""A new scenario goes to the end: its number parts its random numbers from those of the others, for good."""


def recipe_of(scenario: str) -> Scenario:
    """Return a scenario by its name. Raises `ValueError` for an unknown one."""
    if scenario not in SCENARIOS:
        raise ValueError(f"scenario must be one of {', '.join(SCENARIOS)}, given {scenario!r}")
    return SCENARIOS[scenario]
