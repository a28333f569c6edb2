"""Which medicine, or class of medicines, a few words name: brands, other languages, misspelling.

Names are compared without case, accents, spaces and hyphens. In Latin letters a long name may be misspelt by a letter or
two, as long as no listed name fits exactly: two medicines that look alike are not taken for each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from apps.foundation.spelling import distance
from apps.pregnancies.rules.tables import Row, parse

FOLDER: Final = Path(__file__).parent
LONGEST_INSIDE: Final = 7
"""A name of so many letters is also found inside a longer word: benzylpenicillin."""
MOST_WORDS: Final = 3


@dataclass(frozen=True)
class Named:
    """What was found in words: ids of medicines and of classes. `spelling` is the listed name where it was misspelt."""

    drugs: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    spelling: str = ""

    def __bool__(self) -> bool:
        return bool(self.drugs or self.classes)


@cache
def classes() -> Mapping[str, Row]:
    """Return the classes of the allergy table by id."""
    return {row["id"]: row for row in allergy_table()["class"]}


@cache
def allergy_table() -> dict[str, tuple[Row, ...]]:
    """Return the sections of the table of allergies."""
    return parse((FOLDER / "medication_allergies.toml").read_text(encoding="utf-8"))


@cache
def drugs() -> Mapping[str, Row]:
    """Return the medicines that the list of names knows, by id."""
    table = parse((FOLDER / "medication_names.toml").read_text(encoding="utf-8"))
    return {row["id"]: row for row in table["drug"]}


def joined(words: str) -> str:
    """Return words as they are compared: letters and digits only, small, without accents."""
    return "".join(_tokens(words))


def _tokens(words: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", words).casefold()
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", kept))


@cache
def _names() -> tuple[tuple[str, str, str, str], ...]:
    """(name as compared, name as listed, kind of id, id)."""
    found: list[tuple[str, str, str, str]] = []
    for kind, rows in (("drug", drugs()), ("class", classes())):
        for row_id, row in rows.items():
            found += [(joined(name), name, kind, row_id) for name in row["names"]]
    return tuple(found)


def find(words: str) -> Named:
    """Return what the words name; empty where the lists know nothing of it."""
    tokens = _tokens(words)
    exact = [hit for hit in _names() if _is_in(hit[0], tokens)]
    if exact:
        return _named(exact)
    misspelt = [hit for hit in _names() if _is_nearly_in(hit[0], tokens)]
    return _named(misspelt, spelling=misspelt[0][1]) if misspelt else Named()


def _named(hits: list[tuple[str, str, str, str]], spelling: str = "") -> Named:
    by_kind: dict[str, set[str]] = {"drug": set(), "class": set()}
    for _name, _listed, kind, row_id in hits:
        by_kind[kind].add(row_id)
    of_drugs = {drugs()[drug]["class"] for drug in by_kind["drug"]} - {""}
    return Named(frozenset(by_kind["drug"]), frozenset(by_kind["class"] | of_drugs), spelling)


def _is_in(name: str, tokens: list[str]) -> bool:
    if not name.isascii():
        return name in "".join(tokens)
    inside = len(name) >= LONGEST_INSIDE and any(name in token for token in tokens)
    return inside or name in _windows(tokens)


def _is_nearly_in(name: str, tokens: list[str]) -> bool:
    allowed = _slips(name)
    return bool(allowed) and any(
        window.isascii() and window[0] == name[0] and distance(window, name, most=allowed) <= allowed
        for window in _windows(tokens)
    )


def _slips(name: str) -> int:
    """How many letters may be wrong."""
    if not name.isascii() or len(name) < 6:
        return 0
    return 1 if len(name) < 9 else 2


def _windows(tokens: list[str]) -> Iterator[str]:
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + MOST_WORDS, len(tokens)) + 1):
            yield "".join(tokens[start:end])


def says(row: Mapping[str, Any], key: str, language: str) -> str:
    """Return the words of a row in a language of KAISHI; English for any other, empty where it has none."""
    words = row.get(key, {})
    return words.get(language, words.get("en", ""))
