"""Who changed what of a pregnancy, when, before and after: read from the revisions that the database
keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from apps.accounts.models import Person
from apps.foundation import accesses
from apps.foundation.models import Revision
from apps.pregnancies.models import (
    Allergy,
    Dating,
    EarlierPregnancy,
    Fetus,
    FetusOutcome,
    Outcome,
    Pregnancy,
    RiskFactor,
)

MODELS: Final[Mapping[str, type[Model]]] = {
    model._meta.db_table: model
    for model in (Pregnancy, Fetus, Dating, RiskFactor, Allergy, EarlierPregnancy, Outcome, FetusOutcome)
}
NAMES: Final[Mapping[type[Model], str]] = {
    Pregnancy: "pregnancy",
    Fetus: "fetus",
    Dating: "dating",
    RiskFactor: "risk_factor",
    Allergy: "allergy",
    EarlierPregnancy: "earlier_pregnancy",
    Outcome: "outcome",
    FetusOutcome: "fetus_outcome",
}


@dataclass(frozen=True)
class Who:
    """Somebody who changed something; None in `Change.who`: the system itself."""

    public_id: UUID
    name: str
    role: str


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, as plain values; None: not known or not there."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """One change of one row."""

    number: int
    at: datetime
    who: Who | None
    kind: str
    object_id: UUID
    operation: str
    changes: tuple[FieldChange, ...]


def history_of(person: Person, pregnancy: Pregnancy) -> QuerySet[Revision]:
    """Revisions of everything of this pregnancy, and of the mother's allergies and earlier pregnancies.

    `pregnancy` must be one that `person` may see; the read is noted. Turn a page of it into words by
    `in_words`.
    """
    if person.pk != pregnancy.subject_id:
        accesses.note(person.pk, pregnancy.subject_id, "pregnancies.history", pregnancy.public_id)
    of_mother = Q(table_name__in=[Allergy._meta.db_table, EarlierPregnancy._meta.db_table])
    mine = Q(table_name=Pregnancy._meta.db_table, row_id=pregnancy.pk)
    for rows in (pregnancy.fetuses, pregnancy.datings, pregnancy.risk_factors, pregnancy.outcomes):
        mine |= Q(table_name=rows.model._meta.db_table, row_id__in=rows.values("pk"))
    fetus_outcomes = FetusOutcome.objects.for_system("ids for the history of a pregnancy in hand")
    mine |= Q(
        table_name=FetusOutcome._meta.db_table,
        row_id__in=fetus_outcomes.filter(fetus__pregnancy=pregnancy).values("pk"),
    )
    return Revision.objects.filter(mine | of_mother, subject_id=pregnancy.subject_id)


def in_words(revisions: list[Revision]) -> list[Change]:
    """Turn a page of revisions into changes: names of fields instead of columns, people instead of
    numbers."""
    people = _people(revisions)
    named = Fetus.objects.for_system("letters for a history in hand").filter(
        pk__in=_referred(revisions, "fetus_id")
    )
    fetuses = {fetus.pk: fetus.label for fetus in named}
    return [_change(row, people, fetuses) for row in revisions]


def _people(revisions: list[Revision]) -> dict[int, Person]:
    ids = {row.actor_id for row in revisions if row.actor_id is not None}
    for column in (
        "author_id",
        "decided_by_id",
        "noted_by_id",
        "ended_by_id",
        "recorded_by_id",
        "corrected_by_id",
        "created_by_id",
    ):
        ids |= _referred(revisions, column)
    return Person.objects.in_bulk(ids)


def _referred(revisions: list[Revision], column: str) -> set[int]:
    pictures = [picture for row in revisions for picture in (row.before, row.after) if picture]
    return {picture[column] for picture in pictures if picture.get(column) is not None}


HIDDEN: Final = frozenset(
    {
        "id",
        "subject_id",
        "public_id",
        "pregnancy_id",
        "outcome_id",
        "compared_with_id",
        "pregnancy_state_before",
        "state_before",
    }
)
"""Numbers of our own, and what only serves a correction."""


def _change(row: Revision, people: Mapping[int, Person], fetuses: Mapping[int, str]) -> Change:
    picture = row.after or row.before or {}
    actor = people.get(row.actor_id) if row.actor_id is not None else None
    who = Who(actor.public_id, actor.get_full_name(), actor.profession or actor.role) if actor else None
    return Change(
        number=row.pk,
        at=row.recorded_at,
        who=who,
        kind=NAMES[MODELS[row.table_name]],
        object_id=UUID(picture["public_id"]),
        operation=row.operation.lower(),
        changes=tuple(_fields(row, people, fetuses)),
    )


def _fields(row: Revision, people: Mapping[int, Person], fetuses: Mapping[int, str]) -> list[FieldChange]:
    before, after = row.before or {}, row.after or {}
    found = []
    for column in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(column), after.get(column)
        if column not in HIDDEN and old != new and (old, new) != (None, ""):
            found.append(
                FieldChange(
                    column.removesuffix("_id"),
                    _value(column, old, people, fetuses),
                    _value(column, new, people, fetuses),
                )
            )
    return found


def _value(column: str, value: Any, people: Mapping[int, Person], fetuses: Mapping[int, str]) -> Any:
    if value is None or not column.endswith("_id") or column == "rule_id" or column.endswith("_rule_id"):
        return value
    if column == "fetus_id":
        return fetuses.get(value, "?")
    named = people.get(value)
    return named.get_full_name() if named else "?"
