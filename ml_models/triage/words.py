"""Reads languages that set words apart (English): words, their misspellings, phrases, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ml_models.triage import numbers
from ml_models.triage.lexicon import hiding_concepts, rows, terms
from ml_models.triage.reading import Mark, Reading
from ml_models.triage.spelling import Spelling

_TOKEN: Final = re.compile(r"[a-z]+|\d{1,6}(?:[.,/]\d{1,6})*|[.!?;\n]|,")
_SENTENCE_ENDS: Final = frozenset(".!?;\n")
_CLAUSE_ENDS: Final = frozenset(",")
# Words that may stand inside a phrase of the lexicon without changing it.
_FILLERS: Final = frozenset(
    {
        "a",
        "an",
        "the",
        "my",
        "really",
        "very",
        "so",
        "just",
        "quite",
        "this",
        "that",
        "some",
        "even",
        "been",
        "be",
    }
    | {
        "is",
        "are",
        "was",
        "to",
        "of",
        "in",
        "at",
        "it",
        "and",
        "her",
        "his",
        "your",
        "our",
        "such",
        "properly",
    }
    | {"also", "like", "um", "uh"}
)
_MOST_FILLERS: Final = 2
_MOST_KNOWN: Final = 50_000  # words remembered, so that a stranger's words cannot fill the memory

# Concepts of the word alone; by the second word of a phrase: (words after it, concepts).
Entry = tuple[tuple[str, ...], dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]]


class WordReader:
    """Finds the concepts of one language in folded text."""

    def __init__(self, language: str, anchors: Iterable[str]) -> None:
        """Load the lexicon. `anchors` are the concepts without which no rule can hold."""
        phrases: dict[str, dict[tuple[str, ...], set[str]]] = {}
        vocabulary: set[str] = set()
        for concept, term in terms(language):
            first, *rest = term.split()
            phrases.setdefault(first, {}).setdefault(tuple(rest), set()).add(concept)
            vocabulary.update((first, *rest))
        self._entries = {first: _entry(found) for first, found in phrases.items()}
        self._vocabulary = frozenset(vocabulary)
        real = [row["word"] for row in rows(f"lexicon/{language}_real_words.csv")]
        self._spelling = Spelling(vocabulary - _FILLERS, real)
        self._corrected: dict[str, str] = {}
        self._hiding = hiding_concepts()
        anchors = frozenset(anchors)
        self._anchors = frozenset(
            max((first, *rest), key=len)  # the longest word of a phrase is the rarest
            for first, found in phrases.items()
            for rest, of in found.items()
            if of & anchors
        )

    def tokens(self, folded: str) -> list[str]:
        """Return words, numbers and the signs that end clauses, with misspelt words as they were meant."""
        found = _TOKEN.findall(folded.replace("'", ""))
        known, corrected = self._vocabulary, self._corrected
        return [token if token in known else corrected.get(token) or self._correct(token) for token in found]

    def _correct(self, token: str) -> str:
        if not token[0].isalpha():
            return token
        meant = self._spelling.correct(token) or token
        if len(self._corrected) >= _MOST_KNOWN:
            self._corrected.clear()
        self._corrected[token] = meant
        return meant

    def speaks_of_symptoms(self, tokens: list[str]) -> bool:
        """Say whether anything is worth a closer look: most messages end here."""
        return not self._anchors.isdisjoint(tokens) or any(token[0].isdigit() for token in tokens)

    def read(self, tokens: list[str]) -> Reading:
        """Return the concepts. A phrase may hide what its words mean alone (lexicon/concepts.csv)."""
        marks: list[Mark] = []
        sentences: list[int] = []
        clauses: list[int] = []
        at, entries = 0, self._entries
        while at < len(tokens):
            token = tokens[at]
            after = at + 1
            if token in _SENTENCE_ENDS:
                sentences.append(after)
            elif token in _CLAUSE_ENDS:
                clauses.append(after)
            elif token[0].isdigit():
                marks += self._number(tokens, at, marks)
            if entry := entries.get(token):
                after = self._phrases(entry, tokens, at, marks)
            at = after
        return Reading(marks, sentences, clauses)

    def _phrases(self, entry: Entry, tokens: list[str], at: int, marks: list[Mark]) -> int:
        """Mark every phrase that starts here, longest first, up to one that hides the words inside it."""
        alone, by_second = entry
        if by_second:
            found: list[tuple[int, tuple[str, ...]]] = []
            second = at + 1
            for skipped in range(_MOST_FILLERS + 1):
                if second >= len(tokens):
                    break
                for rest, concepts in by_second.get(tokens[second], ()):
                    if end := _follow(rest, tokens, second + 1, skipped):
                        found.append((end, concepts))
                if tokens[second] not in _FILLERS:
                    break
                second += 1
            for end, concepts in sorted(found, reverse=True):
                marks += [Mark(concept, at, end) for concept in concepts]
                if not self._hiding.isdisjoint(concepts):
                    return end
        marks += [Mark(concept, at, at + 1) for concept in alone]
        return at + 1

    def _number(self, tokens: list[str], at: int, marks: list[Mark]) -> list[Mark]:
        near = {mark.concept for mark in marks if at - mark.end <= 4}
        after = next((token for token in tokens[at + 1 : at + 2]), "")
        if after.isdigit() and tokens[at + 2 : at + 3] and tokens[at + 2] in numbers.WEEKS:  # 38+2 weeks
            after = "weeks"
        number = tokens[at]
        if after == "over" and tokens[at + 2 : at + 3]:  # 150 over 95
            number = f"{number}/{tokens[at + 2]}"
        said = bool(near & {"temperature_word", "fever"})
        found = numbers.concepts_of(number, after, said, bool(near & {"heart", "heart_said"}))
        return [Mark(concept, at, at + 1) for concept in found]


def _entry(found: dict[tuple[str, ...], set[str]]) -> Entry:
    by_second: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for rest, concepts in found.items():
        if rest:
            by_second.setdefault(rest[0], []).append((rest[1:], tuple(sorted(concepts))))
    return tuple(sorted(found.get((), ()))), by_second


def _follow(rest: tuple[str, ...], tokens: list[str], at: int, skipped: int) -> int:
    """Return the unit after the phrase, 0 where it does not go on so. A few fillers may stand in between."""
    for word in rest:
        while at < len(tokens) and tokens[at] != word and tokens[at] in _FILLERS and skipped < _MOST_FILLERS:
            at += 1
            skipped += 1
        if at >= len(tokens) or tokens[at] != word:
            return 0
        at += 1
    return at
