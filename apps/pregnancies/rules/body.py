"""Body measures before the pregnancy."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def bmi_kg_m2(height_cm: Decimal | None, weight_kg: Decimal | None) -> Decimal | None:
    """Body mass index in kg/m², one decimal; None where a measure is unknown. Quetelet: weight / height²."""
    if height_cm is None or weight_kg is None:
        return None
    height_m = Decimal(height_cm) / 100
    return (Decimal(weight_kg) / height_m**2).quantize(Decimal("0.1"), ROUND_HALF_UP)
