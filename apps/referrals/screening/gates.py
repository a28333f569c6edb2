"""Which words open terms of which lexicons: remembered by word, so that of most texts most lexicons are never asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, Protocol

from apps.referrals.screening.normal import Text, leet, stem

SHORTEST_GUESS: Final = 7
"""Shorter words are one letter away from too many others."""
MOST_REMEMBERED: Final = 50_000


class Words(Protocol):
    """What is asked of a lexicon here."""

    @property
    def bit(self) -> int:
        """Its own."""

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers that begin terms."""

    @property
    def halves(self) -> frozenset[str]:
        """The beginnings of its long words."""

    def opens(self, word: str) -> bool:
        """Say whether a term may begin with a word (or pair of characters), not looking at halves."""

    def visits(self, word: str) -> bool:
        """Say whether a term may begin at a word, or at the first half of one."""

    @property
    def wholes(self) -> frozenset[str]:
        """Its long words, which may stand cut in two."""

    def find(self, said: Text) -> tuple[Any, ...]:
        """Return the terms in a text."""


VISITS: Final = 32
"""So many bits of a word's code say for which lexicons it opens a term; as many above them, at which it is looked at."""
NONE: Final[tuple[Any, ...]] = ()
OPENS: Final = (1 << VISITS) - 1
HALF: Final = 1 << (2 * VISITS)


class Gate(NamedTuple):
    """What lexicons may find in a text. `codes` by word; `places`: the words at which any of them looks;
    `found`: what they did find."""

    lexicons: int
    opens: int
    visits: int
    codes: list[int]
    places: list[int]
    found: dict[int, Any]


class Remembered(dict[str, int]):
    """What was found out about words, or pairs of characters; begins anew when there are too many."""

    def __init__(self, look: Callable[[str], int]) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, word: str) -> int:
        found = self._look(word)
        if found or not word.isdigit():  # of numbers there is no end
            if len(self) > MOST_REMEMBERED:
                self.clear()
            self[word] = found
        return found


class _Gates:
    """Which lexicons may find something in a text: a bit for each, remembered by word, so that most are never asked."""

    def __init__(self) -> None:
        self._lexicons: list[Words] = []
        self._words, self._pairs = Remembered(self._of_word), Remembered(self._of_pair)
        self._halves: set[str] = set()
        self._wholes: dict[str, int] = {}
        self._numbers: set[str] = set()
        self.count = 0

    def add(self, lexicon: Words) -> int:
        """Return the bit of a new lexicon."""
        self._lexicons.append(lexicon)
        self._halves |= lexicon.halves
        self._numbers |= lexicon.numbers
        self._words.clear()
        self._pairs.clear()
        self.count += 1
        if self.count > VISITS:
            raise ValueError("a word's code has no bit for one more lexicon")
        bit = 1 << (self.count - 1)
        for word in lexicon.wholes:
            if len(word) >= SHORTEST_GUESS:
                self._wholes[word] = self._wholes.get(word, 0) | bit
        return bit

    def of(self, said: Text) -> Gate:
        """Return what may be found."""
        known = said.gate
        if known is not None and known.lexicons == self.count:
            return known  # type: ignore[no-any-return]
        remembered, bits = self._words, 0
        codes = list(map(remembered.__getitem__, said.raw_words))
        for code in set(codes):
            bits |= code
        opens, visits = bits & OPENS, bits >> VISITS & OPENS
        if bits & HALF:
            opens |= self._joined(said.raw_words, codes)
        if not said.flat.isascii():
            for pair in said.pairs:
                opens |= self._pairs[pair]
        places = [at for at, code in enumerate(codes) if code > OPENS] if visits else []
        said.gate = Gate(self.count, opens, visits, codes, places, {})
        return said.gate  # type: ignore[no-any-return]

    def _of_word(self, word: str) -> int:
        """Return the code of a word."""
        own = stem(word)
        if own.isdigit() and own not in self._numbers and own not in self._halves:
            return 0
        meant = {own} if own.isalpha() or own.isdigit() else {own, *leet(own)}
        code = HALF if own in self._halves else 0
        for place, one in enumerate(self._lexicons):
            if any(one.opens(word) for word in meant if not word.isdigit() or word in self._numbers):
                code |= 1 << place
            if one.visits(own):
                code |= 1 << (place + VISITS)
        return code

    def _of_pair(self, pair: str) -> int:
        return sum(1 << place for place, one in enumerate(self._lexicons) if one.opens(pair))

    def _joined(self, words: list[str], codes: list[int]) -> int:
        """Return the lexicons that have a long word which stands cut in two."""
        bits, last, wholes = 0, len(codes) - 1, self._wholes
        for at in [at for at, code in enumerate(codes) if code >= HALF]:
            if at < last and (found := wholes.get(stem(words[at]) + stem(words[at + 1]))):
                bits |= found
        return bits


gates: Final = _Gates()


class Several:
    """Several lexicons, asked at once whether one of them may find something."""

    def __init__(self, *lexicons: Words) -> None:
        self.lexicons = lexicons
        self._bits = sum(one.bit for one in lexicons)

    def may_find(self, *texts: Text) -> bool:
        """Say quickly whether something may stand in one of the texts; False is certain."""
        return any(gates.of(said).opens & self._bits for said in texts)

    def finds(self, *texts: Text) -> bool:
        """Say whether one of them does find something in one of the texts."""
        for said in texts:
            opens = gates.of(said).opens & self._bits
            if opens and any(one.bit & opens and one.find(said) for one in self.lexicons):
                return True
        return False
