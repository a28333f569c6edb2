"""Messages are posted: one or many in one transaction, by whatever door they come.

The lock of a thread gives its messages their numbers without gaps. Red flags are looked for in the same
transaction, so that a message that is acknowledged has its alert. The lock order: threads by id, then alerts by
mother, then the change feed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.accounts.visibility import people_who_see
from apps.consultations import clock, links, moving
from apps.consultations.entries import Draft, Entry, Posted, RedFlag
from apps.consultations.models import Kind, Relation, Thread
from apps.consultations.moving import Moved
from apps.consultations.posting import OF_ATTACHMENTS, Line, advance, closed, refusal, unfilled, urgency_after
from apps.consultations.services import red_flags, rows
from apps.consultations.services.attachments import attaching
from apps.foundation import feed
from apps.foundation.errors import Invalid, NotVisible, Problem, Unprocessable
from apps.foundation.ids import uuid7
from apps.foundation.transactions import unit_of_work, write

FEED_KIND = "consultation"


def post(person: Person, draft: Draft) -> Posted:
    """Post one message. The same client id again gives the first one.

    Raises NotVisible, ThreadClosed, Invalid, Unprocessable (the client id was used for something else).
    """
    try:
        return _post_one(person, draft)
    except IntegrityError:  # the same client id came twice at once: now the first one is there
        return _post_one(person, draft)


@write
def _post_one(person: Person, draft: Draft) -> Posted:
    (result,) = _post([draft])
    if isinstance(result, Problem):
        raise result
    if result.is_new:
        last = (*result.followed_by, result.entry)[0].sequence
        announce(Moved(draft.thread, result.subject_id, result.entry.sequence - 1, last))
    return result


def post_batch(drafts: Sequence[Draft]) -> list[Posted | Problem]:
    """Post messages of several people in one transaction, in their order; each is taken or refused by itself."""
    with unit_of_work(None):
        return _post(drafts)


@dataclass
class _Batch:
    """What one transaction has in hand."""

    lines: dict[UUID, Line]
    seen_by: dict[int, set[int]]
    said: dict[tuple[int, UUID], tuple[int, Entry]]
    related: dict[tuple[int, int], tuple[int | None, str, str, bool]]
    new: list[tuple[Line, int | None, Entry]] = field(default_factory=list)
    flagged: list[tuple[Line, Draft, Entry, tuple[RedFlag, ...]]] = field(default_factory=list)


def _post(drafts: Sequence[Draft]) -> list[Posted | Problem]:
    batch = _locked(drafts)
    results = [_in_her_language(batch, draft) for draft in drafts]
    if batch.new:
        moved = [line for line in batch.lines.values() if line.is_changed]
        rows.store(moved, batch.new)
        for line in moved:
            feed.changed(line.subject_id, FEED_KIND, line.public_id)
    for line, draft, entry, found in sorted(batch.flagged, key=lambda flagged: flagged[0].subject_id):
        red_flags.raise_alerts(line, entry, found, at=draft.at)
    return results


def _locked(drafts: Sequence[Draft]) -> _Batch:
    lines = rows.lock({draft.thread for draft in drafts})
    relations = [
        (lines[draft.thread].pk, draft.relates_to)
        for draft in drafts
        if draft.relates_to is not None and draft.thread in lines
    ]
    return _Batch(
        lines=lines,
        seen_by=people_who_see({line.subject_id for line in lines.values()}),
        said=rows.said_already([(draft.person_id, draft.client_id) for draft in drafts]),
        related=rows.related(relations),
    )


def _in_her_language(batch: _Batch, draft: Draft) -> Posted | Problem:
    """Refusals are read by the one who writes, whoever's request carries the batch.

    Only they have words: switching the language for every message would cost as much as the rest of it.
    """
    result = _take(batch, draft)
    if not isinstance(result, Problem):
        return result
    with translation.override(draft.language):
        return _take(batch, draft)


def _take(batch: _Batch, draft: Draft) -> Posted | Problem:
    """Add one message to the batch, or say why not. Nothing of a refused one stays."""
    line = batch.lines.get(draft.thread)
    if line is None or draft.person_id not in batch.seen_by[line.subject_id]:
        return NotVisible()
    earlier = batch.said.get((draft.person_id, draft.client_id))
    if earlier is not None:
        return _again(batch, draft, *earlier)
    problem = (
        refusal(draft)
        or closed(line)
        or unfilled(draft, by_mother=draft.person_id == line.subject_id)
        or _refused_reference(batch, line, draft)
    )
    return problem or _refused_files(line, draft) or _add(batch, line, draft)


def _again(batch: _Batch, draft: Draft, subject_id: int, entry: Entry) -> Posted | Problem:
    given = (draft.thread, draft.kind, draft.text, _payload(draft), draft.relation, draft.relates_to)
    if given != (entry.thread, entry.kind, entry.text, entry.payload, entry.relation, entry.relates_to):
        return Unprocessable.field("client_id", _("This client id was used for another message."))
    return Posted(entry, False, subject_id, frozenset(batch.seen_by[subject_id]))


def _refused_reference(batch: _Batch, line: Line, draft: Draft) -> Problem | None:
    if draft.target is not None and not links.exists(draft.kind, line.subject_id, draft.target):
        return Invalid.field("target", _("There is no such thing of this mother."), code="not_found")
    if draft.relates_to is None:
        return None
    author_id, relation, kind, is_removed = batch.related.get(
        (line.pk, draft.relates_to), (None, "", "", False)
    )
    if author_id != draft.person_id or relation != Relation.NONE:
        return Invalid.field(
            "relates_to", _("Only a first message of your own can be corrected or taken back.")
        )
    if is_removed:
        return Invalid.field("relates_to", _("This message was taken back."), code="removed")
    if draft.relation == Relation.CORRECTION and kind != Kind.TEXT:
        return Invalid.field("relates_to", _("Only texts are corrected; take anything else back."))
    return None


def _refused_files(line: Line, draft: Draft) -> Problem | None:
    """The last of the checks, since it already lets the message that comes next name them."""
    if not draft.attachments:
        return None
    return attaching.take(
        thread_id=line.pk,
        person_id=draft.person_id,
        kind=draft.kind,
        ids=draft.attachments,
        sequence=line.last_sequence + 1,
    )


def _add(batch: _Batch, line: Line, draft: Draft) -> Posted:
    by_mother = draft.person_id == line.subject_id
    entry = _numbered(line, draft, by_mother=by_mother)
    batch.new.append((line, draft.person_id, entry))
    batch.said[draft.person_id, draft.client_id] = line.subject_id, entry
    if draft.relation == Relation.REMOVAL and draft.relates_to is not None:
        if batch.related[line.pk, draft.relates_to][2] in OF_ATTACHMENTS:
            attaching.take_back(thread_id=line.pk, sequence=draft.relates_to, at=draft.at)
        batch.related[line.pk, draft.relates_to] = draft.person_id, Relation.NONE, draft.kind, True
    found = red_flags.in_text(draft.text, draft.language) if by_mother and draft.text else ()
    _move(line, draft, found, by_mother=by_mother)
    followed_by = _advise(batch, line, draft, entry, found)
    return Posted(entry, True, line.subject_id, frozenset(batch.seen_by[line.subject_id]), followed_by, found)


def _move(line: Line, draft: Draft, found: tuple[RedFlag, ...], *, by_mother: bool) -> None:
    line.urgency = urgency_after(line.urgency, found)
    advance(line, by_mother=by_mother, person_id=draft.person_id, at=draft.at)
    if line.waiting_since is not None and (found or line.answer_due_at is None):
        line.answer_due_at = clock.answer_due_at(line.team_id, line.urgency, line.waiting_since)


def _advise(
    batch: _Batch, line: Line, draft: Draft, entry: Entry, found: tuple[RedFlag, ...]
) -> tuple[Entry, ...]:
    if not found:
        return ()
    said = _said_by_system(line, "red_flags", red_flags.payload(entry.sequence, found), at=draft.at)
    batch.new.append((line, None, said))
    batch.flagged.append((line, draft, entry, found))
    return (said,)


def _numbered(line: Line, draft: Draft, *, by_mother: bool) -> Entry:
    line.last_sequence += 1
    return Entry(
        id=uuid7(),
        thread=line.public_id,
        sequence=line.last_sequence,
        client_id=draft.client_id,
        author=draft.person,
        by_mother=by_mother,
        kind=draft.kind,
        text=draft.text,
        payload=_payload(draft),
        relation=draft.relation,
        relates_to=draft.relates_to,
        sent_at=draft.sent_at,
        posted_at=draft.at,
    )


def _payload(draft: Draft) -> dict[str, Any] | None:
    """Return what a message points to."""
    if draft.target is not None:
        return {draft.kind: str(draft.target)}
    if draft.attachments:
        return {"attachments": [str(attachment) for attachment in draft.attachments]}
    return None


def _said_by_system(line: Line, code: str, payload: dict[str, Any], *, at: datetime) -> Entry:
    line.last_sequence += 1
    return Entry(
        id=uuid7(),
        thread=line.public_id,
        sequence=line.last_sequence,
        client_id=uuid7(),
        author=None,
        by_mother=False,
        kind=Kind.SYSTEM,
        text="",
        payload={"code": code, **payload},
        relation=Relation.NONE,
        relates_to=None,
        sent_at=None,
        posted_at=at,
    )


def post_system(thread: Thread, *, code: str, payload: dict[str, Any] | None = None, at: datetime) -> Entry:
    """Note in a thread that something happened: a code and ids, words come with the reader's language.

    Only inside a `@write` service. Does not change whose turn it is.
    """
    line = rows.lock([thread.public_id])[thread.public_id]
    entry = _said_by_system(line, code, payload or {}, at=at)
    line.last_posted_at = at
    rows.store([line], [(line, None, entry)])
    thread.last_sequence, thread.last_posted_at = line.last_sequence, at
    feed.changed(line.subject_id, FEED_KIND, line.public_id)
    announce(Moved(line.public_id, line.subject_id, entry.sequence - 1, entry.sequence))
    return entry


def announce(moved: Moved) -> None:
    """Tell open sockets after the commit that a thread has moved on."""
    moving.after_commit([moved])
