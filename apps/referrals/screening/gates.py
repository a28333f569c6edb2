"""What all lexicons find in a text, in one pass over its words: what each word may begin in them is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from apps.referrals.screening.normal import EAST, Text, stem

SHORTEST_GUESS: Final = 7
"""Shorter words are one letter away from too many others."""
MOST_REMEMBERED: Final = 50_000
T = TypeVar("T")


class Begun(NamedTuple):
    """What a word may begin in a lexicon: `first`, the word that is meant; the term that it is by itself; longer terms by
    their second word; whether it may be the first half of a long word that stands cut in two."""

    lexicon: Words
    first: str
    alone: str | None
    longer: Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
    may_join: bool


class Words(Protocol):
    """What is asked of a lexicon here."""

    @property
    def bit(self) -> int:
        """Its own."""

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers that begin terms, or long words."""

    def begun(self, word: str) -> Begun | None:
        """Return what a word may begin; None: nothing."""

    def goes_on(self, begun: Begun, following: str) -> bool:
        """Say whether what a word begins may be a term where another word, or none, follows; False is certain."""

    def opens(self, pair: str) -> bool:
        """Say whether a Chinese or Korean term may begin with a pair of characters, or one of them."""

    def hit(self, said: Text, at: int, begun: Begun) -> Any | None:
        """Return the longest term that does begin at a word of a text; None: none."""

    def hits_east(self, flat: str) -> list[Any]:
        """Return the Chinese and Korean terms."""

    def outermost(self, hits: list[Any]) -> list[Any]:
        """Return terms in their order, without those that lie inside of others."""


class Gate(NamedTuple):
    """What lexicons find in a text, by their bits; `opens`: all of these bits; `lexicons`: how many were asked."""

    lexicons: int
    opens: int
    found: dict[int, tuple[Any, ...]]


class Remembered(dict[str, T]):
    """What was found out about words, or pairs of characters; begins anew when there are too many."""

    def __init__(self, look: Callable[[str], T]) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, word: str) -> T:
        found = self._look(word)
        if found or not word.isdigit():  # of numbers there is no end
            if len(self) > MOST_REMEMBERED:
                self.clear()
            self[word] = found
        return found


class _Gates:
    """What lexicons find in a text: most words begin nothing in any of them, which is remembered."""

    def __init__(self) -> None:
        self._lexicons: list[Words] = []
        self._words, self._pairs = Remembered(self._of_word), Remembered(self._of_pair)
        self._followed = Remembered(self._of_two)
        self._numbers: set[str] = set()
        self.count = 0

    def add(self, lexicon: Words) -> int:
        """Return the bit of a new lexicon."""
        self._lexicons.append(lexicon)
        self._numbers |= lexicon.numbers
        self._words.clear()
        self._pairs.clear()
        self._followed.clear()
        self.count += 1
        return 1 << (self.count - 1)

    def of(self, said: Text) -> Gate:
        """Return what is found. Remembered in the text."""
        known = said.gate
        if known is not None and known.lexicons == self.count:
            return known  # type: ignore[no-any-return]
        hits: dict[Words, list[Any]] = {}
        words, remembered, numbers = said.raw_words, self._words, self._numbers
        for at, word in enumerate(words):
            if (word.isdigit() and word not in numbers) or not (begins := remembered[word]):
                continue
            following = words[at + 1] if at + 1 < len(words) else ""
            for begun in begins if following.isdigit() else self._followed[f"{word} {following}"]:
                hit = begun.lexicon.hit(said, at, begun)
                if hit is not None:
                    hits.setdefault(begun.lexicon, []).append(hit)
        if not said.flat.isascii() and EAST.search(said.flat):
            self._add_east(said, hits)
        opens, found = 0, {}
        for lexicon, own in hits.items():
            opens |= lexicon.bit
            found[lexicon.bit] = tuple(lexicon.outermost(own) if len(own) > 1 else own)
        said.gate = Gate(self.count, opens, found)
        return said.gate  # type: ignore[no-any-return]

    def _add_east(self, said: Text, hits: dict[Words, list[Any]]) -> None:
        opens = 0
        for pair in said.pairs:
            opens |= self._pairs[pair]
        for place, lexicon in enumerate(self._lexicons):
            if opens >> place & 1 and (own := lexicon.hits_east(said.flat)):
                hits.setdefault(lexicon, []).extend(own)

    def begun(self, word: str, lexicon: Words) -> Begun | None:
        """Return what a word may begin in one lexicon; None: nothing."""
        return next((one for one in self._words[word] if one.lexicon is lexicon), None)

    def _of_word(self, word: str) -> tuple[Begun, ...]:
        """Return what a word may begin in the lexicons."""
        own = stem(word)
        return tuple(begun for one in self._lexicons if (begun := one.begun(own)) is not None)

    def _of_two(self, said: str) -> tuple[Begun, ...]:
        """Return what a word begins that the word behind it goes on with, or that ends with itself."""
        word, _, following = said.partition(" ")
        return tuple(begun for begun in self._words[word] if begun.lexicon.goes_on(begun, following))

    def _of_pair(self, pair: str) -> int:
        return sum(1 << place for place, one in enumerate(self._lexicons) if one.opens(pair))


gates: Final = _Gates()


class Several:
    """Several lexicons, asked at once whether one of them finds something."""

    def __init__(self, *lexicons: Words) -> None:
        self._bits = sum(one.bit for one in lexicons)

    def finds(self, *texts: Text) -> bool:
        """Say whether one of them finds something in one of the texts."""
        return any(gates.of(said).opens & self._bits for said in texts)
