"""A mother's timeline: dated entries of this app, and of the apps above that register a source of theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.pregnancies.days import local_day, zone
from apps.pregnancies.models import Dating, Outcome, OutcomeKind, Pregnancy, RiskFactor
from apps.pregnancies.states import DatingState
from apps.pregnancies.wording import risk_text

MOST_ENTRIES: Final = 500


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `on`: the day it counts for; `at`: the moment, where one is known.

    `kind` is a stable word («pregnancy.dating»), `title` a sentence in the reader's language, `object_id`
    what to open.
    """

    on: date
    kind: str
    title: str
    at: datetime | None = None
    object_id: UUID | None = None
    detail: str = ""


Source = Callable[[Person, Pregnancy, int], Iterable[Entry]]
_sources: dict[str, Source] = {}


def register_source(name: str, source: Source) -> None:
    """Add a source of entries: `source(person, pregnancy, limit)` returns its newest ones. Call in an app's
    `ready()`.

    Raises ValueError where the name is taken.
    """
    if _sources.get(name, source) is not source:
        raise ValueError(f"timeline source {name} is registered already")
    _sources[name] = source


def timeline(person: Person, pregnancy: Pregnancy, *, limit: int = 100) -> list[Entry]:
    """Return the newest entries of all sources, newest first. `pregnancy` must be one that `person` may
    see."""
    limit = min(limit, MOST_ENTRIES)
    entries = [entry for source in _sources.values() for entry in source(person, pregnancy, limit)]
    return sorted(entries, key=lambda entry: _moment(entry, pregnancy), reverse=True)[:limit]


def _moment(entry: Entry, pregnancy: Pregnancy) -> tuple[datetime, str]:
    """An entry without a moment stands at the end of its day, where the mother lives."""
    end_of_day = datetime.combine(entry.on + timedelta(days=1), time.min, zone(pregnancy.subject))
    return entry.at or end_of_day - timedelta(microseconds=1), entry.kind


def own_entries(person: Person, pregnancy: Pregnancy, limit: int) -> Iterable[Entry]:
    """Entries of this app: begin, datings, fetuses found, risks, outcomes."""
    yield _begun(pregnancy)
    yield from (entry for row in pregnancy.datings.all() for entry in _dated(row, pregnancy))
    for fetus in pregnancy.fetuses.all():
        if fetus.found_on is not None:
            yield Entry(
                fetus.found_on,
                "pregnancy.fetus",
                _("Fetus %(label)s was found.") % {"label": fetus.label},
                object_id=fetus.public_id,
            )
    for risk in RiskFactor.objects.visible_to(person).filter(pregnancy=pregnancy).order_by("pk"):
        yield from _risk(risk, person, pregnancy)
    yield from (_ended(row, pregnancy) for row in pregnancy.outcomes.all() if row.corrected_at is None)


def _at(at: datetime, pregnancy: Pregnancy) -> dict[str, Any]:
    return {"on": local_day(pregnancy.subject, at), "at": at}


def _begun(pregnancy: Pregnancy) -> Entry:
    return Entry(
        **_at(pregnancy.created_at, pregnancy),
        kind="pregnancy.begun",
        title=_("This pregnancy is followed from here on."),
        object_id=pregnancy.public_id,
    )


def _dated(row: Dating, pregnancy: Pregnancy) -> Iterable[Entry]:
    about: dict[str, Any] = {"kind": "pregnancy.dating", "object_id": row.public_id}
    yield Entry(
        **_at(row.recorded_at, pregnancy),
        **about,
        title=_("A due date was entered: %(basis)s.") % {"basis": row.get_basis_display()},
    )
    if row.decided_at is None or row.state == DatingState.WITHDRAWN:
        return
    if row.decided_at != row.superseded_at:
        title = (
            _("The due date was kept.")
            if row.state == DatingState.NOTED
            else _("The due date was set: %(basis)s.") % {"basis": row.get_basis_display()}
        )
        yield Entry(**_at(row.decided_at, pregnancy), **about, title=title, detail=row.reason)


def _risk(row: RiskFactor, person: Person, pregnancy: Pregnancy) -> Iterable[Entry]:
    words = {"risk": risk_text(row, person.language)}
    yield Entry(
        **_at(row.noted_at, pregnancy),
        kind="pregnancy.risk_factor",
        object_id=row.public_id,
        title=_("Risk noted: %(risk)s.") % words,
    )
    if row.ended_at is not None:
        yield Entry(
            **_at(row.ended_at, pregnancy),
            kind="pregnancy.risk_factor",
            object_id=row.public_id,
            title=_("Risk ended: %(risk)s.") % words,
            detail=row.end_reason,
        )


def _ended(row: Outcome, pregnancy: Pregnancy) -> Entry:
    label = next((fetus.label for fetus in pregnancy.fetuses.all() if fetus.pk == row.fetus_id), "?")
    title = (
        _("Fetus %(label)s died.") % {"label": label}
        if row.kind == OutcomeKind.FETAL_DEATH
        else row.get_kind_display()
    )
    return Entry(row.occurred_on, "pregnancy.outcome", title, object_id=row.public_id, detail=row.note)
