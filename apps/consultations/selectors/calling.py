"""Whom a mother rings: her maternity unit, and the emergency number of where she is."""

from __future__ import annotations

from apps.accounts.models import Person
from apps.consultations import emergency
from apps.consultations.selectors.feeling import hours_nearest
from apps.monitoring.calling import Numbers


def numbers_of(mother: Person) -> Numbers:
    """Return the numbers of the team that has cared for her longest, else those of the site."""
    hours = hours_nearest(mother.pk)
    number = (hours.emergency_number if hours else "") or emergency.number_of_site()
    return Numbers(hours.phone if hours else "", number, emergency.sentence(number))
