"""The devices in a call say that they are there; whoever is silent for a minute has left."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.accounts.models import Person
from apps.consultations.models import Call, CallParty
from apps.foundation.transactions import write


@write
def hear(person: Person, *, call_id: UUID, device: UUID, at: datetime) -> Call | None:
    """Note that her device is in the call. Returns the call as it is; None where she is not one of the two."""
    mine = CallParty.objects.for_system("her own device in her own call").filter(
        call__public_id=call_id, person=person
    )
    party = mine.select_related("call").first()
    if party is None:
        return None
    mine.filter(device=device, is_live=True).update(heard_at=at)
    call: Call = party.call
    return call
