"""Reads languages by characters (Chinese, Korean): terms of the lexicon at each place, longest first."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain
from typing import Final

from ml_models.triage import numbers
from ml_models.triage.lexicon import hiding_concepts, rows, terms
from ml_models.triage.reading import Reading, Spot, concepts_before

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
        gathered: dict[str, tuple[set[str], set[str]]] = {}
        for concept, term in terms(language):
            form = self._form(term)
            anywhere, at_start = gathered.setdefault(form.removeprefix("^"), (set(), set()))
            (at_start if form.startswith("^") else anywhere).add(concept)
        # Concepts of a term wherever it stands, and those that it has at the start of a word.
        self._concepts = {
            term: (tuple(sorted(anywhere)), (*sorted(anywhere), *sorted(at_start)))
            for term, (anywhere, at_start) in gathered.items()
        }
        lengths: dict[str, set[int]] = {}
        for term in gathered:
            lengths.setdefault(term[: 4 if len(term) >= 4 else 2], set()).add(len(term))
        self._lengths = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}
        self._openings = frozenset(term[:2] for term in gathered)
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
        at, size, openings = 0, len(text), self._openings
        while at < size:
            sign = text[at]
            after = at + 1
            if text[at : at + 2] in openings or sign in openings:
                after = self._terms_at(text, at, at in starts, spots) or after
            if sign.isalpha():
                pass
            elif sign.isdigit():
                after = max(after, self._number(text, at, spots))
            elif sign in _SENTENCE_ENDS:
                sentences.append(after)
            elif sign in _CLAUSE_ENDS:
                clauses.append(after)
            at = after
        return text, Reading(spots, sentences, clauses, _REACH[self._language])

    def _terms_at(self, text: str, at: int, starts: bool, spots: list[Spot]) -> int:
        """Note every term that starts here, longest first, up to one that hides what stands inside it."""
        lengths, left = self._lengths, len(text) - at
        openings = text[at : at + 4], text[at : at + 2], text[at]
        for length in chain(*(lengths[opening] for opening in openings if opening in lengths)):
            found = self._concepts.get(text[at : at + length])
            if found and length <= left:
                concepts = found[starts]
                spots += [(concept, at, at + length) for concept in concepts]
                if not self._hiding.isdisjoint(concepts):
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
        near = concepts_before(spots, at, 4 * _REACH[self._language])
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
