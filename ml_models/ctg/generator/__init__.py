"""Believable traces with known truth, for demonstrations and tests. Deterministic: (scenario, minutes, seed) names a trace."""

from __future__ import annotations

from ml_models.ctg.generator.scenarios import SCENARIOS, Scenario
from ml_models.ctg.generator.trace import Truth, generate, generate_with_truth

__all__ = ["SCENARIOS", "Scenario", "Truth", "generate", "generate_with_truth"]
