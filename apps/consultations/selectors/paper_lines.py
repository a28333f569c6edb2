"""The entries of a consultation as lines of a paper, read a stretch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from apps.consultations import wording
from apps.consultations.entries import Entry
from apps.consultations.models import Attachment, Kind, Message, Relation, Thread
from apps.consultations.pdf.content import Line
from apps.consultations.selectors.messages import listed

AT_ONCE: Final = 500
DIGEST_LETTERS: Final = 16
KIB: Final = 1024


def lines(thread: Thread, *, up_to: int, at_hers: ZoneInfo) -> Iterator[Line]:
    """Yield every entry up to a number; never more than a stretch of them is in memory."""
    for start in range(0, up_to, AT_ONCE):
        rows = Message.objects.for_system("a paper for who may see the consultation").filter(
            thread=thread, sequence__gt=start, sequence__lte=min(start + AT_ONCE, up_to)
        )
        stretch = list(rows.select_related("thread", "author").order_by("sequence"))
        entries = listed(stretch)
        files = _files(entries)
        for row, entry in zip(stretch, entries, strict=True):
            yield _line(row, entry, files, at_hers)


def _line(row: Message, entry: Entry, files: dict[str, Attachment], at_hers: ZoneInfo) -> Line:
    is_ours = entry.kind == Kind.SYSTEM
    return Line(
        number=entry.sequence,
        said_at=entry.posted_at.astimezone(at_hers),
        who=_who(row),
        words=wording.words(entry) if is_ours else entry.text,
        marks=tuple(_marks(entry)),
        files=tuple(_file(files.get(name), name) for name in _attached(entry)) + tuple(_pointed(entry)),
        is_ours=is_ours,
    )


def _who(row: Message) -> str:
    if row.author is None:
        return "KAISHI"
    return f"{row.author.get_full_name()} ({row.author.role_word})"


def _marks(entry: Entry) -> Iterator[str]:
    about = {"number": entry.relates_to}
    if entry.relation == Relation.CORRECTION:
        yield _("Correction of no. %(number)s") % about
    if entry.relation == Relation.REMOVAL:
        yield _("Takes back no. %(number)s") % about
    elif entry.removed_by is not None:
        yield _("Taken back by no. %(number)s") % {"number": entry.removed_by}
    elif entry.corrected_by is not None:
        yield _("Corrected by no. %(number)s") % {"number": entry.corrected_by}


def _attached(entry: Entry) -> Sequence[str]:
    payload: dict[str, Any] = entry.payload or {}
    return [] if entry.kind == Kind.SYSTEM else [str(name) for name in payload.get("attachments", ())]


def _files(entries: Sequence[Entry]) -> dict[str, Attachment]:
    names = [name for entry in entries for name in _attached(entry)]
    rows = Attachment.objects.for_system("a paper for who may see the consultation")
    return {str(row.public_id): row for row in rows.filter(public_id__in=names)} if names else {}


def _file(attachment: Attachment | None, name: str) -> str:
    """Say what was sent, so that the file itself can be told from any other: by the digest of what came."""
    if attachment is None:
        return _("A file, number %(name)s") % {"name": name}
    return _("%(kind)s: %(name)s, %(size)s KiB, SHA-256 %(digest)s…") % {
        "kind": attachment.get_kind_display(),
        "name": attachment.file_name or "–",
        "size": -(-attachment.size_bytes // KIB),
        "digest": bytes(attachment.sha256).hex()[:DIGEST_LETTERS],
    }


def _pointed(entry: Entry) -> Iterator[str]:
    """A recording, a meal, a plan that was shared: what it is and its number."""
    target = (entry.payload or {}).get(entry.kind)
    if target and entry.kind != Kind.SYSTEM:
        yield f"{Kind(entry.kind).label}: {target}"
