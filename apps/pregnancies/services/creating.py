"""Making a row once: a phone that repeats its own id gets the first object again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from apps.accounts.models import Person
from apps.foundation.errors import Conflict
from apps.foundation.ids import uuid7
from apps.foundation.visibility import SubjectModel

Row = TypeVar("Row", bound=SubjectModel)


class IdTaken(Conflict):
    """The client's id belongs to something else."""

    code = "id_taken"


def once(
    person: Person,
    model: type[Row],
    public_id: UUID | None,
    make: Callable[[UUID], Row],
    *,
    twice: Conflict,
    **belongs_to: object,
) -> tuple[Row, bool]:
    """Return the row with this id and whether it is new. `belongs_to`: columns that an older row must share.

    Raises IdTaken where the id is another thing's, `twice` where the database says that such a row stands
    already.
    """
    if public_id is not None and (first := _first(person, model, public_id, belongs_to)) is not None:
        return first, False
    try:
        with transaction.atomic():
            return make(public_id or uuid7()), True
    except IntegrityError as error:
        if public_id is not None and (first := _first(person, model, public_id, belongs_to)) is not None:
            return first, False
        raise (id_taken() if is_of_id(error) else twice) from error


def _first(person: Person, model: type[Row], public_id: UUID, belongs_to: dict[str, object]) -> Row | None:
    row: Row | None = model.objects.visible_to(person).filter(public_id=public_id).first()  # type: ignore[assignment]
    if row is not None and any(getattr(row, name) != value for name, value in belongs_to.items()):
        raise id_taken()
    return row


def is_of_id(error: IntegrityError) -> bool:
    """Say whether the database refused a row for its public id, and nothing else."""
    cause = error.__cause__
    return isinstance(cause, UniqueViolation) and "public_id" in (cause.diag.constraint_name or "")


def id_taken(field: str = "id") -> IdTaken:
    """Return the refusal that names the field."""
    problem = IdTaken.field(field, _("This id belongs to something else. Make a new one."), code="id_taken")
    assert isinstance(problem, IdTaken)
    return problem
