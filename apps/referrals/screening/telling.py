"""What a description can tell that matters: of most it tells nothing, and is then not looked at again.

In a description only some words count (a refused ingredient, slimming, a disease, what feeds a child), and each begins
with finding one word: the longest of its term. So words are remembered with what they may stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Final, NamedTuple, Protocol

from apps.referrals.screening import ingredients, never, tables
from apps.referrals.screening.concerns import MILKS, NEEDS_COMPANY
from apps.referrals.screening.gates import MOST_REMEMBERED, SHORTEST_GUESS, Remembered
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
FIRST, SECOND, LONGEST = 1 << 16, 1 << 17, 1 << 18
"""The word may be the first, or the second, half of one that stands cut in two; or the longest of a term of several."""
ORDINARY: Final = frozenset(
    "comfort feeding first from ground like mother morning natural number only organic product second step suitable".split()
)
"""Words that stand in many texts: a term is rather looked for by another of its words."""
TOLD: Final = FIRST - 1
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


class Part(NamedTuple):
    """The terms of a lexicon that matter, with what they stand for. `alone`: those of one word; `longer`: by the longest
    of several, and which of them that is; `firsts`, `seconds`: halves of words that may stand cut in two."""

    known: Callable[[str], str]
    alone: dict[str, int]
    longer: dict[str, list[tuple[tuple[str, ...], int, int]]]
    firsts: frozenset[str]
    seconds: frozenset[str]


class Longer(NamedTuple):
    """A term that is looked for at its longest word, `place`: first it is asked which word stands `beside` it."""

    known: Callable[[str], str]
    beside: int
    word: str
    term: tuple[str, ...]
    place: int
    told: int


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
        self._codes = Remembered(self._of_word)
        self._terms: dict[str, list[Longer]] = {}
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
            codes = list(map(self._codes.__getitem__, said.raw_words))
            bits = 0
            for code in set(codes):
                bits |= code
            if bits & LONGEST:
                bits |= self._longer(said.stems, codes)
            if bits & FIRST and bits & SECOND:
                bits |= self._joined(said.stems, codes)
            if not said.flat.isascii():
                bits |= self._of_east(said.flat)
            said.told = bits & TOLD
        return said.told

    def _longer(self, stems: list[str], codes: list[int]) -> int:
        """Return what terms of several words stand for, each found by its longest."""
        bits, remembered, count = 0, self._terms, len(stems)
        for at in [at for at, code in enumerate(codes) if code & LONGEST]:
            own = stems[at]
            terms = remembered.get(own)
            if terms is None:
                terms = remembered[own] = self._begun_by(own)
            for known, beside, word, term, place, told in terms:
                if 0 <= at + beside < count and known(stems[at + beside]) == word:
                    if told & ~bits and _stands(term, stems, at - place, known):
                        bits |= told
        return bits

    def _begun_by(self, own: str) -> list[Longer]:
        if len(self._terms) > MOST_REMEMBERED:
            self._terms.clear()
        return [
            Longer(part.known, -1 if place else 1, term[place - 1] if place else term[1], term, place, told)
            for part in self._parts
            for term, place, told in part.longer.get(part.known(own), ())
        ]

    def _joined(self, stems: list[str], codes: list[int]) -> int:
        """Return what long words stand for that are cut in two."""
        bits, last = 0, len(stems) - 1
        halves = [at for at, code in enumerate(codes) if code & FIRST]
        for at in halves:
            if at < last and codes[at + 1] & SECOND:
                first, second = stems[at], stems[at + 1]
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
        own, code = stem(word), 0
        if own.isdigit() and own not in self._numbers:
            return 0
        for part in self._parts:
            known = part.known(own)
            code |= part.alone.get(known, 0)
            if known in part.longer:
                code |= LONGEST
            if known in part.firsts:
                code |= FIRST
            if known in part.seconds:
                code |= SECOND
        return code


def _stands(term: tuple[str, ...], stems: list[str], at: int, known: Callable[[str], str]) -> bool:
    if not 0 <= at <= len(stems) - len(term):
        return False
    return all(known(stems[at + place]) == word for place, word in enumerate(term))


def _part(lexicon: Own, bits: dict[str, int]) -> Part:
    alone: dict[str, int] = {}
    longer: dict[str, list[tuple[tuple[str, ...], int, int]]] = {}
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
