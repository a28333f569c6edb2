"""Rows about a mother that are written for her care team: she herself reads other words, in other places."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from apps.accounts.models import Role
from apps.foundation.visibility import SubjectModel, SubjectQuerySet


class CareTeamQuerySet(SubjectQuerySet):
    """What only clinicians see; nobody else finds anything, the mother included."""

    def visible_to(self, person: Any) -> Self:
        """Narrow to what `person` may see."""
        seen = super().visible_to(person)
        return seen if person.role == Role.CLINICIAN else seen.filter(pk__in=[])


CareTeamManager = models.Manager.from_queryset(CareTeamQuerySet)


class ForCareTeam(SubjectModel):
    """A row of a mother that only her care team sees."""

    objects = CareTeamManager()  # type: ignore[misc]

    class Meta:
        abstract = True
