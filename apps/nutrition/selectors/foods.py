"""Every read of the food table. It is public: no person has to be asked about, and nothing is noted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, F, FloatField, Func, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Length

from apps.foundation.errors import NotVisible
from apps.nutrition.models import Food, FoodTable, FoodWord
from apps.nutrition.table.keys import BETWEEN, MORE, is_asian, key_of
from apps.nutrition.table.spelling import allowed, nearest

LARGE: Final = ("nutrients", "filled", "search")
NAMES: Final = Func(F("search"), Value(MORE), Value(1), function="split_part", output_field=TextField())
"""The line of a food without what the table says it stands for too."""
MOST_WORDS: Final = 8
CANDIDATES: Final = 40
SIMILAR: Final = 0.2
"""Trigrams that two words must share to be compared letter by letter; swapped letters cost many."""


def search(text: str, *, language: str = "en", limit: int = 20) -> list[Food]:
    """Return the foods that somebody may mean by `text`, best first.

    A name that is exactly this comes before one that begins so, then names with these words, then with words that
    begin so; everyday foods before others. Where nothing fits, words with typing errors are understood. Names in every
    language are searched; a name in `language` comes first among equals. The amounts are not read: `food` has them,
    `with_energy` reads that one.
    """
    return list(found(text, language=language)[:limit])


def found(text: str, *, language: str = "en", group: str = "") -> QuerySet[Food]:
    """Return the same as a queryset in order. An empty text finds everything, everyday foods first."""
    foods = Food.objects.filter(is_current=True).defer(*LARGE).select_related("table")
    if group:
        foods = foods.filter(group=group)
    if not text.strip():
        return _ordered(foods.annotate(tier=Value(0, IntegerField())), language)
    key, words = key_of(text), _words(text)
    if not words:
        return foods.none()
    fitting = foods.filter(_each(_begins(word) for word in words))
    if not fitting.exists():
        meant = [_meant(word) for word in words]
        if not all(meant):
            return foods.none()
        fitting = foods.filter(_each(_is_one_of(near) for near in meant))
        words = [near[0] for near in meant]
        key = " ".join(words)
    return _ordered(fitting.annotate(names=NAMES, tier=_tier(key, words)), language)


def with_energy(rows: Sequence[Food]) -> list[Food]:
    """Return the same foods, each with its `energy_kcal` per 100 g (None: not measured).

    Read for these alone: a search sorts hundreds, and would unpack the amounts of all of them.
    """
    pairs = Food.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "nutrients__energy_kcal")
    known: dict[int, float | None] = dict(pairs)
    for row in rows:
        row.energy_kcal = known[row.pk]  # type: ignore[attr-defined]
    return list(rows)


def food(code: str, *, table: str = "fndds") -> Food:
    """Return a food by its code in a table, with its amounts. Raises NotVisible."""
    return _one(Q(table__code=table, code=code))


def food_by_id(public_id: UUID) -> Food:
    """Return a food by its id, with its amounts, also one of an earlier edition. Raises NotVisible."""
    return _one(Q(public_id=public_id))


def by_label(label: str) -> Food | None:
    """Return the food or dish that stands for a label of the recogniser; None where the table has nothing for it."""
    return Food.objects.filter(label=label).select_related("table").first()


def tables() -> dict[str, FoodTable]:
    """Return the tables that values come from, by code."""
    return {table.code: table for table in FoodTable.objects.all()}


def _one(condition: Q) -> Food:
    row = Food.objects.select_related("table").filter(condition).first()
    if row is None:
        raise NotVisible
    return row


def _words(text: str) -> list[str]:
    """Return the words of a search; those of a Chinese or Korean one as they were set apart."""
    keys = (key_of(part) for part in text.split())
    return list(dict.fromkeys(word for key in keys for word in key.split()))[:MOST_WORDS]


def _begins(word: str) -> Q:
    """A word begins like this; a Chinese or Korean name holds it anywhere."""
    return Q(search__contains=word if is_asian(word) else f" {word}")


def _is_one_of(words: list[str]) -> Q:
    return reduce(or_, (Q(search__contains=f" {word} ") for word in words))


def _in_a_name(part: str) -> Q:
    return Q(names__contains=part)


def _each(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions)


def _meant(word: str) -> list[str]:
    """Return the words of the table that somebody may have meant; the word itself where it is one's beginning."""
    if FoodWord.objects.filter(word=word).exists():
        return [word]
    most = allowed(word)
    letters = FoodWord.objects.annotate(letters=Length("word"))
    like = letters.filter(letters__gte=len(word) - most, letters__lte=len(word) + most)
    similarity = Func("word", Value(word), function="similarity", output_field=FloatField())
    candidates = like.annotate(similarity=similarity).filter(similarity__gte=SIMILAR)
    return nearest(
        word, candidates.order_by("-similarity", "word").values_list("word", flat=True)[:CANDIDATES]
    )


def _tier(key: str, words: list[str]) -> Case:
    """0: a name is exactly this … 5: only what the table says the food stands for too has all words."""
    return Case(
        When(search__contains=f"{BETWEEN} {key} {BETWEEN}", then=0),
        When(search__contains=f"{BETWEEN} {key} ", then=1),
        When(search__contains=f"{BETWEEN} {key}", then=2),
        When(_each(_in_a_name(f" {word} ") for word in words), then=3),
        When(_each(_in_a_name(word if is_asian(word) else f" {word}") for word in words), then=4),
        default=5,
        output_field=IntegerField(),
    )


def _ordered(foods: QuerySet[Any], language: str) -> QuerySet[Food]:
    name = {"zh": "name_zh", "ko": "name_ko"}.get(language[:2], "name_en")
    named = Case(When(**{name: ""}, then=1), default=0, output_field=IntegerField())
    return foods.annotate(named=named, length=Length(name)).order_by(
        "tier", "commonness", "named", "length", "code", "pk"
    )
