"""What the world has of the record: notes, closings, ratings."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.utils import timezone

from apps.consultations import document_links
from apps.consultations.services import closing, document_making, documents, notes, ratings
from apps.consultations.written import Written
from apps.foundation import accesses
from apps.foundation.files.storage import store

PAPER = b"%PDF-1.7\n%%EOF\n"


def make(world: Any) -> None:
    """`thread_id` gets a signed note, `closed_thread_id` was closed with one and rated."""
    midwife, at = world.people["midwife"], timezone.now()
    written = Written(assessment="Well.", advice="Rest.", release=("advice",))
    with accesses.collected():
        for name in ("thread_id", "closed_thread_id"):
            signed = notes.sign(midwife, thread_id=world.ids[name], note=written, at=at)
            world.ids[f"note_of_{name}"] = signed.public_id
        closing.close_with_note(midwife, thread_id=world.ids["closed_thread_id"], at=at)
        about = {"thread_id": world.ids["closed_thread_id"], "words": "", "at": at}
        ratings.rate(world.people["mother"], stars=3, **about)
        _papers(world, at)


def _papers(world: Any, at: datetime) -> None:
    """`document_id`: ready, for the mother; `document_token`: her link to it."""
    document, _new = documents.request_document(
        world.people["mother"],
        thread_id=world.ids["thread_id"],
        kind="notes",
        audience="mother",
        language="en",
        at=at,
    )
    claimed = document_making.claim(None, document_id=document.public_id, task_id="test", at=at)
    assert claimed is not None
    key = document_making.file_key(document.public_id)
    store().put(key, PAPER)  # who gets it is asked here, not how it is drawn
    digest = hashlib.sha256(PAPER).digest()
    document_making.finish(None, claimed, document_making.Made(key, digest, len(PAPER), 1), at=at)
    world.ids["document_id"] = document.public_id
    link = document_links.sign(world.people["mother"], document)
    world.ids["document_query"] = link.partition("?")[2]
