"""Consultations and messages as clients see them. REST, the feed and the socket use the same functions."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Person
from apps.consultations import wording
from apps.consultations.entries import Entry
from apps.consultations.models import Thread


def thread_json(thread: Thread, person: Person, *, unread: int | None = None) -> dict[str, Any]:
    """Return a thread. `unread` is left out where it is not asked for: it is not the same on all who see it."""
    shown: dict[str, Any] = {
        "id": thread.public_id,
        "client_id": thread.client_id,
        "mother": thread.subject.public_id,
        "pregnancy": thread.pregnancy.public_id,
        "team": {"id": thread.team.public_id, "name": thread.team.name},
        "responsible": person_json(thread.responsible),
        "topic": thread.topic,
        "urgency": thread.urgency,
        "state": thread.state,
        "opened_at": thread.opened_at,
        "last_sequence": thread.last_sequence,
        "last_posted_at": thread.last_posted_at,
        "waiting_since": thread.waiting_since,
        "answer_due_at": thread.answer_due_at,
        "closed_at": thread.closed_at,
    }
    return shown if unread is None else {**shown, "unread": unread}


def person_json(person: Person | None) -> dict[str, Any] | None:
    """Return who somebody is, as far as a conversation needs it."""
    if person is None:
        return None
    return {"id": person.public_id, "name": person.get_full_name(), "role": person.profession or person.role}


def entry_json(entry: Entry) -> dict[str, Any]:
    """Return an entry in the active language: what `Entry` is as JSON, with the words of the system."""
    shown: dict[str, Any] = {
        "id": entry.id,
        "thread": entry.thread,
        "sequence": entry.sequence,
        "client_id": entry.client_id,
        "author": entry.author,
        "by_mother": entry.by_mother,
        "kind": entry.kind,
        "text": entry.text,
        "payload": entry.payload,
        "relation": entry.relation,
        "relates_to": entry.relates_to,
        "corrected_by": entry.corrected_by,
        "removed_by": entry.removed_by,
        "sent_at": entry.sent_at,
        "posted_at": entry.posted_at,
        "words": wording.words(entry),
        "advice": [],
    }
    if entry.payload is not None and entry.payload.get("code") == "red_flags":
        shown["advice"] = wording.advice(entry.payload)
    return shown
