"""How well it does: found, right category, let through; rules alone, learned alone, both (docs/clinical/triage.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ml_models.triage import model
from ml_models.triage.checking import check, features_of, judged_by, rule_findings
from ml_models.triage.findings import CATEGORIES
from ml_models.triage.training import SEED, Phrase, fit, phrases

FOLDS: Final = 5
LEFT_OUT: Final = 3
Finder = Callable[[Phrase], set[str]]
Maker = Callable[[str, model.Model], Finder]


@dataclass
class Score:
    """Counts over phrases; shares are NaN where there was nothing to count."""

    positives: int = 0
    found: int = 0
    right: int = 0
    harmless: int = 0
    let_through: int = 0

    def add(self, phrase: Phrase, categories: set[str]) -> None:
        """Count one phrase."""
        if phrase.label == "none":
            self.harmless += 1
            self.let_through += not categories
        else:
            self.positives += 1
            self.found += bool(categories)
            self.right += phrase.label in categories

    def shares(self) -> dict[str, float]:
        """Return the three figures, from 0 to 1."""
        return {
            "found": self.found / self.positives if self.positives else float("nan"),
            "right_category": self.right / self.positives if self.positives else float("nan"),
            "let_through": self.let_through / self.harmless if self.harmless else float("nan"),
        }

    def __str__(self) -> str:
        return "  ".join(f"{name} {share:.3f}" for name, share in self.shares().items())


def score(given: Iterable[Phrase], finder: Finder) -> Score:
    """Return the score of one way to find."""
    counted = Score()
    for phrase in given:
        counted.add(phrase, finder(phrase))
    return counted


def by_category(given: Sequence[Phrase], finder: Finder) -> dict[str, Score]:
    """Return scores by the category that a phrase belongs to or looks like."""
    return {
        name: score([phrase for phrase in given if phrase.near == name], finder)
        for name in (*CATEGORIES, "none")
    }


def whole(language: str) -> Finder:
    """Return the check as it is used, with the committed weights."""
    return lambda phrase: {finding.category for finding in check(phrase.text, language)}


def rules_alone(language: str) -> Finder:
    """Return the rules without what was learned."""
    return lambda phrase: rule_findings(phrase.text, language)


def learned_alone(language: str, learned: model.Model, least: float) -> Finder:
    """Return what was learned, without the rules."""

    def find(phrase: Phrase) -> set[str]:
        chances = learned.probabilities(features_of(phrase.text, language))
        return {CATEGORIES[int(chances[: model.NONE].argmax())]} if 1 - chances[model.NONE] > least else set()

    return find


def joined(language: str, learned: model.Model) -> Finder:
    """Return the whole check with other weights than the committed ones."""
    return lambda phrase: {category for category, _, _ in judged_by(phrase.text, {language: learned})}


def cross_validate(language: str, makers: Sequence[Maker]) -> list[Score]:
    """Score the tables' phrases, each fifth by a model that was fitted without it (and with all own wordings)."""
    table = phrases(f"tables/red_flags_{language}.csv")
    order = np.random.default_rng(SEED).permutation(len(table))
    return _held_out(
        language, table, [{int(at) for at in order[fold::FOLDS]} for fold in range(FOLDS)], makers
    )


def without_category(language: str, makers: Sequence[Maker]) -> list[Score]:
    """Score each category's phrases of the table by a model that saw none of them (three categories at a time)."""
    table = phrases(f"tables/red_flags_{language}.csv")
    groups = [CATEGORIES[first : first + LEFT_OUT] for first in range(0, len(CATEGORIES), LEFT_OUT)]
    held = [{at for at, phrase in enumerate(table) if phrase.near in names} for names in groups]
    return _held_out(language, table, held, makers)


def _held_out(
    language: str, table: Sequence[Phrase], parts: Sequence[set[int]], makers: Sequence[Maker]
) -> list[Score]:
    own = phrases(f"wordings/{language}.csv")
    scores = [Score() for _ in makers]
    for held in parts:
        learned = fit([phrase for at, phrase in enumerate(table) if at not in held] + own, language)
        for counted, make in zip(scores, makers, strict=True):
            finder = make(language, learned)
            for at in sorted(held):
                counted.add(table[at], finder(table[at]))
    return scores
