"""Who lost which second: random faults with a known loser, through the real frames and the real ledger."""

from __future__ import annotations

from typing import Any, Final

from apps.monitoring.rules.gaps import Loser
from bench import Report
from bench._gaps.trial import NOTHING, trial

FAULTS: Final = 1_000
ASKED: Final = 0.95
SEED: Final = 2_026
NAMES: Final = tuple(loser.value for loser in Loser)


def run() -> Report:
    """Inject a thousand faults; one in five while another still lasts."""
    score = trial(least_faults=FAULTS, seed=SEED)
    return Report(
        "gaps",
        ok=score.right >= ASKED,
        tables={
            "faults: who it was (rows), whom the ledger named most": _table(score.by_fault),
            "seconds: who lost it (rows), whom the ledger named": _table(score.by_second),
            "asked": [
                {
                    "figure": "faults attributed right",
                    "faults": score.faults,
                    "asked": ASKED,
                    "reached": score.right,
                }
            ],
        },
        remarks=[
            "Half of the sensors send nothing while they have no contact, a fifth of the phones do not tell that they "
            "slept, and three in ten do not tell that the network was away; clocks are up to 20 h apart.",
            "A second counts as nothing where it came within 5 s. What follows a fault until the phone has found us "
            "again is told as late, though nobody lost it then: the last row.",
        ],
    )


def _table(counted: Any) -> list[dict[str, Any]]:
    columns = (*NAMES, NOTHING)
    rows = [name for name in columns if any(was == name for was, _ in counted)]
    return [{"it was": was, **{named: counted[was, named] for named in columns}} for was in rows]
