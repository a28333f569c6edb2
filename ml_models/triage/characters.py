"""Reads languages by characters (Chinese, Korean): terms of the lexicon at each place, longest first."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ml_models.triage import numbers
from ml_models.triage.lexicon import hiding_concepts, rows, terms
from ml_models.triage.reading import Reading, Spot

_NUMBER: Final = re.compile(r"\d{1,6}(?:[.,/]\d{1,6})*")
_SENTENCE_ENDS: Final = frozenset(".!?;\n。！？；")
_CLAUSE_ENDS: Final = frozenset(",，、~")
# How many units one English word takes.
_REACH: Final = {"zh": 1.6, "ko": 6.0}
# A term may start with the consonant that ends a syllable: ㄴ데 fits 는데, 은데, 픈데.
_FINALS: Final = str.maketrans({"ㄴ": "\u11ab", "ㄹ": "\u11af", "ㅁ": "\u11b7", "ㅂ": "\u11b8"})


class CharacterReader:
    """Finds the concepts of one language in folded text. Korean is read in its single letters (jamo).

    In Korean a term fits every ending that goes on from its letters: 아프 fits 아픈데, 아파 fits 아팠어요.
    `^` before a term asks for the start of a word.
    """

    def __init__(self, language: str) -> None:
        """Load the lexicon."""
        self._language = language
        self._hiding = hiding_concepts()
        self._terms: dict[str, dict[str, tuple[str, ...]]] = {}
        gathered: dict[str, set[str]] = {}
        for concept, term in terms(language):
            gathered.setdefault(self._form(term), set()).add(concept)
        self._lengths: dict[str, tuple[int, ...]] = {}
        lengths: dict[str, set[int]] = {}
        self._concepts: dict[str, tuple[str, ...]] = {}
        self._bound: dict[str, tuple[str, ...]] = {}
        for term, concepts in gathered.items():
            bare = term.removeprefix("^")
            table = self._bound if term.startswith("^") else self._concepts
            table[bare] = tuple(sorted(concepts))
            lengths.setdefault(bare[:2], set()).add(len(bare))
        self._lengths = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}
        self._simplified = str.maketrans(
            {row["traditional"]: row["simplified"] for row in rows("lexicon/zh_traditional.csv")}
        )

    def _form(self, text: str) -> str:
        if self._language == "ko":
            return unicodedata.normalize("NFD", text.translate(_FINALS)).replace(" ", "")
        return text.replace(" ", "")

    def read(self, folded: str) -> tuple[str, Reading]:
        """Return the text in the form that was read (its signs are the units), and the concepts in it."""
        if self._language == "zh":
            folded = folded.translate(self._simplified)
            text, starts = _without_spaces(folded)
        else:
            text, starts = _without_spaces(unicodedata.normalize("NFD", folded))
        spots: list[Spot] = []
        sentences: list[int] = []
        clauses: list[int] = []
        at, size, lengths = 0, len(text), self._lengths
        while at < size:
            sign = text[at]
            after = at + 1
            found = lengths.get(text[at : at + 2], ()) + lengths.get(sign, ())
            if found:
                after = self._terms_at(found, text, at, at in starts, spots) or after
            if sign.isdigit():
                after = max(after, self._number(text, at, spots))
            elif sign in _SENTENCE_ENDS:
                sentences.append(after)
            elif sign in _CLAUSE_ENDS:
                clauses.append(after)
            at = after
        return text, Reading(spots, sentences, clauses, _REACH[self._language])

    def _terms_at(self, lengths: tuple[int, ...], text: str, at: int, starts: bool, spots: list[Spot]) -> int:
        for length in lengths:
            term = text[at : at + length]
            concepts = self._concepts.get(term, ())
            if starts:
                concepts += self._bound.get(term, ())
            spots += [(concept, at, at + length) for concept in concepts]
            if concepts and not self._hiding.isdisjoint(concepts):
                return at + length
        return 0

    def _number(self, text: str, at: int, spots: list[Spot]) -> int:
        match = _NUMBER.match(text, at)
        if match is None:
            return at + 1
        tail = unicodedata.normalize("NFC", text[match.end() : match.end() + 12])
        unit = next((unit for unit in numbers.UNITS if tail.startswith(unit)), "")
        if tail.startswith("+") and ("周" in tail or "주" in tail):
            unit = "周"
        near = {concept for concept, _, end in spots if at - end <= 4 * _REACH[self._language]}
        said = bool(near & {"temperature_word", "fever"})
        found = numbers.concepts_of(match[0], unit, said, bool(near & {"heart", "heart_said"}))
        spots += [(concept, at, match.end()) for concept in found]
        return match.end()


def _without_spaces(text: str) -> tuple[str, frozenset[int]]:
    """Return the text without blanks (people set them as they like), and the places where a word began."""
    starts, size, words = {0}, 0, text.replace("\n", " \n ").split(" ")
    for word in words:
        starts.add(size)
        size += len(word)
    return "".join(words), frozenset(starts)
