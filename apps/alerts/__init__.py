"""Findings of rules become alerts that a person must end; escalation, thresholds, the duty rota.

Owns alerts, their limits, snoozes, escalations and the rota. Rules are registered from the apps above."""
