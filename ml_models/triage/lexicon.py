"""Reads the reviewed word lists in lexicon/: which words stand for which concept, one file for each language."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib import resources
from itertools import product
from typing import Final

_PACKAGE: Final = "ml_models.triage"


def rows(path: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table of this package."""
    text = resources.files(_PACKAGE).joinpath(path).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def terms(language: str) -> Iterator[tuple[str, str]]:
    """Yield (concept, term) of one language. `a/b c` stands for the two terms `a c` and `b c`."""
    for row in rows(f"lexicon/{language}.csv"):
        for given in row["terms"].split("|"):
            if words := given.split():
                for choice in product(*(word.split("/") for word in words)):
                    yield row["concept"], " ".join(choice)


def hiding_concepts() -> frozenset[str]:
    """Return the concepts whose phrases hide what their words mean alone: «blood pressure» is no blood."""
    return frozenset(row["concept"] for row in rows("lexicon/concepts.csv") if row["hides_words"] == "yes")
