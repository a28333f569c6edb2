"""What must be known of a mother before a reading means anything: gathered by whoever calls the rules."""

from __future__ import annotations

from dataclasses import dataclass

from apps.observations.rules.bodies import bmi
from apps.observations.rules.standards import Guideline


@dataclass(frozen=True)
class Mother:
    """Her pregnancy on one day. None: not known. `has_diabetes`: noted as a risk, gestational or not.

    `trimester`: 1 to 3 by the guideline's own clinical count.
    """

    age_days: int | None = None
    trimester: int | None = None
    fetuses: int = 1
    guideline: Guideline = Guideline.US
    height_cm: float | None = None
    weight_before_kg: float | None = None
    has_diabetes: bool = False

    @property
    def bmi(self) -> float | None:
        """Body mass index before the pregnancy."""
        return bmi(self.height_cm, self.weight_before_kg)
