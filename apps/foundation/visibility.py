"""Who sees what is a queryset, and forgetting to ask fails.

Every table that holds something of a subject (a mother) inherits `SubjectModel`. Its manager refuses to
read, count, change or delete until the caller has said for whom (`visible_to(person)`) or, for named system
code, why nobody needs to be asked (`for_system("why")`). Rows that are reached through a row in hand
(`pregnancy.recordings`) inherit the scope in which that row was read. What another person than the subject
reads is noted by itself (see `accesses`), so that the access log cannot be forgotten either.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models

from apps.foundation import accesses
from apps.foundation.ids import uuid7

VisibilityRule = Callable[[Any], models.Q]
_rules: list[VisibilityRule] = []


class Unscoped(RuntimeError):
    """A query on a subject's table that says neither for whom nor why.

    A programming error, never a client's.
    """


class UnrecordedRead(RuntimeError):
    """A read of somebody else's data in a way, or at a place, that the access log cannot see."""


def register_rule(rule: VisibilityRule) -> VisibilityRule:
    """Add a rule: `rule(person)` is a condition on `subject_id`. What no rule admits is not visible."""
    _rules.append(rule)
    return rule


def visible_subjects(person: Any) -> models.Q:
    """Return the condition on `subject_id` that narrows a query to what `person` may see."""
    condition = models.Q(pk__in=[])
    for rule in _rules:
        condition |= rule(person)
    return condition


def subjects_visible_to(person: Any) -> models.QuerySet[Any]:
    """Return the accounts of the subjects whom `person` may see: what a socket's subscription asks."""
    everybody = get_user_model()._default_manager.annotate(subject_id=models.F("pk"))
    return everybody.filter(visible_subjects(person))


@dataclass(frozen=True)
class Scope:
    """For whom a query reads (`person_id`), or why it may read for nobody (`reason`)."""

    person_id: int | None = None
    reason: str = ""


IN_HAND = Scope(reason="reached through a row in hand")


class SubjectQuerySet(models.QuerySet):
    """A queryset that only works once its scope is known."""

    _scope: Scope | None = None

    def visible_to(self, person: Any) -> Self:
        """Narrow to what `person` may see; reads by anybody but the subject are noted for the access log."""
        if person.pk is None:
            raise Unscoped("visible_to needs a person who is signed in")
        return self.filter(visible_subjects(person))._in_scope(Scope(person_id=person.pk))

    def for_system(self, reason: str) -> Self:
        """Read without a person: tasks, sweeps, services that were handed an id by their own queue."""
        if not reason:
            raise Unscoped("for_system needs a reason")
        return self._in_scope(Scope(reason=reason))

    def _in_scope(self, scope: Scope) -> Self:
        clone: Self = self._chain()  # type: ignore[attr-defined]
        clone._scope = scope
        return clone

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._scope = self._scope
        return clone

    def _require_scope(self) -> None:
        if self._scope is None:
            self._scope = self._scope_in_hand()

    def _scope_in_hand(self) -> Scope:
        """Return the scope of the subject's row that leads here; another row (an author, a team) gives
        none.
        """
        row = self._hints.get("instance")  # type: ignore[attr-defined]
        if isinstance(row, SubjectModel):
            return getattr(row, "_scope", IN_HAND)
        raise Unscoped(f"{self.model.__name__}: say visible_to(person) or for_system(reason)")

    def _note(self, row: Any) -> None:
        if isinstance(row, models.Model):
            row._scope = self._scope  # type: ignore[attr-defined]
        reader = self._scope.person_id if self._scope else None
        if reader is None:
            return
        subject_id, object_id = self._read_what(row)
        if subject_id != reader and not accesses.note(
            reader, subject_id, self.model._meta.label_lower, object_id
        ):
            raise UnrecordedRead(
                f"{self.model.__name__} was read for somebody else outside accesses.collected()"
            )

    def _read_what(self, row: Any) -> tuple[int, Any]:
        if isinstance(row, models.Model):
            return row.subject_id, row.public_id  # type: ignore[attr-defined]
        if isinstance(row, dict) and "subject_id" in row:
            return row["subject_id"], row.get("public_id")
        raise UnrecordedRead(f"{self.model.__name__}: values() for a person must carry subject_id")

    def _fetch_all(self) -> None:
        self._require_scope()
        if self._result_cache is None:
            rows: list[Any] = list(self._iterable_class(self))  # type: ignore[arg-type, call-overload]
            for row in rows:  # before related rows are prefetched: they inherit the scope
                self._note(row)
            self._result_cache = rows
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        """Stream rows; each is noted as it passes."""
        self._require_scope()
        for row in super().iterator(chunk_size=chunk_size):
            self._note(row)
            yield row

    async def aiterator(self, chunk_size: int = 2_000) -> AsyncIterator[Any]:
        """Stream rows; each is noted as it passes."""
        self._require_scope()
        async for row in super().aiterator(chunk_size=chunk_size):
            self._note(row)
            yield row

    def _merge_sanity_check(self, other: Any) -> None:
        """Refuse `a | b` of two scopes: the wider one would lend its rows to the narrower."""
        super()._merge_sanity_check(other)  # type: ignore[misc]
        self._require_same_scope(other)

    def _combinator_query(self, combinator: str, *others: Any, all: bool = False) -> Self:
        for other in others:
            self._require_same_scope(other)
        return super()._combinator_query(combinator, *others, all=all)  # type: ignore[misc]

    def _require_same_scope(self, other: Any) -> None:
        if self._scope != other._scope:
            raise Unscoped(
                f"{self.model.__name__}: both sides of a combined query must read for the same person"
            )

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: raw SQL cannot be narrowed. System code uses a cursor and says so."""
        raise Unscoped(f"{self.model.__name__}: raw() cannot be narrowed to a person")

    def count(self) -> int:
        self._require_scope()
        return super().count()

    def exists(self) -> bool:
        self._require_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """For a person only counts: any other figure is a value of somebody, read past the access log."""
        self._require_scope()
        figures = [*args, *kwargs.values()]
        if self._scope.person_id is not None and not all(isinstance(f, models.Count) for f in figures):  # type: ignore[union-attr]
            raise UnrecordedRead(f"{self.model.__name__}: aggregate() for a person may only count")
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_scope()
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_scope()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class SubjectModel(models.Model):
    """A row that belongs to one subject (a mother).

    `subject` is also the distribution key of large tables.
    """

    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        abstract = True
