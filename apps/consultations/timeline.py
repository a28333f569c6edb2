"""What consultations add to a mother's timeline: opened, closed, notes, files. She sees what was released to her."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Person
from apps.consultations.models import (
    Closing,
    ConsultationNote,
    Kind,
    Message,
    NoteKind,
    NoteState,
    Relation,
    Thread,
)
from apps.consultations.selectors.notes import notes_visible_to
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.timeline import Entry

FILES: Final = (Kind.IMAGE, Kind.FILE, Kind.VOICE_NOTE)
MOST_FILES: Final = 2_000


def entries(person: Person, pregnancy: Pregnancy, limit: int) -> Iterator[Entry]:
    """The newest of each kind, of one pregnancy that `person` may see."""
    threads = Thread.objects.visible_to(person).filter(pregnancy=pregnancy)
    yield from (_opened(row, pregnancy) for row in threads.order_by("-opened_at")[:limit])
    closings = Closing.objects.visible_to(person).filter(thread__pregnancy=pregnancy)
    shown = closings.select_related("thread").order_by("-closed_at")[:limit]
    yield from (_closed(row, pregnancy) for row in shown)
    notes = notes_visible_to(person).filter(thread__pregnancy=pregnancy, state=NoteState.SIGNED)
    yield from (_noted(row, pregnancy) for row in notes.order_by("-signed_at")[:limit])
    yield from _files(person, pregnancy, limit)


def _opened(row: Thread, pregnancy: Pregnancy) -> Entry:
    return Entry(
        on=local_day(pregnancy.subject, row.opened_at),
        at=row.opened_at,
        kind="consultation",
        title=_("A consultation was opened: %(topic)s") % {"topic": row.topic},
        object_id=row.public_id,
        detail=row.get_state_display(),
    )


def _closed(row: Closing, pregnancy: Pregnancy) -> Entry:
    return Entry(
        on=local_day(pregnancy.subject, row.closed_at),
        at=row.closed_at,
        kind="consultation.closed",
        title=_("A consultation was closed: %(topic)s") % {"topic": row.thread.topic},
        object_id=row.thread.public_id,
        detail=row.get_without_note_display() if row.without_note else "",
    )


def _noted(row: ConsultationNote, pregnancy: Pregnancy) -> Entry:
    at = row.signed_at or row.changed_at
    return Entry(
        on=local_day(pregnancy.subject, at),
        at=at,
        kind="consultation.note",
        title=_title(row),
        object_id=row.thread.public_id,
        detail=row.thread.topic,
    )


def _title(row: ConsultationNote) -> str:
    is_first = row.version == 1
    if row.kind == NoteKind.DIET:
        return _("A diet note was signed.") if is_first else _("A diet note was amended.")
    return _("A note was signed.") if is_first else _("A note was amended.")


def _files(person: Person, pregnancy: Pregnancy, limit: int) -> Iterator[Entry]:
    """One entry for the files of a consultation and day: ten photos of one evening are one thing."""
    taken_back = Message.objects.for_system("whether a visible message still stands").filter(
        thread=OuterRef("thread"), relates_to=OuterRef("sequence"), relation=Relation.REMOVAL
    )
    messages = Message.objects.visible_to(person).filter(
        ~Exists(taken_back), Q(kind__in=FILES), thread__pregnancy=pregnancy
    )
    rows = messages.select_related("thread").defer("text", "payload").order_by("-posted_at")[:MOST_FILES]

    def day_and_thread(row: Message) -> tuple[date, int]:
        return local_day(pregnancy.subject, row.posted_at), row.thread_id

    ordered = sorted(rows, key=day_and_thread, reverse=True)
    for number, ((day, _thread), group) in enumerate(groupby(ordered, key=day_and_thread)):
        if number < limit:
            yield _sent(list(group), day)


def _sent(rows: list[Message], day: date) -> Entry:
    newest = max(rows, key=lambda row: row.posted_at)
    title = ngettext("%(count)d file was sent.", "%(count)d files were sent.", len(rows))
    return Entry(
        on=day,
        at=newest.posted_at,
        kind="consultation.files",
        title=title % {"count": len(rows)},
        object_id=newest.thread.public_id,
        detail=newest.thread.topic,
    )
