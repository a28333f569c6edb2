"""What a message may be, and what it does to its thread: pure rules, no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.consultations.entries import Draft, RedFlag
from apps.consultations.models import Kind, Relation
from apps.consultations.models.threads import LONGEST_TEXT
from apps.consultations.rules.replies import gaps
from apps.consultations.states import GOING, State, Urgency, after_message
from apps.foundation.errors import Conflict, Invalid, Problem

MOST_ATTACHMENTS: Final = 10
NOTIFY_AFTER: Final = timedelta(seconds=5)
"""Who has the thread open reads it in this time; everybody else is told outside."""

EARLIEST_SENT: Final = datetime(1900, 1, 1, tzinfo=UTC)
LATEST_SENT: Final = datetime(2200, 1, 1, tzinfo=UTC)
"""Beyond the years 1 to 9999 a moment can be stored, but never read again: its thread would stay shut for good."""

WRITTEN: Final = frozenset(kind.value for kind in Kind if kind != Kind.SYSTEM)
RELATIONS: Final = frozenset(relation.value for relation in Relation)
OF_ATTACHMENTS: Final = frozenset({Kind.IMAGE, Kind.FILE, Kind.VOICE_NOTE})
POINTING: Final = frozenset({Kind.RECORDING, Kind.MEAL, Kind.PLAN, Kind.APPOINTMENT})


class ThreadClosed(Conflict):
    """The consultation is closed: reopen it, or begin a new one."""

    code = "thread_closed"


@dataclass(slots=True)
class Line:
    """A locked thread while messages are added to it."""

    pk: int
    public_id: UUID
    subject_id: int
    team_id: int
    state: str
    urgency: str
    last_sequence: int
    responsible_id: int | None
    waiting_since: datetime | None
    answer_due_at: datetime | None
    notify_due_at: datetime | None
    pregnancy_id: int
    last_posted_at: datetime | None = None
    is_changed: bool = False


def refusal(draft: Draft) -> Problem | None:
    """Return why a message cannot be taken, whatever its thread; None where nothing is wrong with it."""
    if "\0" in draft.text:
        return Invalid.field("text", _("A text cannot hold the character NUL."), code="null_character")
    if len(draft.text) > LONGEST_TEXT:
        return Invalid.field("text", _("The text is too long."), code="max_length", limit=LONGEST_TEXT)
    if draft.kind not in WRITTEN:
        return Invalid.field(
            "kind", _("There is no such kind."), code="invalid_choice", limit=sorted(WRITTEN)
        )
    return _refused_moment(draft.sent_at) or _refused_parts(draft) or _refused_relation(draft)


def _refused_moment(sent_at: datetime | None) -> Problem | None:
    if sent_at is None or (sent_at.tzinfo is not None and EARLIEST_SENT <= sent_at < LATEST_SENT):
        return None
    return Invalid.field(
        "sent_at", _("Give a date and time as 2026-11-23T14:03:10+09:00."), code="no_such_moment"
    )


def _refused_parts(draft: Draft) -> Problem | None:
    needs_files, points = draft.kind in OF_ATTACHMENTS, draft.kind in POINTING
    if draft.relation == Relation.REMOVAL:
        return None
    if len(draft.attachments) > MOST_ATTACHMENTS:
        return Invalid.field("attachments", _("Too many at once."), code="max_length", limit=MOST_ATTACHMENTS)
    if needs_files != bool(draft.attachments):
        return Invalid.field(
            "attachments", _("Pictures, files and voice notes need an attachment, others none.")
        )
    if points != (draft.target is not None):
        return Invalid.field(
            "target", _("Say what this message points to, where its kind points to something.")
        )
    if draft.kind == Kind.TEXT and not draft.text.strip():
        return Invalid.field("text", _("Write something."), code="blank")
    return None


def _refused_relation(draft: Draft) -> Problem | None:
    if draft.relation not in RELATIONS:
        return Invalid.field("relation", _("There is no such relation."), limit=["correction", "removal"])
    if (draft.relation == Relation.NONE) != (draft.relates_to is None):
        return Invalid.field("relates_to", _("Say which message is corrected or taken back."))
    if draft.relation == Relation.REMOVAL and (draft.text or draft.attachments or draft.target):
        return Invalid.field("text", _("What takes a message back carries nothing itself."))
    if draft.relation == Relation.CORRECTION and draft.kind != Kind.TEXT:
        return Invalid.field("kind", _("Only texts are corrected; take anything else back."))
    return None


def closed(line: Line) -> Problem | None:
    """Return the refusal of a message to a thread that does not go on."""
    if line.state in GOING:
        return None
    return ThreadClosed(_("This consultation is closed. Reopen it or begin a new one."))


def unfilled(draft: Draft, *, by_mother: bool) -> Problem | None:
    """Return the refusal of a clinician's text in which a place of a quick reply stands empty: {{week}}."""
    if by_mother or "{{" not in draft.text:
        return None
    missing = list(gaps(draft.text))
    if not missing:
        return None
    return Invalid.field("text", _("Fill in what stands in braces first."), code="unfilled", limit=missing)


def urgency_after(urgency: str, red_flags: tuple[RedFlag, ...]) -> str:
    """Return the urgency that red flags raise a thread to; they never lower it."""
    if not red_flags:
        return urgency
    found = [Urgency(flag.severity) for flag in red_flags if flag.severity in ("urgent", "emergency")]
    return min([Urgency(urgency), *found], key=lambda level: level.order)


def advance(line: Line, *, by_mother: bool, person_id: int, at: datetime) -> None:
    """Move the thread on by a message: whose turn it is, who answers for it, since when an answer is owed.

    Whoever answers first takes a thread that nobody is responsible for. `answer_due_at` is the caller's to set.
    """
    line.state = after_message(State(line.state), by_mother=by_mother)
    line.last_posted_at = at
    line.notify_due_at = line.notify_due_at or at + NOTIFY_AFTER
    line.is_changed = True
    if by_mother:
        line.waiting_since = line.waiting_since or at
    else:
        line.waiting_since = line.answer_due_at = None
        line.responsible_id = line.responsible_id or person_id
