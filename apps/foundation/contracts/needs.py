"""Needs: what a plan tells the app of offers. A pseudonym, codes out of a closed vocabulary, until when; nothing else.

A code is `supplement:NUTRIENT:AMOUNT` (a day, in the unit that the nutrient's name ends in), `food:NAME`, `gear:NAME` or
`device:NAME`. Codes of `ASKED_ONLY` would tell a diagnosis: nobody but she herself ever asks for them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from apps.foundation.contracts.foods import FOODS
from apps.foundation.events import event

PURPOSE: Final = "offers"
"""The purpose of the pseudonym under which needs are told."""
SUPPLEMENTS: Final = frozenset(
    {
        "folic_acid_ug", "iron_mg", "calcium_mg", "iodine_ug", "vitamin_d_ug", "dha_g", "vitamin_b12_ug", "choline_mg",
    }
)  # fmt: skip
GEAR: Final = frozenset({"walking", "swimming", "cycling", "strength", "yoga", "pelvic_floor"})
ASKED_ONLY: Final = frozenset(
    {"device:glucose_strips", "device:glucose_meter", "device:blood_pressure_cuff", "gear:support_belt"}
)
LONGEST_CODE: Final = 60
AMOUNT: Final = re.compile(r"[1-9][0-9]{0,4}(?:\.[0-9]{1,3})?|0\.[0-9]{0,2}[1-9]")


class NoSuchNeed(ValueError):
    """A code that is none of the vocabulary."""


@dataclass(frozen=True, slots=True)
class NeedCode:
    """A code taken apart. `amount`: a day, of a supplement; None else."""

    kind: str
    name: str
    amount: float | None = None

    @property
    def key(self) -> str:
        """What a product is matched by: the code without its amount."""
        return f"{self.kind}:{self.name}"

    @property
    def is_asked_only(self) -> bool:
        """Say whether it would tell a diagnosis."""
        return self.key in ASKED_ONLY


def read(code: str) -> NeedCode:
    """Take a code apart. Raises NoSuchNeed."""
    kind, _, rest = code.partition(":")
    name, _, amount = rest.partition(":")
    if kind == "supplement" and name in SUPPLEMENTS and AMOUNT.fullmatch(amount):
        return NeedCode(kind, name, float(amount))
    if not amount and rest == name:
        if kind == "food" and name in FOODS:
            return NeedCode(kind, name)
        if kind == "gear" and (name in GEAR or code in ASKED_ONLY):
            return NeedCode(kind, name)
        if kind == "device" and code in ASKED_ONLY:
            return NeedCode(kind, name)
    raise NoSuchNeed(code[:LONGEST_CODE])


def supplement(nutrient: str, amount: float) -> str:
    """Return the code of a supplement. Raises NoSuchNeed."""
    code = f"supplement:{nutrient}:{amount:.3f}".rstrip("0").rstrip(".")
    read(code)
    return code


@dataclass(frozen=True, kw_only=True)
class Need:
    """One line of a plan."""

    need_code: str
    until: datetime


@event("need.published", version=1)
class NeedsPublished:
    """All that a plan asks for now, at once: what is not named any more is withdrawn. The later `at` counts.

    The whole set rather than one event for each need: an event that is tried again after a newer one changes nothing.
    """

    pseudonym: UUID
    needs: list[Need]
    at: datetime


@event("need.withdrawn", version=1)
class NeedsWithdrawn:
    """Nothing is asked for any more: a plan was taken back, or a pregnancy is over. What she asked for herself, too."""

    pseudonym: UUID
    at: datetime
