"""Moves a row from one state to another: one conditional UPDATE that must hit exactly one row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.foundation.errors import Conflict
from apps.pregnancies.models import Dating, Fetus, Pregnancy
from apps.pregnancies.states import DATING_STEPS, FETUS_STEPS, PREGNANCY_STEPS

STEPS: Final[Mapping[type, Mapping[str, frozenset[str]]]] = {
    Pregnancy: PREGNANCY_STEPS,
    Fetus: FETUS_STEPS,
    Dating: DATING_STEPS,
}


def move(row: Pregnancy | Fetus | Dating, new: str, **also: Any) -> None:
    """Move `row` from the state it was read in to `new`, setting `also`. Raises Conflict where somebody was
    first, ValueError for a step that the table does not have."""
    old, model = row.state, type(row)
    if new not in STEPS[model][old]:
        raise ValueError(f"{model.__name__}: no step from {old} to {new}")
    hit = model.objects.for_system("conditional step of a row in hand").filter(pk=row.pk, state=old)
    if hit.update(state=new, **also) != 1:
        raise Conflict(_("Somebody else has changed this in the meantime. Please look again."))
    row.state = new
    for name, value in also.items():
        setattr(row, name, value)
