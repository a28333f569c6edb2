"""Believable traces with known truth, for demonstrations and tests; the arguments name a trace for good."""

from __future__ import annotations

from ml_models.ctg.generator.live import Live
from ml_models.ctg.generator.scenarios import SCENARIOS, Scenario
from ml_models.ctg.generator.trace import Truth, generate, generate_with_truth

__all__ = ["SCENARIOS", "Live", "Scenario", "Truth", "generate", "generate_with_truth"]
