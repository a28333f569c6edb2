"""The features of a sentence that a model knows, as its rows: what features.py spells out, without the spelling.

A feature that training did not see says nothing, so only rows are gathered; what lies inside a word or between two
neighbours is looked up once and remembered. A test holds that both ways give the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ml_models.triage.features import CONCEPT, MOST_CONCEPTS, NEXT_BUT_ONE, PIECES, bare, pieces, words_of
from ml_models.triage.remembered import Remembered

_LONGEST_PIECE = max(PIECES["en"])
_BESIDE = _LONGEST_PIECE - 2  # letters of a word that a piece over its border can reach


class Known:
    """Rows by feature, for one model."""

    def __init__(self, names: Iterable[str]) -> None:
        """Number the features in the order of `names`."""
        self.rows = {name: row for row, name in enumerate(names)}
        self._skips: dict[tuple[str, str], int] = {}
        self._concepts: dict[str, int] = {}
        self._together: dict[str, dict[str, int]] = {}
        for name, row in self.rows.items():
            if name.startswith(NEXT_BUT_ONE):
                one, other = name.removeprefix(NEXT_BUT_ONE).split(" ")
                self._skips[one, other] = row
            elif name.startswith(CONCEPT):
                one, _, other = name.removeprefix(CONCEPT).partition("+")
                if other:
                    self._together.setdefault(one, {})[other] = row
                else:
                    self._concepts[one] = row
        self._inside: Remembered[str, tuple[int, ...]] = Remembered(self._inside_word)
        self._between: Remembered[tuple[str, str], tuple[int, ...]] = Remembered(self._between_words)

    def of_words(self, tokens: Sequence[str], concepts: Iterable[str]) -> set[int]:
        """Return the rows of a sentence whose words are set apart."""
        words, skips = words_of(tokens), self._skips
        return set(self._of_concepts(concepts)).union(
            *map(self._inside.__getitem__, words),
            *map(self._between.__getitem__, pairwise(["^", *words, "$"])),
            [skips[pair] for pair in zip(words, words[2:], strict=False) if pair in skips],
            self._over_one_letter(words),
        )

    def of_characters(self, text: str, concepts: Iterable[str], language: str) -> set[int]:
        """Return the rows of a sentence read by characters."""
        rows = self.rows.get
        found = {row for row in set(map(rows, pieces(f"^{bare(text)}$", language))) if row is not None}
        found.update(self._of_concepts(concepts))
        return found

    def _known(self, names: Iterable[str]) -> tuple[int, ...]:
        rows = self.rows
        return tuple({rows[name] for name in names if name in rows})

    def _inside_word(self, word: str) -> tuple[int, ...]:
        return self._known(["w:" + word, *pieces(f" {word} ", "en")])

    def _between_words(self, pair: tuple[str, str]) -> tuple[int, ...]:
        """Return the rows of the pair and of the pieces over its border, with a letter of both words."""
        one, other = pair
        names = [f"b:{one} {other}"]
        if one != "^" and other != "$":
            left, right = f" {one}"[-_BESIDE:], f"{other} "[:_BESIDE]
            text, border = f"{left} {right}", len(left)
            names += [
                text[start : start + size]
                for size in PIECES["en"]
                for start in range(max(0, border - size + 2), min(border, len(text) - size + 1))
            ]
        return self._known(names)

    def _over_one_letter(self, words: Sequence[str]) -> list[int]:
        """Return the rows of the pieces that reach from one word over a letter that stands alone into the next."""
        rows, found = self.rows, []
        for before, word, after in zip(words, words[1:], words[2:], strict=False):
            if len(word) == 1 and (piece := f"{before[-1]} {word} {after[0]}") in rows:
                found.append(rows[piece])
        return found

    def _of_concepts(self, concepts: Iterable[str]) -> list[int]:
        names = sorted(concepts)[:MOST_CONCEPTS]
        found = [self._concepts[name] for name in names if name in self._concepts]
        wanted = set(names)
        for name in names:
            if beside := self._together.get(name):
                found += map(beside.__getitem__, beside.keys() & wanted)
        return found
