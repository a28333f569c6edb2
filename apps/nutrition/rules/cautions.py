"""What deserves a calm word in pregnancy: by what a photo may show, by what is in the diary, by what it holds.

Recall before precision: one of five guesses with a tenth of the probability is enough, and so is a word in a name. What
is said never claims that something bad has happened. Caffeine is counted over the day, against the limit of a country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, Final

from apps.nutrition.rules.reference_intakes import Standard
from apps.nutrition.rules.tables import rules
from apps.nutrition.rules.totals import Amount

LEAST_PROBABILITY: Final = 0.10
CANDIDATES: Final = 5
FALLBACK_LANGUAGE: Final = "en"
CAFFEINE: Final = "caffeine_mg"
CAFFEINE_RULE: Final = "caffeine"
CAFFEINE_LIMIT_MG: Final[Mapping[Standard, float]] = {
    Standard.NASEM: 200.0,
    Standard.CHINA: 200.0,
    Standard.KOREA: 300.0,
}
"""A day. ACOG 2010, EFSA 2015; Korea: MFDS."""

Rules = Mapping[str, frozenset[str]]
"""Ids of rules by label."""
NO_RULES: Final[Rules] = {}


class Level(StrEnum):
    """How much it matters. CHECK: it depends on how the dish was made. LIMIT: it depends on how much."""

    AVOID = "avoid"
    CHECK = "check"
    LIMIT = "limit"


PARTS_OF_SPEECH: Final = re.compile(r"[,;.+/、，；。和与]| and | with | then |하고|그리고", re.IGNORECASE)
"""Where one thing that she wrote ends and the next begins."""
ORDER: Final = {Level.AVOID: 0, Level.CHECK: 1, Level.LIMIT: 2}


@dataclass(frozen=True)
class Rule:
    """One row of `cautions.toml`."""

    id: str
    version: int
    level: Level
    labels: frozenset[str]
    words: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    per_100g: Mapping[str, float]
    per_item: Mapping[str, float]
    says: Mapping[str, str]
    source: str
    checked: str

    def sentence(self, language: str) -> str:
        """Return what is said, in a language of KAISHI; English for any other."""
        return self.says.get(language.lower(), self.says[FALLBACK_LANGUAGE])

    def is_about(self, label: str, added: Rules) -> bool:
        """Say whether a label alone is reason enough."""
        return label in self.labels or self.id in added.get(label, ())

    def names(self, names: Sequence[str]) -> bool:
        """Say whether any name of one food has one of the words, and none of them says that it is harmless.

        A food is called in several languages, and only one of them may say that the beer has no alcohol.
        """
        return bool(self._found(names)) and not self._is_harmless(names)

    def speaks_of(self, names: Sequence[str], said: str) -> bool:
        """Say whether a food, by its names, or what she wrote beside it is reason enough.

        What she wrote never makes the food harmless, only itself, part by part; a word that the food's names have
        already said of something harmless is no news.
        """
        if self.names(names):
            return True
        news = [part for part in (said, *PARTS_OF_SPEECH.split(said)) if self.names([part])]
        return bool(self._found(news) - self._found(names))

    def _found(self, names: Sequence[str]) -> set[str]:
        if self.words is None:
            return set()
        return {found.group().lower() for name in names for found in self.words.finditer(name)}

    def _is_harmless(self, names: Sequence[str]) -> bool:
        return self.unless is not None and any(self.unless.search(name) for name in names)


@dataclass(frozen=True)
class Candidate:
    """A guess of the recogniser."""

    label: str
    probability: float


@dataclass(frozen=True)
class Item:
    """Something in the diary. `names`: of the food in every language there is; `said`: what she wrote.

    `id`: whatever the caller knows it by. `grams`: the high end of its weight.
    """

    id: str
    names: Sequence[str] = ()
    said: str = ""
    label: str = ""
    grams: float = 0.0
    per_100g: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Caution:
    """One rule that spoke, and of what. `values`: what decided, where a value did."""

    rule: Rule
    because: tuple[str, ...]
    values: Mapping[str, float] = field(default_factory=dict)
    is_certain: bool = True
    """False where only a guess of the recogniser stands behind it."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return the rules in the order of the file."""
    return tuple(_rule(row) for row in rules("cautions"))


def rule_of(rule_id: str) -> Rule:
    """Return one rule. Raises StopIteration where there is none of this id: a programming error."""
    return next(rule for rule in all_rules() if rule.id == rule_id)


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        row["id"],
        row["version"],
        Level(row["level"]),
        frozenset(row["labels"]),
        _any_of(row["words"]),
        _any_of(row["unless"]),
        {"alcohol_g": row["alcohol_g_per_100g"]} if "alcohol_g_per_100g" in row else {},
        {"retinol_ug": row["retinol_ug"]} if "retinol_ug" in row else {},
        row["says"],
        row["source"],
        row["checked"],
    )


def _any_of(words: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{word})" for word in words), re.IGNORECASE) if words else None


def of_candidates(candidates: Sequence[Candidate], added: Rules = NO_RULES) -> list[Caution]:
    """Return what to say about a photo: any of the first five guesses with at least a tenth of the probability.

    `added`: which rules concern labels that the rules themselves do not know.
    """
    likely = [
        guess.label for guess in list(candidates)[:CANDIDATES] if guess.probability >= LEAST_PROBABILITY
    ]
    found = []
    for rule in all_rules():
        labels = tuple(label for label in likely if rule.is_about(label, added))
        if labels:
            found.append(Caution(rule, labels, is_certain=False))
    return in_order(found)


def of_items(items: Iterable[Item], added: Rules = NO_RULES) -> list[Caution]:
    """Return what to say about what is in the diary, each rule once with the ids of all items it is about.

    `added`: as `of_candidates` has it.
    """
    items = list(items)
    found = []
    for rule in all_rules():
        about = tuple(item.id for item in items if _concerns(rule, item, added))
        if about:
            found.append(Caution(rule, about))
    return in_order(found)


def _concerns(rule: Rule, item: Item, added: Rules) -> bool:
    if rule.is_about(item.label, added) or rule.speaks_of(item.names, item.said):
        return True
    if any(item.per_100g.get(name, 0.0) > most for name, most in rule.per_100g.items()):
        return True
    return any(item.per_100g.get(name, 0.0) * item.grams / 100 > most for name, most in rule.per_item.items())


def of_caffeine(of_day: Amount | None, standard: Standard) -> Caution | None:
    """Return what to say where a day's caffeine, supplements included, may lie above the limit: its high end counts."""
    limit = CAFFEINE_LIMIT_MG[standard]
    if of_day is None or of_day.high <= limit:
        return None
    values = {CAFFEINE: of_day.value, "high": of_day.high, "limit": limit}
    return Caution(rule_of(CAFFEINE_RULE), (), values, is_certain=of_day.low > limit)


def in_order(found: Iterable[Caution]) -> list[Caution]:
    """Return cautions with what matters most first, otherwise in the order of the rules."""
    return sorted(found, key=lambda caution: ORDER[caution.rule.level])
