"""Which rows say a value of their measure, as `rules.measures.is_value` says it of one: for querysets and for SQL."""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from apps.observations.rules.measures import ADDED_UP, SPREAD

SAYS_A_VALUE: Final = (
    Q(detail__statistic__isnull=True)
    | ~Q(detail__statistic__in=sorted(SPREAD))
    | Q(detail__statistic="count", measure__in=sorted(ADDED_UP))
)
SAYS_A_VALUE_SQL: Final = "coalesce(detail ->> 'statistic', '') != ALL(%(spread)s)"
"""Asks for `spread`, a list; measures that are added up have no points of their own."""
