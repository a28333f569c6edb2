"""The life of a paper: claimed by one task, drawn outside any transaction, kept in the private storage, or failed.

The claim is the row: its state and the id of the task. Whoever lost it (because it seemed dead) changes nothing.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog
from django.db import OperationalError
from django.db.models import F, Q
from django.utils import translation

from apps.consultations.models import Document, DocumentState
from apps.consultations.selectors import papers
from apps.foundation.files.storage import StorageAway, store
from apps.foundation.transactions import write

log = structlog.get_logger(__name__)

STALE_AFTER: Final = timedelta(minutes=5)
"""Whoever draws says how far it is every two hundred lines; after five minutes without a word it is dead."""
MOST_ATTEMPTS: Final = 5
DRAWING_ERROR: Final = "drawing_error"
GAVE_UP: Final = "gave_up"
DRAWN_PERCENT: Final = 90
Clock = Callable[[], datetime]


class ClaimLost(Exception):
    """Another task has taken this paper over."""


@dataclass(frozen=True)
class Made:
    """A file that lies in the storage."""

    key: str
    sha256: bytes
    size_bytes: int
    page_count: int


def run(document_id: UUID, *, task_id: str, now: Clock) -> None:
    """Make a paper if it waits and nobody else does. Raises OperationalError, StorageAway: try again later."""
    document = claim(None, document_id=document_id, task_id=task_id, at=now())
    if document is None:
        return
    try:
        made = _make(document, now)
    except (ClaimLost, OperationalError, StorageAway):
        raise
    except Exception:
        log.exception("paper_failed", document=str(document_id))
        fail(None, document, code=DRAWING_ERROR)
        return
    finish(None, document, made, at=now())


@write
def claim(_system: None, *, document_id: UUID, task_id: str, at: datetime) -> Document | None:
    """Take up a paper that waits; None where it does not, or somebody else has it."""
    mine_again = Q(state=DocumentState.RENDERING, claimed_by=task_id)
    rows = _rows().filter(Q(state=DocumentState.WAITING) | mine_again, public_id=document_id)
    hit = rows.update(
        state=DocumentState.RENDERING,
        claimed_at=at,
        claimed_by=task_id,
        progress=0,
        attempts=F("attempts") + 1,
    )
    if hit == 0:
        return None
    document = _rows().select_related("thread__subject", "thread__team", "thread__responsible")
    found = document.get(public_id=document_id)
    if found.attempts > MOST_ATTEMPTS:
        fail(None, found, code=GAVE_UP)
        return None
    return found


@write
def finish(_system: None, document: Document, made: Made, *, at: datetime) -> bool:
    """Say that the paper is there; False where the claim was lost."""
    return bool(
        _mine(document).update(
            state=DocumentState.READY,
            progress=100,
            file_name=made.key,
            file_sha256=made.sha256,
            size_bytes=made.size_bytes,
            page_count=made.page_count,
            ready_at=at,
        )
    )


@write
def fail(_system: None, document: Document, *, code: str) -> bool:
    """Say that the paper cannot be made; False where the claim was lost."""
    return bool(_mine(document).update(state=DocumentState.FAILED, failure=code))


@write
def take_up_again(_system: None, *, at: datetime) -> list[UUID]:
    """Return papers that lie still: a lost message, a worker that was killed, a storage that was away."""
    dead = Q(state=DocumentState.RENDERING, claimed_at__lt=at - STALE_AFTER)
    _rows().filter(dead).update(state=DocumentState.WAITING, claimed_by="")
    lies = _rows().filter(state=DocumentState.WAITING, requested_at__lt=at - STALE_AFTER)
    return list(lies.order_by("requested_at").values_list("public_id", flat=True)[:100])


def file_key(document_id: UUID) -> str:
    """Return where a paper lies in the private storage."""
    return f"papers/{document_id.hex[-2:]}/{document_id.hex}.pdf"


def _make(document: Document, now: Clock) -> Made:
    # The libraries and fonts of papers are heavy: only the worker that draws loads them.
    from apps.consultations.pdf import binding, drawing

    with translation.override(document.language), tempfile.TemporaryDirectory() as folder:
        content = papers.content_of(document)
        parts = drawing.draw(content, Path(folder), lambda done: _tell(document, done, now()))
        bound = binding.bind(parts, Path(folder) / "paper.pdf", content.head, papers.page_words)
        _tell(document, 1.0, now())
        whole = bound.path.read_bytes()
    key = file_key(document.public_id)
    store().put(key, whole)
    return Made(key, hashlib.sha256(whole).digest(), len(whole), bound.page_count)


def _tell(document: Document, done: float, at: datetime) -> None:
    """Note how far it is, which also says that this task lives. Raises ClaimLost."""
    if not _mine(document).update(progress=round(done * DRAWN_PERCENT), claimed_at=at):
        raise ClaimLost


def _rows():  # type: ignore[no-untyped-def]
    return Document.objects.for_system("a paper is made for who asked for it")


def _mine(document: Document):  # type: ignore[no-untyped-def]
    return _rows().filter(
        pk=document.pk,
        state=DocumentState.RENDERING,
        claimed_by=document.claimed_by,
        attempts=document.attempts,
    )
