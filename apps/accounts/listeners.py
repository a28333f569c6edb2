"""What this app does about what was said: its own invitations are mailed after the commit."""

from __future__ import annotations

from django.utils import timezone

from apps.accounts.events import PersonInvited
from apps.accounts.services import invitations
from apps.foundation.events import listens_to


@listens_to(PersonInvited)
def mail_invitation(event: PersonInvited) -> None:
    """Twice is harmless: each mail carries a new code, and only the newest one works."""
    invitations.send(None, person_id=event.person, at=timezone.now())
