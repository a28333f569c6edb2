"""What a description can tell that matters: of most it tells nothing, and is then not looked at again.

In a description only some words count (a refused ingredient, slimming, a disease, what feeds a child), and each begins
with finding one word: the longest of its term. So words are remembered with what they may stand for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Final, NamedTuple, Protocol

from apps.referrals.screening import ingredients, never, tables
from apps.referrals.screening.concerns import MILKS, NEEDS_COMPANY
from apps.referrals.screening.gates import SHORTEST_GUESS, Remembered
from apps.referrals.screening.normal import Text, stem
from apps.referrals.screening.sieve import Sieve, literal
from apps.referrals.screening.tables import Ingredient, Term
from apps.referrals.screening.verdicts import BLOCK

NEVER: Final = 1 << 0
DISEASE: Final = 1 << 1
FEEDING: Final = 1 << 2
"""A substitute, likeness with breast milk, how a child is fed."""
REFUSED: Final = {
    "cosmetic": 1 << 3,
    "food": 1 << 4,
    "supplement": 1 << 5,
    "household": 1 << 6,
    "other": 1 << 7,
}
"""An ingredient that is refused in a kind of product, or in those that are judged like it."""
ALONE, LONGEST, FIRST, SECOND = 1, 2, 4, 8
"""A word's mark: it may be a term, the longest word of one of several, the first or the second half of a long word that
stands cut in two."""
MARKED: Final = re.compile(
    rb"[\1-\7\x09-\x0f](?:(?<=[\1-\3\5-\7\x09-\x0b\x0d-\x0f])|(?=[\x08-\x0f]))",
)
"""Halves count beside each other only."""
ORDINARY: Final = frozenset(
    {
        "comfort", "feeding", "first", "from", "ground", "like", "mother", "morning", "natural", "number", "only",
        "organic", "product", "second", "step", "suitable",
    }
)  # fmt: skip
"""Words that stand in many texts: a term is rather looked for by another of its words."""
BABY: Final = ("claim", "feeding_signs")


class Own(Protocol):
    """What is asked of a lexicon here."""

    guesses: bool
    entries: dict[str, tuple[Any, ...]]

    def known(self, word: str) -> str:
        """Return the word that is meant."""

    def latin(self, terms: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield those terms that are of Latin words, with these."""

    def east(self, terms: Iterable[str]) -> Iterator[str]:
        """Yield those terms that are Chinese or Korean."""


Longer = tuple[tuple[str, ...], int, int]
"""A term, at which of its words it is looked for, and what it may tell."""


class Part(NamedTuple):
    """The terms of a lexicon that matter, with what they stand for. `alone`: those of one word; `longer`: by the longest
    of several, and which of them that is; `firsts`, `seconds`: halves of words that may stand cut in two."""

    known: Callable[[str], str]
    alone: dict[str, int]
    longer: dict[str, list[Longer]]
    firsts: frozenset[str]
    seconds: frozenset[str]


class Beside(NamedTuple):
    """Terms that are looked for at a word, by the word that stands before it, -1, or behind it, 1."""

    known: Callable[[str], str]
    place: int
    terms: dict[str, list[Longer]]


