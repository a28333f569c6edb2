"""Folate in American flour and rice is fortified by law; a bowl of rice in Korea or China is not.

The food table is American: for mothers elsewhere only the folate that is the food's own counts, and no folic acid.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from apps.nutrition.rules.reference_intakes import Standard

FORTIFIED_TABLES: Final = frozenset({"fndds"})
"""Tables whose grain is fortified, by the first word of their code."""
OWN, ADDED, TOTAL, EQUIVALENT = "food_folate_ug", "folic_acid_ug", "folate_total_ug", "folate_dfe_ug"


def for_country(
    per_100g: Mapping[str, float], *, table: str, standard: Standard
) -> tuple[dict[str, float], bool]:
    """Return what 100 g hold where she lives, and whether anything was taken off.

    Without a value of the food's own folate nothing is known there: all four are left out.
    """
    is_foreign = standard is not Standard.NASEM and table.lower().split("-")[0] in FORTIFIED_TABLES
    if not is_foreign or not per_100g.get(ADDED):
        return dict(per_100g), False
    kept = {name: value for name, value in per_100g.items() if name not in (OWN, ADDED, TOTAL, EQUIVALENT)}
    if OWN in per_100g:
        own = per_100g[OWN]
        kept |= {OWN: own, TOTAL: own, EQUIVALENT: own, ADDED: 0.0}
    return kept, True
