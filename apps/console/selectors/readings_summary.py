"""The card on a mother's page: her newest readings, each with its moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from apps.accounts.models import Person
from apps.console.selectors.readings import readings_url, said
from apps.observations import wording
from apps.observations.selectors.readings import readings_visible_to
from apps.pregnancies.days import zone
from apps.pregnancies.models import Pregnancy
from apps.ui import words

SHOWN: Final = ("body_weight", "blood_pressure", "blood_glucose", "fetal_movement_session", "haemoglobin")


@dataclass(frozen=True)
class ReadingsSummary:
    """What the card shows. `facts`: name, value with its moment; empty where there is nothing."""

    url: str
    facts: list[tuple[str, str]]


def readings_summary(person: Person, pregnancy: Pregnancy) -> ReadingsSummary:
    """Return the card of a pregnancy in hand: one query."""
    rows = readings_visible_to(person).filter(pregnancy=pregnancy, measure__in=SHOWN)
    newest = {row.measure: row for row in rows.order_by("measure", "-start_at", "-pk").distinct("measure")}
    own = zone(pregnancy.subject)
    facts = [
        (wording.measure(code), f"{said(row)}, {words.moment(row.start_at, own)}")
        for code in SHOWN
        if (row := newest.get(code)) is not None
    ]
    return ReadingsSummary(readings_url(pregnancy), facts)