class Telling:
    """Answers what a text may tell."""

    def __init__(self, asked: Iterable[tuple[Own, Callable[[str, tuple[Any, ...]], int]]]) -> None:
        self._east = Sieve()
        eastern: dict[int, list[str]] = {}
        self._parts: list[Part] = []
        for lexicon, bits_of in asked:
            bits = {term: found for term, known in lexicon.entries.items() if (found := bits_of(term, known))}
            self._parts.append(_part(lexicon, bits))
            for term in lexicon.east(bits):
                eastern.setdefault(bits[term], []).append(literal(term))
        self._east_bits = list(eastern)
        for patterns in eastern.values():
            self._east.add(*patterns)
        self._marks, self._alone = Remembered(self._of_word), Remembered(self._of_term)
        self._joined = Remembered(self._of_halves)
        self._terms = Remembered(self._of_longest)
        self._numbers = frozenset(
            word
            for part in self._parts
            for words in (part.alone, part.longer, part.firsts, part.seconds)
            for word in words
            if word.isdigit()
        )

    def of(self, said: Text) -> int:
        """Return what a text may tell; of what is not there it is certain that it does not. Remembered in the text."""
        if said.told is None:
            words = said.raw_words
            marks = bytes(map(self._marks.__getitem__, words))
            every, places = 0, []
            for found in MARKED.finditer(marks):
                at, bits = found.start(), 0
                mark = marks[at]
                if mark & ALONE:
                    bits |= self._alone[words[at]]
                if mark & LONGEST:
                    bits |= self._longer(words, at)
                if mark & FIRST and at + 1 < len(words):
                    bits |= self._joined[f"{words[at]} {words[at + 1]}"]
                if bits:
                    every |= bits
                    places.append((at, bits))
            said.told_at = places
            if not said.flat.isascii() and (eastern := self._of_east(said.flat)):
                every |= eastern
                said.told_at = None
            said.told = every
        return said.told

    def _of_term(self, word: str) -> int:
        """Return what a word stands for."""
        own, bits = stem(word), 0
        for part in self._parts:
            bits |= part.alone.get(part.known(own), 0)
        return bits

    def _longer(self, words: list[str], at: int) -> int:
        """Return what terms of several words stand for, of which this is the longest."""
        terms = self._terms[words[at]]
        bits, count = 0, len(words)
        for known, place, by_word in terms:
            if 0 <= at + place < count:
                for term, own, told in by_word.get(known(stem(words[at + place])), ()):
                    if _stands(term, words, at - own, known):
                        bits |= told
        return bits

    def _of_longest(self, word: str) -> list[Beside]:
        found, own = [], stem(word)
        for part in self._parts:
            sides: dict[int, dict[str, list[Longer]]] = {}
            for term, place, told in part.longer.get(part.known(own), ()):
                side = -1 if place else 1
                sides.setdefault(side, {}).setdefault(term[place + side], []).append((term, place, told))
            found += [Beside(part.known, side, by_word) for side, by_word in sides.items()]
        return found

    def _of_halves(self, pair: str) -> int:
        """Return what long words stand for that are cut in two at the space."""
        bits, (first, second) = 0, map(stem, pair.split(" "))
        for part in self._parts:
            if part.firsts:
                bits |= part.alone.get(part.known(first) + part.known(second), 0)
        return bits

    def _of_east(self, flat: str) -> int:
        bits, found = 0, self._east.of(flat)
        for place, own in enumerate(self._east_bits):
            if found >> place & 1:
                bits |= own
        return bits

    def _of_word(self, word: str) -> int:
        own, mark = stem(word), 0
        if own.isdigit() and own not in self._numbers:
            return 0
        for part in self._parts:
            known = part.known(own)
            mark |= ALONE * (known in part.alone)
            mark |= LONGEST * (known in part.longer)
            mark |= FIRST * (known in part.firsts)
            mark |= SECOND * (known in part.seconds)
        return mark


def _stands(term: tuple[str, ...], words: list[str], at: int, known: Callable[[str], str]) -> bool:
    if not 0 <= at <= len(words) - len(term):
        return False
    return all(known(stem(words[at + place])) == word for place, word in enumerate(term))


def _part(lexicon: Own, bits: dict[str, int]) -> Part:
    alone: dict[str, int] = {}
    longer: dict[str, list[Longer]] = {}
    for term, words in lexicon.latin(bits):
        longest = max(words, key=lambda word: (word not in ORDINARY, len(word)))
        if len(words) == 1:
            alone[longest] = alone.get(longest, 0) | bits[term]
        else:
            longer.setdefault(longest, []).append((words, words.index(longest), bits[term]))
    halved = [word for word in alone if lexicon.guesses and len(word) >= SHORTEST_GUESS]
    firsts = frozenset(word[:at] for word in halved for at in range(1, len(word)))
    seconds = frozenset(word[at:] for word in halved for at in range(1, len(word)))
    return Part(lexicon.known, alone, longer, firsts, seconds)


@cache
def _telling() -> Telling:
    return Telling(
        (
            (tables.substitutes(), _of_substitute),
            *((tables.shapes("substitute", name), lambda _term, _entries: FEEDING) for name in BABY),
            *zip(never.lexicons(), (_of_never, lambda _term, _entries: DISEASE), strict=True),
            (tables.ingredients(), _of_ingredient),
        )
    )


def of(said: Text) -> int:
    """Return what a description may tell."""
    return _telling().of(said)


def places(said: Text, bits: int) -> list[int] | None:
    """Return the words of a description at which it may tell one of some things; None: it may be anywhere."""
    of(said)
    return None if said.told_at is None else [at for at, told in said.told_at if told & bits]


def refused(kind: str) -> int:
    """Return the bit of what is refused in a kind of product."""
    return REFUSED.get(ingredients.like(kind), REFUSED["other"])


def _of_substitute(term: str, entries: tuple[Term, ...]) -> int:
    kinds = {one.kind for one in entries if one.verdict == BLOCK}
    return FEEDING if kinds & (MILKS | {"bottle_teat"}) and not NEEDS_COMPANY.match(term) else 0


def _of_never(_term: str, entries: tuple[tuple[str, str], ...]) -> int:
    return NEVER if any(never.counts_described(*one) for one in entries) else 0


def _of_ingredient(_term: str, entries: tuple[Ingredient, ...]) -> int:
    return sum(bit for kind, bit in REFUSED.items() if ingredients.may_be_refused(entries, kind))
