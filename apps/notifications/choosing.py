"""What a person can choose, and what she has chosen: for the API and the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.notifications import channels, kinds, selectors
from apps.notifications.rules.routing import Choices


def preferences_of(person: Person) -> dict[str, Any]:
    """Return every kind with the channels that this site has, her quiet hours and number."""
    choices = selectors.choices_of(person)
    rows = [("", _("Everything"))] + [(kind.name, str(kind.title)) for kind in kinds.registered()]
    return {
        "kinds": [{"kind": kind, "name": name, "channels": _channels(kind, choices)} for kind, name in rows],
        "quiet_hours": selectors.quiet_hours_of(person),
        "phone_number": selectors.phone_number_of(person),
    }


def _channels(kind: str, choices: Choices) -> list[dict[str, Any]]:
    return [
        {
            "channel": channel.name,
            "name": str(channel.label),
            "choice": choices.get((kind, channel.name)),
            "speaks_from": channel.speaks_from,
            "may_be_refused": channel.may_be_refused,
        }
        for channel in channels.usable()
    ]
