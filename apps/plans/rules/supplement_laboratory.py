"""Laboratory values below the cut-off of her standard, by the trimester in which the sample was taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from apps.nutrition.rules.reference_intakes import Standard, trimester_of
from apps.plans.rules import guidance
from apps.plans.rules.guidance import INTERNATIONAL, Row
from apps.plans.rules.supplement_lines import Laboratory, SupplementInput

HAEMOGLOBIN: Final = "haemoglobin_g_dl"
FERRITIN: Final = "ferritin_ug_l"
VITAMIN_D: Final = "vitamin_d_nmol_l"
OF_ALL: Final = "all"


@dataclass(frozen=True)
class Low:
    """A value below a cut-off: `row` says which. `week`: when the sample was taken."""

    what: str
    value: float
    week: float
    row: Row

    @property
    def values(self) -> dict[str, float | str]:
        """What is told of it."""
        return {"value": self.value, "below": float(self.row["below"]), "week": self.week}


def low(what: str, whom: SupplementInput) -> Low | None:
    """Return the finding on one value, by the gravest cut-off; None where it is not low or was not measured."""
    measured: Laboratory | None = getattr(whom, what)
    if measured is None:
        return None
    week = whom.gestation_weeks if measured.gestation_weeks is None else measured.gestation_weeks
    under = [row for row in _cut_offs(what, whom, week) if measured.value < float(row["below"])]
    return Low(what, measured.value, week, min(under, key=lambda row: float(row["below"]))) if under else None


def lacks_iron(whom: SupplementInput) -> bool:
    """Say whether haemoglobin or ferritin is low."""
    return bool(low(HAEMOGLOBIN, whom) or low(FERRITIN, whom))


def _cut_offs(what: str, whom: SupplementInput, week: float) -> list[Row]:
    trimester = trimester_of(int(week * 7), Standard.NASEM)
    rows = [
        row
        for row in guidance.rows("laboratory")
        if row["what"] == what and row["trimester"] in (OF_ALL, str(trimester))
    ]
    own = [row for row in rows if row["standard"] == whom.standard]
    own = own or [row for row in rows if row["standard"] == INTERNATIONAL]
    return own + [row for row in rows if row["standard"] == OF_ALL]
