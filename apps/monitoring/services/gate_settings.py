"""Which recordings of mothers' own the gate keeps out, as a team chooses."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.accounts.models import Person
from apps.alerts.selectors.limits import team_seen_by
from apps.alerts.services.may import require_lead
from apps.foundation.transactions import write
from apps.monitoring.models import AppliesTo, GateSetting


@write
def choose(person: Person, *, team_id: UUID, applies_to: AppliesTo, at: datetime) -> GateSetting:
    """Choose for a team (its leads). Raises NotVisible, Forbidden."""
    team = team_seen_by(person, team_id)
    require_lead(person, team)
    chosen, _new = GateSetting.objects.update_or_create(
        team=team, defaults={"applies_to": applies_to, "set_by": person, "set_at": at}
    )
    return chosen
