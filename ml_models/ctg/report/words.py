"""The words of the report: a table for each language. What a table does not have is said in English."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ml_models.ctg.notes import EXPLANATIONS
from ml_models.ctg.verdicts.words import WHY_NOT

LANGUAGES = ("en", "zh-hans", "ko")
Say = Callable[[str], str]


@dataclass(frozen=True)
class Words:
    """The words of one language; `translate` is asked for sentences that come with the findings."""

    language: str
    translate: Say = str

    def __call__(self, code: str, **values: object) -> str:
        """Return the word of a code. Raises KeyError for a code that no table has."""
        text: str = _table(self.language)["words"][code]
        return text % values if values else text

    def cause(self, code: str) -> str:
        """Return why a stretch is not believed; the general word for a cause without one of its own."""
        table = _table(self.language)["words"]
        found: str = table.get(f"left_out_{code}", table["left_out"])
        return found

    def note(self, code: str) -> str:
        """Return the sentence of a code of `ml_models.ctg.notes`."""
        own: str | None = _table(self.language).get("notes", {}).get(code)
        return own or self.translate(EXPLANATIONS.get(code, code))

    def why_not(self, code: str) -> str:
        """Return the sentence of a code of `ml_models.ctg.verdicts.WHY_NOT`."""
        own: str | None = _table(self.language).get("why_not", {}).get(code)
        return own or self.translate(WHY_NOT.get(code, code))

    def label(self, code: str) -> str:
        """Return the word of a verdict."""
        found: str | None = _table(self.language)["labels"].get(
            code.lower().replace("-", "_").replace(" ", "_")
        )
        return found or self.translate(code)

    def rule_set(self, key: str) -> str:
        """Return the name of a rule set."""
        found: str = _table(self.language)["words"].get(key, key)
        return found


def words_of(language: str, translate: Say = str) -> Words:
    """Return the words of a language. Raises ValueError for one that has no table."""
    known = language.lower()
    if known not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, given {language}")
    return Words(known, translate)


@cache
def _table(language: str) -> Mapping[str, Any]:
    text = files(__package__).joinpath(f"words/{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
