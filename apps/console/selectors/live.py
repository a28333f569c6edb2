"""Whom a page should listen to: the mothers on it, each with the number that the page already shows.

Read it before what the page shows, so that nothing falls between.
"""

from __future__ import annotations

from django.conf import settings

from apps.accounts.models import Person
from apps.foundation.models import FeedHead
from apps.foundation.visibility import subjects_visible_to

Heads = dict[str, int]


def head_of(mother: Person) -> Heads:
    """Return {id: newest number} of one mother."""
    return _heads({mother.pk: str(mother.public_id)})


def heads_of_everybody(person: Person) -> Heads:
    """The same for all mothers in this person's care, up to what one socket may listen to."""
    found = subjects_visible_to(person).order_by("pk").values_list("pk", "public_id")
    return _heads({pk: str(public_id) for pk, public_id in found[: settings.SOCKET_SUBSCRIPTIONS]})


def _heads(ids: dict[int, str]) -> Heads:
    numbers = dict(FeedHead.objects.filter(subject_id__in=ids).values_list("subject_id", "sequence"))
    return {public_id: numbers.get(pk, 0) for pk, public_id in ids.items()}
