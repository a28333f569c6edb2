"""Calls the people who keep the house running: the first, then the next, and from the start again, until one answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.expectations.house import NOTICE, PARTS, Part, next_after
from apps.expectations.models import EntryKind, Expectation, Page, PageEntry
from apps.expectations.selectors import operators
from apps.expectations.states import State
from apps.foundation.errors import Conflict, Forbidden, NotVisible
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.notifications.services import mark_object_read, notify, withdraw

log = structlog.get_logger(__name__)


class PageTaken(Conflict):
    """Somebody else has it already; the error names who and when."""

    code = "page_taken"


class PageOver(Conflict):
    """What was silent is back."""

    code = "page_over"


def open_page(row: Expectation, part: Part, *, silent_since: datetime, at: datetime) -> Page:
    """Open the page of a part that has fallen silent and call the first person. Inside a write that holds its row."""
    page = Page.objects.create(expectation=row, opened_at=at, silent_since=silent_since, next_step_at=at)
    log.error("silence", part=part.name, silent_since=silent_since.isoformat())
    call_next(page, part, at=at)
    return page


def call_next(page: Page, part: Part, *, at: datetime) -> None:
    """Call whoever comes next; after the last one the first is called again."""
    people = operators()
    page.next_step_at = at + next_after()
    if people:
        person = people[page.step % len(people)]
        _call(page, person, part.severity, at=at)
        page.step += 1
    elif not page.entries.filter(kind=EntryKind.NOBODY).exists():
        log.error("silence_nobody_to_call", part=part.name)
        note(page, EntryKind.NOBODY, at=at)
    page.save(update_fields=["next_step_at", "step"])


def _call(page: Page, person: Person, severity: Severity, *, at: datetime) -> None:
    notify(
        None,
        to=person,
        kind=NOTICE,
        object_id=page.public_id,
        severity=severity,
        at=at,
        dedupe_key=f"page:{page.public_id}:{page.step}",
    )
    note(page, EntryKind.TOLD, at=at, person=person)


def note(page: Page, kind: EntryKind, *, at: datetime, person: Person | None = None) -> None:
    """Write one line into the journal of a page."""
    PageEntry.objects.create(page=page, kind=kind, at=at, person=person)


@write
def sweep(_system: None, *, at: datetime) -> int:
    """Call the next one for every page that nobody has answered in time; returns how many. Harmless twice at once."""
    due = Page.objects.filter(next_step_at__lte=at, ended_at=None, answered_at=None)
    rows = list(
        due.select_related("expectation").select_for_update(of=("self",), skip_locked=True).order_by("pk")
    )
    for page in rows:
        call_next(page, PARTS[page.expectation.key], at=at)
    return len(rows)


@write
def take(person: Person, *, page_id: UUID, at: datetime) -> Page:
    """«I take it»: nobody else is called. Twice by the same person changes nothing.

    Raises Forbidden, NotVisible, PageTaken (with who), PageOver.
    """
    if not person.is_administrator:
        raise Forbidden(_("Only an administrator may take this."))
    rows = Page.objects.select_related("expectation", "answered_by").select_for_update(of=("self",))
    page = rows.filter(public_id=page_id).first()
    if page is None:
        raise NotVisible
    if page.answered_by_id == person.pk:
        return page
    if page.answered_by is not None:
        raise PageTaken(
            _("%(name)s has taken this already.") % {"name": page.answered_by.full_name},
            answered_by=page.answered_by.full_name,
        )
    if page.ended_at is not None:
        raise PageOver(_("This is over: what was silent is back."))
    page.answered_at, page.answered_by, page.next_step_at = at, person, None
    page.save(update_fields=["answered_at", "answered_by", "next_step_at"])
    rows_of_it = Expectation.objects.for_system("its page is answered").filter(pk=page.expectation_id)
    rows_of_it.filter(state=State.LATE).update(state=State.ANSWERED, answered_at=at, answered_by=person)
    note(page, EntryKind.ANSWERED, at=at, person=person)
    mark_object_read(person, NOTICE, page.public_id, at)
    withdraw(person, kind=NOTICE, object_id=page.public_id, at=at)
    return page


def end_page(row: Expectation, *, at: datetime) -> None:
    """What was silent is back: nobody is called any more. Inside a write that holds the row of the part."""
    for page in Page.objects.select_for_update().filter(expectation=row, ended_at=None):
        page.ended_at, page.next_step_at = at, None
        page.save(update_fields=["ended_at", "next_step_at"])
        note(page, EntryKind.ENDED, at=at)
        withdraw(None, kind=NOTICE, object_id=page.public_id, at=at)
