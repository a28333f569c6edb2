"""What readings put into the registries of alerts; called by apps.py."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apps.observations.alert_rules.facts import SOURCE


def register() -> None:
    """Register the rules, the listener, and where the readings lie that alerts rest on."""
    from django.utils.translation import gettext_lazy as _

    from apps.alerts import registry, sources
    from apps.observations import listeners  # noqa: F401 - registers itself
    from apps.observations.alert_rules import (
        fetal_growth,
        glucose,
        high_pressure,
        laboratory,
        movement,
        severe_pressure,
        symptoms,
        vital_signs,
        weight_jump,
    )

    for rule in (
        severe_pressure,
        high_pressure,
        glucose,
        movement,
        symptoms,
        vital_signs,
        weight_jump,
        laboratory,
        fetal_growth,
    ):
        registry.register(rule.RULE)
    sources.register(SOURCE, title=_("Reading"), url=page_of)


def page_of(source: str, person: Any) -> str:
    """Return the page of the pregnancy that a reading lies on; empty where `person` may not see it."""
    from apps.observations.models import Observation

    rows = Observation.objects.visible_to(person).select_related("pregnancy")
    row = rows.filter(public_id=UUID(source.partition(":")[0])).first()
    if row is None or row.pregnancy is None:
        return ""
    return f"/pregnancies/{row.pregnancy.public_id}/readings/#{row.measure}"
