"""A plan for each mother of the demonstration: asked for here, made by the worker once everything has started."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from apps.accounts.models import Person
from apps.plans.services import asking, wishes
from apps.pregnancies.models import Pregnancy

IDS: Final = UUID("6f2f9c1c-5d0e-5b0a-9a44-0f6f1f6f3a10")
WISHES: Final[dict[str, dict[str, Any]]] = {
    "mother": {"cuisine": "mixed"},
    "mother2": {"cuisine": "chinese", "needs_approval": True},
    "mother3": {"cuisine": "korean"},
}
"""By mother; the second one's plan waits for a clinician."""


def make_plans(by_key: dict[str, Person], pregnancies: dict[str, Pregnancy], *, at: datetime) -> None:
    """Ask for one plan each; nothing is planned here, so that the start does not wait."""
    for key, changes in WISHES.items():
        mother = by_key[key]
        wishes.change_settings(by_key["dietitian"], mother=mother, changes=changes, at=at)
        asking.ask(mother, pregnancy_id=pregnancies[key].public_id, public_id=uuid5(IDS, key), at=at)
