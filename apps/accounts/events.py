"""What this app says once a write is committed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.foundation.events import event


@event("care.changed", version=1)
class CareChanged:
    """Who may see whom has changed: ask again before showing more. What is None stands for «any»."""

    mother: UUID | None
    team: UUID | None
    person: UUID | None
    at: datetime


@event("consent.changed", version=1)
class ConsentChanged:
    """A mother has given or withdrawn a consent."""

    mother: UUID
    consent: UUID
    at: datetime


@event("person.invited", version=1)
class PersonInvited:
    """Somebody should get a code by e-mail with which she sets her first password."""

    person: UUID
    at: datetime


@event("pseudonym.dropped", version=1)
class PseudonymDropped:
    """A pseudonym is nobody's any more: whoever keeps something under it lets go of it."""

    pseudonym: UUID
    purpose: str
    at: datetime
