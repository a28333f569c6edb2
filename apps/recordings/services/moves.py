"""Moves a recording from one state to another: one conditional UPDATE that must hit exactly one row."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from apps.foundation import feed
from apps.foundation.errors import Conflict
from apps.recordings.models import Recording
from apps.recordings.states import PROGRESS, State, may_move


def move(recording: Recording, new: State, **also: Any) -> None:
    """Move `recording` from the state it was read in to `new`, setting `also`, and tell the mother's feed.

    Raises Conflict where somebody was first, ValueError for a step that the table does not have.
    """
    if not may_move(State(recording.state), new):
        raise ValueError(f"no step from {recording.state} to {new}")
    also = {"progress": PROGRESS[new], **also}
    rows = Recording.objects.for_system("conditional step of a row in hand").filter(
        pk=recording.pk, state=recording.state
    )
    if rows.update(state=new, **also) != 1:
        raise Conflict(_("This recording has changed in the meantime. Please look again."))
    for name, value in {"state": new, **also}.items():
        setattr(recording, name, value)
    feed.changed(recording.subject_id, "recording", recording.public_id)
