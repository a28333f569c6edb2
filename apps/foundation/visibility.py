"""Who sees what is a queryset, and forgetting to ask fails.

Every table that holds something of a subject (a mother) inherits `SubjectModel`. Its manager refuses to read, count,
change or delete until the caller has said for whom (`visible_to(person)`) or, for named system code, why nobody needs
to be asked (`for_system("why")`). Rows that are reached through a row in hand (`pregnancy.recordings`) are in scope
already. What another person than the subject reads is noted by itself (see `accesses`), so that the access log cannot
be forgotten either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.query import ModelIterable

from apps.foundation import accesses
from apps.foundation.ids import uuid7

VisibilityRule = Callable[[Any], models.Q]
_rules: list[VisibilityRule] = []


class Unscoped(RuntimeError):
    """A query on a subject's table that says neither for whom nor why. A programming error, never a client's."""


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


@dataclass(frozen=True)
class Scope:
    """For whom a query reads (`person_id`), or why it may read for nobody (`reason`)."""

    person_id: int | None = None
    reason: str = ""


class SubjectQuerySet(models.QuerySet):
    """A queryset that only works once its scope is known."""

    _scope: Scope | None = None

    def visible_to(self, person: Any) -> Self:
        """Narrow to what `person` may see; reads by anybody but the subject are noted for the access log."""
        return self.filter(visible_subjects(person))._in_scope(Scope(person_id=person.pk))

    def for_system(self, reason: str) -> Self:
        """Read without a person: tasks, sweeps, services that were handed an id by their own queue."""
        if not reason:
            raise Unscoped("for_system needs a reason")
        return self._in_scope(Scope(reason=reason))

    def _in_scope(self, scope: Scope) -> Self:
        clone = self._chain()
        clone._scope = scope
        return clone

    def _clone(self) -> Self:
        clone = super()._clone()
        clone._scope = self._scope
        return clone

    def _require_scope(self) -> None:
        if self._scope is None and "instance" not in self._hints:
            raise Unscoped(f"{self.model.__name__}: say visible_to(person) or for_system(reason)")

    def _note(self, row: Any) -> None:
        reader = self._scope.person_id if self._scope else None
        if reader is None:
            return
        if isinstance(row, models.Model):
            subject_id, object_id = row.subject_id, row.public_id  # type: ignore[attr-defined]
        elif isinstance(row, dict) and "subject_id" in row:
            subject_id, object_id = row["subject_id"], row.get("public_id")
        else:
            raise UnrecordedRead(f"{self.model.__name__}: values() for a person must carry subject_id")
        if subject_id != reader and not accesses.note(reader, subject_id, self.model._meta.label_lower, object_id):
            raise UnrecordedRead(f"{self.model.__name__} was read for somebody else outside accesses.collected()")

    def _fetch_all(self) -> None:
        self._require_scope()
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh:
            for row in self._result_cache:
                self._note(row)

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        """Stream rows; each is noted as it passes."""
        self._require_scope()
        for row in super().iterator(chunk_size=chunk_size):
            self._note(row)
            yield row

    def count(self) -> int:
        self._require_scope()
        return super().count()

    def exists(self) -> bool:
        self._require_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_scope()
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

    @property
    def reads_rows(self) -> bool:
        """True where rows come back as model instances."""
        return issubclass(self._iterable_class, ModelIterable)


class SubjectModel(models.Model):
    """A row that belongs to one subject (a mother). `subject` is also the distribution key of large tables."""

    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        abstract = True
