"""The database is back: what the watch did meanwhile is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from apps.accounts.models import Person
from apps.expectations.house import DATABASE, KIND, PARTS, every, grace
from apps.expectations.models import EntryKind, Expectation, Page
from apps.expectations.services.paging import note
from apps.expectations.states import State
from apps.expectations.watching.away import Call
from apps.foundation.transactions import write


@write
def write_down(_system: None, *, silent_since: datetime, calls: Sequence[Call], at: datetime) -> Page | None:
    """Keep a page of the database's silence with everybody who was called; None where nobody was.

    The same silence again (two processes watched it) is one page.
    """
    if not calls:
        return None
    row, _is_new = Expectation.objects.for_system("the database was silent").get_or_create(
        kind=KIND,
        key=DATABASE,
        defaults={
            "due_at": at + every(PARTS[DATABASE]),
            "grace_s": grace().total_seconds(),
            "created_at": at,
        },
    )
    known = Page.objects.filter(expectation=row, opened_at=calls[0].at).first()
    if known is not None:
        return known
    page = Page.objects.create(
        expectation=row, opened_at=calls[0].at, silent_since=silent_since, step=len(calls), ended_at=at
    )
    people = Person.objects.in_bulk([call.person_id for call in calls])
    for call in calls:
        kind = EntryKind.TOLD_DIRECTLY if call.arrived else EntryKind.NOT_REACHED
        note(page, kind, at=call.at, person=people.get(call.person_id))
    note(page, EntryKind.ENDED, at=at)
    rows = Expectation.objects.for_system("it answers again").filter(pk=row.pk)
    rows.update(state=State.WAITING, late_at=calls[0].at, met_at=at, due_at=at + every(PARTS[DATABASE]))
    return page
