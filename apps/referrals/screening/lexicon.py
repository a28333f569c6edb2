"""Terms found in a text: whole words in Latin letters, parts of the text in Chinese and Korean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

from apps.referrals.screening.gates import MOST_REMEMBERED, NONE, SHORTEST_GUESS, VISITS, Gate, gates
from apps.referrals.screening.normal import HAN, HANGUL, Text, leet, spelling, stem, text

T = TypeVar("T")
Latin = dict[str, list[tuple[tuple[str, ...], str]]]
"""The terms of Latin words, in words, by the first of them."""
EAST: Final = re.compile(f"[{HAN}{HANGUL}]")
KOREAN: Final = re.compile(f"[{HANGUL}]")
NEVER_GUESSED: Final = frozenset(
    {"similar", "simile", "formal", "illumine", "nutrition", "bobbin", "format", "formulate"}
)

NEVER_JOINED: Final = frozenset({"byheart"})
"""A name that is two common words."""


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
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
        self._alone = _alone(self._latin)
        self._longer = _longer(self._latin)
        self._words = frozenset(word for found in self._latin.values() for own, _ in found for word in own)
        self._guesses = _deletions(self._latin) if guess else {}
        self._halves = _halves(self._latin) if guess else frozenset()
        begins = "".join(sorted({key[0] for key in self._east}))
        self._east_begins = re.compile(f"[{re.escape(begins)}]" if begins else r"(?!)")
        self.guesses = guess
        self.known = lru_cache(maxsize=MOST_REMEMBERED)(self._read)
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
        if not gate.opens & self.bit:
            return NONE
        found = gate.found.get(self.bit)
        if found is None:
            found = gate.found[self.bit] = self._look(said, gate)
        return found

    def _look(self, said: Text, gate: Gate) -> tuple[Hit[T], ...]:
        hits = self._find_latin(said, gate) if gate.visits & self.bit else []
        if said.pairs and not said.pairs.isdisjoint(self._east):
            hits += self._find_east(said.flat)
        return tuple(_outermost(hits) if len(hits) > 1 else hits)

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
        """The numbers that begin terms."""
        return frozenset(word for word in self._latin if word.isdigit())

    @property
    def halves(self) -> frozenset[str]:
        """The beginnings of its long words."""
        return self._halves

    @property
    def wholes(self) -> frozenset[str]:
        """Its long words, which may stand cut in two."""
        return frozenset(self._latin) if self._halves else frozenset()

    def opens(self, word: str) -> bool:
        """Say whether a term may begin with a word (or pair of characters), not looking at halves."""
        return word in self._east or self.known(word) in self._latin

    def visits(self, word: str) -> bool:
        """Say whether a term may begin at a word, or at the first half of one."""
        known = self.known(word)
        return known in self._latin or known in self._halves

    def _find_latin(self, said: Text, gate: Gate) -> list[Hit[T]]:
        hits: list[Hit[T]] = []
        words, known, bit = said.raw_words, self.known, self.bit << VISITS
        codes = gate.codes
        for at in [at for at in gate.places if codes[at] & bit]:
            first = known(stem(words[at]))
            found = self._begun(words, at, first)
            if found is None and self._guesses and at + 1 < len(words):
                found = self._joined(first, known(stem(words[at + 1])))
            if found is not None:
                term, length = found
                start, end = said.span(at)[0], said.span(at + length - 1)[1]
                hits.append(Hit(start, end, term, self.entries[term]))
        return hits

    def _begun(self, words: list[str], at: int, first: str) -> tuple[str, int] | None:
        """Return the longest term that begins with a word, and how many words it has."""
        if at + 1 < len(words) and (longer := self._longer.get(first)):
            known, left = self.known, len(words) - at
            for own, term in longer.get(known(stem(words[at + 1])), ()):
                length = len(own)
                if length <= left and all(known(stem(words[at + k])) == own[k] for k in range(2, length)):
                    return term, length
        alone = self._alone.get(first)
        return None if alone is None else (alone, 1)

    def _joined(self, first: str, second: str) -> tuple[str, int] | None:
        """Return the term of one word that somebody has cut in two."""
        whole = first + second
        if len(whole) < SHORTEST_GUESS or whole in NEVER_JOINED:
            return None
        term = self._alone.get(whole)
        return None if term is None else (term, 2)

    def _find_east(self, flat: str) -> list[Hit[T]]:
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


def _outermost(hits: list[Hit[T]]) -> list[Hit[T]]:
    kept: list[Hit[T]] = []
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if kept and hit.end <= kept[-1].end:
            continue
        kept.append(hit)
    return kept
