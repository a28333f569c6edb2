"""Findings of rules become alerts that a person must end: limits, snoozes, escalation, the duty rota.

Owns: `Alert`, `AlertEvidence`, `AlertEntry`, `MissingFacts`, `Snooze`, `SuppressedFinding`, `TeamLimit`, `MotherLimit`,
`ShiftPattern`, `ShiftChange`, `Shift`. Rules are registered from the apps whose facts they judge
(`registry.register`); facts are pushed (`services.evaluate`), never pulled. Emits: `alert.raised`, `alert.lifted`,
`alert.acknowledged`, `alert.resolved`, `alert.unanswered`. Listens to `pregnancy.ended`, `pregnancy.resumed`.
"""
