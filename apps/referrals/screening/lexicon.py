"""Terms found in a text: whole words in Latin letters, parts of the text in Chinese and Korean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, Generic, NamedTuple, TypeVar

from apps.referrals.screening.gates import MOST_REMEMBERED, SHORTEST_GUESS, Begun, Remembered, gates
from apps.referrals.screening.normal import EAST, HANGUL, Text, leet, spelling, stem, text

T = TypeVar("T")
Latin = dict[str, list[tuple[tuple[str, ...], str]]]
"""The terms of Latin words, in words, by the first of them."""
KOREAN: Final = re.compile(f"[{HANGUL}]")
NEVER_GUESSED: Final = frozenset(
    {"similar", "simile", "formal", "illumine", "nutrition", "bobbin", "format", "formulate"}
)

NEVER_JOINED: Final = frozenset({"byheart"})
"""A name that is two common words."""
NONE: Final[tuple[Any, ...]] = ()
NO_LONGER: Final[dict[str, list[tuple[tuple[str, ...], str]]]] = {}


class Hit(NamedTuple, Generic[T]):
    """A term that was found, and where in the flat text."""

    start: int
    end: int
    term: str
    entries: tuple[T, ...]


class Lexicon(Generic[T]):
    """Terms with what is known of them. Of terms inside of each other the longest counts."""

    def __init__(self, terms: Iterable[tuple[str, T]], *, guess: bool = False) -> None:
        by_term: dict[str, list[T]] = defaultdict(list)
        for term, entry in terms:
            by_term[spelling(term)].append(entry)
        self._latin: Latin = defaultdict(list)
        self._east: dict[str, list[str]] = defaultdict(list)
        self.entries = {term: tuple(entries) for term, entries in by_term.items()}
        for term in self.entries:
            if EAST.search(term):
                self._east[term[:2].replace(" ", "")[:2] or term].append(term)
            elif words := tuple(text(term).stems):
                self._latin[words[0]].append((words, term))
        for found in self._latin.values():
            found.sort(key=lambda one: -len(one[0]))
        self._most_words = max((len(own) for found in self._latin.values() for own, _ in found), default=0)
        self._alone = _alone(self._latin)
        self._longer = _longer(self._latin)
        self._words = frozenset(word for found in self._latin.values() for own, _ in found for word in own)
        self._guesses = _deletions(self._latin) if guess else {}
        self._halves = _halves(self._latin) if guess else frozenset()
        begins = "".join(sorted({key[0] for key in self._east}))
        self._east_begins = re.compile(f"[{re.escape(begins)}]" if begins else r"(?!)")
        self.guesses = guess
        self.known = lru_cache(maxsize=MOST_REMEMBERED)(self._read)
        self._meant = Remembered(lambda word: self.known(stem(word)))
        self.bit = gates.add(self)

    def exact(self, said: str) -> tuple[T, ...]:
        """Return what is known of a text that is one term and nothing else."""
        flat = spelling(said)
        if flat in self.entries:
            return self.entries[flat]
        words = tuple(map(self.known, text(said).stems))
        if EAST.search(flat) or not words:
            return ()
        return next((self.entries[term] for own, term in self._latin.get(words[0], ()) if own == words), ())

    def find(self, said: Text) -> tuple[Hit[T], ...]:
        """Return the terms in a text, in their order, without those that lie inside of others. Remembered in the text."""
        gate = said.gate
        if gate is None or gate.lexicons != gates.count:
            gate = gates.of(said)
        return gate.found.get(self.bit, NONE)  # type: ignore[no-any-return]

    def find_at(self, said: Text, places: Iterable[int]) -> tuple[Hit[T], ...]:
        """Return the terms that have one of some words of a text in them, as `find` does (and some that have not)."""
        starts = {at - back for at in places for back in range(min(at + 1, self._most_words))}
        words, hits = said.raw_words, []
        for at in sorted(starts):
            begun = gates.begun(words[at], self)
            if begun is not None and (hit := self.hit(said, at, begun)) is not None:
                hits.append(hit)
        return tuple(self.outermost(hits))

    def latin(self, terms: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield those terms that are of Latin words, with these."""
        for term in terms:
            if not EAST.search(term) and (words := tuple(text(term).stems)):
                yield term, words

    def east(self, terms: Iterable[str]) -> Iterator[str]:
        """Yield those terms that are Chinese or Korean."""
        return (term for term in terms if EAST.search(term))

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers that begin terms, or long words."""
        return frozenset(word for word in (*self._latin, *self._halves) if word.isdigit())

    def begun(self, word: str) -> Begun | None:
        """Return what a word may begin; None: nothing."""
        first = self.known(word)
        if first not in self._latin and first not in self._halves:
            return None
        alone = self._alone.get(first)
        return Begun(self, first, alone, self._longer.get(first, NO_LONGER), self.guesses and alone is None)

    def goes_on(self, begun: Begun, following: str) -> bool:
        """Say whether what a word begins may be a term where another word, or none, follows; False is certain."""
        if begun.alone is not None or not following:
            return begun.alone is not None
        second = self._means(following)
        return second in begun.longer or (begun.may_join and self._joined(begun.first, second) is not None)

    def opens(self, pair: str) -> bool:
        """Say whether a Chinese or Korean term may begin with a pair of characters, or one of them."""
        return pair in self._east

    def hit(self, said: Text, at: int, begun: Begun) -> Hit[T] | None:
        """Return the longest term that does begin at a word of a text, or is cut in two there; None: none."""
        words, term, length = said.raw_words, begun.alone, 1
        if at + 1 < len(words) and (begun.longer or begun.may_join):
            second = self._means(words[at + 1])
            for own, longer in begun.longer.get(second, ()):
                if len(own) == 2 or self._stands(words, at, own):
                    term, length = longer, len(own)
                    break
            else:
                if begun.may_join:
                    term, length = self._joined(begun.first, second), 2
        if term is None:
            return None
        return Hit(said.span(at)[0], said.span(at + length - 1)[1], term, self.entries[term])

    def _stands(self, words: list[str], at: int, own: tuple[str, ...]) -> bool:
        """Say whether a term whose first two words stand there stands there whole."""
        length, means = len(own), self._means
        return at + length <= len(words) and all(means(words[at + k]) == own[k] for k in range(2, length))

    def _means(self, word: str) -> str:
        """Return the stem of the word that is meant. Of numbers, of which there is no end, none is remembered."""
        return word if word.isdigit() else self._meant[word]

    def _joined(self, first: str, second: str) -> str | None:
        """Return the term of one word that somebody has cut in two."""
        whole = first + second
        return None if len(whole) < SHORTEST_GUESS or whole in NEVER_JOINED else self._alone.get(whole)

    def hits_east(self, flat: str) -> list[Hit[T]]:
        """Return the Chinese and Korean terms, in no order."""
        hits: list[Hit[T]] = []
        east = self._east
        for one in self._east_begins.finditer(flat):
            at = one.start()
            for key in (flat[at : at + 2], flat[at]):
                for term in east.get(key, ()):
                    end = _end_of(flat, at, term)
                    if end and (len(term) > 1 or _stands_alone(flat, at, end)):
                        hits.append(Hit(at, end, term, self.entries[term]))
        return hits

    def outermost(self, hits: list[Hit[T]]) -> list[Hit[T]]:
        """Return terms in their order, without those that lie inside of others."""
        kept: list[Hit[T]] = []
        for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
            if kept and hit.end <= kept[-1].end:
                continue
            kept.append(hit)
        return kept

    def _read(self, word: str) -> str:
        """Return the word that is meant: digits for letters, one letter too many, too few or changed."""
        if word in self._words or word.isdigit():
            return word
        if not word.isalpha():
            meant = next((one for one in leet(word) if one.isalpha() and one in self._words), None)
            if meant is not None:
                return meant
            word = next((one for one in leet(word) if one.isalpha() and len(one) >= SHORTEST_GUESS), word)
        if self._guesses and len(word) >= SHORTEST_GUESS and word not in NEVER_GUESSED:
            for short in (word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))):
                for meant in self._guesses.get(short, ()):
                    if meant[0] == word[0] and abs(len(meant) - len(word)) <= 1:
                        return meant
        return word


def _alone(latin: Latin) -> dict[str, str]:
    """Return the terms of one word."""
    found: dict[str, str] = {}
    for word, terms in latin.items():
        for own, term in terms:
            if len(own) == 1:
                found.setdefault(word, term)
    return found


def _longer(latin: Latin) -> dict[str, dict[str, list[tuple[tuple[str, ...], str]]]]:
    """Return the terms of several words by their first word and their second, the longest first."""
    found: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
    for word, terms in latin.items():
        for own, term in terms:
            if len(own) > 1:
                found.setdefault(word, {}).setdefault(own[1], []).append((own, term))
    return found


def _halves(latin: Latin) -> frozenset[str]:
    """Return the beginnings of terms of one long word, which may stand cut in two."""
    whole = [
        word
        for word, terms in latin.items()
        if len(word) >= SHORTEST_GUESS and any(len(own) == 1 for own, _ in terms)
    ]
    return frozenset(word[:at] for word in whole for at in range(2, len(word)))


def _deletions(latin: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in latin:
        if len(word) >= SHORTEST_GUESS and word.isalpha():
            for short in (word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))):
                found[short].append(word)
    return dict(found)


def _end_of(flat: str, at: int, term: str) -> int:
    """Return where a term ends that begins here; 0 where it does not. A space in the term may be none in the text, and
    the other way round at the borders of Korean words that the term has."""
    if flat.startswith(term, at):
        return at + len(term)
    if " " in term:
        closed = term.replace(" ", "")
        if flat.startswith(closed, at):
            return at + len(closed)
    return 0


def _stands_alone(flat: str, start: int, end: int) -> bool:
    """Say whether one syllable of Korean is a word by itself; one Chinese character always is."""
    if not KOREAN.match(flat, start):
        return True
    before, after = flat[start - 1 : start], flat[end : end + 1]
    return not KOREAN.match(before) and not KOREAN.match(after)
