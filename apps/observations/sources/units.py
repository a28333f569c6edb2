"""From the units that documents use to the canonical unit of a measure. Factors are exact by definition of the units,
save where noted.
"""

from __future__ import annotations

from typing import Final

MG_DL_PER_MMOL_L: Final = 18.016
"""Glucose: 180.16 g/mol."""
POUND_KG: Final = 0.45359237

OMH: Final[dict[str, dict[str, float]]] = {
    "kg": {
        "fg": 1e-18,
        "pg": 1e-15,
        "ng": 1e-12,
        "ug": 1e-9,
        "mg": 1e-6,
        "g": 1e-3,
        "kg": 1.0,
        "Metric Ton": 1e3,
        "gr": 64.79891e-6,
        "oz": POUND_KG / 16,
        "lb": POUND_KG,
        "Ton": POUND_KG * 2_000,
    },
    "cm": {
        "fm": 1e-13,
        "pm": 1e-10,
        "nm": 1e-7,
        "um": 1e-4,
        "mm": 0.1,
        "cm": 1.0,
        "m": 100.0,
        "km": 1e5,
        "in": 2.54,
        "ft": 30.48,
        "yd": 91.44,
        "mi": 160_934.4,
    },
    # A month and a year as UCUM has them: 30.4375 and 365.25 days.
    "s": {
        "ps": 1e-12,
        "ns": 1e-9,
        "us": 1e-6,
        "ms": 1e-3,
        "sec": 1.0,
        "min": 60.0,
        "h": 3_600.0,
        "d": 86_400.0,
        "wk": 604_800.0,
        "Mo": 2_629_800.0,
        "yr": 31_557_600.0,
    },
    "mg/dL": {"mg/dL": 1.0, "mmol/L": MG_DL_PER_MMOL_L},
    "kcal": {"kcal": 1.0},
}
"""By canonical unit, then by the unit of the schema."""

UCUM: Final[dict[str, dict[str, float]]] = {
    "kg": {
        "kg": 1.0,
        "g": 1e-3,
        "mg": 1e-6,
        "[lb_av]": POUND_KG,
        "[oz_av]": POUND_KG / 16,
        "[stone_av]": POUND_KG * 14,
    },
    "cm": {
        "cm": 1.0,
        "m": 100.0,
        "mm": 0.1,
        "[in_i]": 2.54,
        "[ft_i]": 30.48,
        "[in_us]": 2.54,
        "[ft_us]": 30.48,
    },
    "m": {"m": 1.0, "km": 1e3, "cm": 0.01, "[mi_i]": 1_609.344, "[ft_i]": 0.3048, "[yd_i]": 0.9144},
    "h": {"h": 1.0, "min": 1 / 60, "s": 1 / 3_600, "d": 24.0},
    "min": {"min": 1.0, "h": 60.0, "s": 1 / 60, "d": 1_440.0},
    "s": {"s": 1.0, "min": 60.0, "h": 3_600.0},
    "mg/dL": {"mg/dL": 1.0, "mmol/L": MG_DL_PER_MMOL_L, "g/L": 100.0, "mg/L": 0.1},
    "mm[Hg]": {"mm[Hg]": 1.0, "kPa": 7.500616827, "cm[Hg]": 10.0},  # kPa: conventional
    "/min": {
        "/min": 1.0,
        "{beats}/min": 1.0,
        "{Beats}/min": 1.0,
        "{breaths}/min": 1.0,
        "{Breaths}/min": 1.0,
        "1/min": 1.0,
        "/s": 60.0,
        "Hz": 60.0,
    },
    "%": {"%": 1.0},
    "kcal": {"kcal": 1.0, "cal": 1e-3, "kJ": 1 / 4.184, "J": 1 / 4_184, "[Cal]": 1.0},
    "{steps}": {"{steps}": 1.0, "{step}": 1.0, "1": 1.0, "{#}": 1.0, "{count}": 1.0, "1/{tot}": 1.0},
    "{movements}": {"{movements}": 1.0, "1": 1.0, "{#}": 1.0, "{count}": 1.0},
    "g/dL": {"g/dL": 1.0, "g/L": 0.1, "mmol/L": 1.6114},  # of haemoglobin's monomer, 16,114 g/mol
    "ng/mL": {"ng/mL": 1.0, "ug/L": 1.0},
    "mL": {"mL": 1.0, "L": 1e3, "dL": 100.0, "[foz_us]": 29.5735295625},
}
"""By canonical unit, then by UCUM code."""


def scaled(value: float, unit: str, to: str, table: dict[str, dict[str, float]]) -> float:
    """Return a value in the canonical unit, without the noise of the multiplication. Raises KeyError."""
    factor = table[to][unit]
    return value if factor == 1.0 else round(value * factor, 9)


def celsius(value: float, unit: str) -> float:
    """Return a temperature in degrees Celsius; `unit` in the words of either standard. Raises KeyError."""
    if unit in ("C", "Cel"):
        return value
    if unit in ("F", "[degF]"):
        return round((value - 32) / 1.8, 9)
    if unit == "K":
        return round(value - 273.15, 9)
    raise KeyError(unit)
