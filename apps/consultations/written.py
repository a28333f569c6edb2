"""What a clinician has written for the record, before it is stored: plain values between doors and services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Prescribed:
    """One medicine in words. `override_reason`: why it is prescribed in spite of a flag."""

    drug: str
    dose: str = ""
    how: str = ""
    how_long: str = ""
    override_reason: str = ""


@dataclass(frozen=True)
class Written:
    """A note. `amends` is the signed note that she had before her (None: nothing was signed)."""

    subjective: str = ""
    objective: str = ""
    assessment: str = ""
    plan: str = ""
    advice: str = ""
    prescriptions: tuple[Prescribed, ...] = ()
    follow_up_on: date | None = None
    release: tuple[str, ...] = ()
    amends: UUID | None = None


TEXTS = ("subjective", "objective", "assessment", "plan", "advice")
