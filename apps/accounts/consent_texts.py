"""Consent texts: versioned files, read once. What somebody agreed to can always be shown again."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "consents"


@dataclass(frozen=True)
class ConsentText:
    """One version of one kind of consent; `still_accepts` is the oldest version that counts beside it."""

    kind: str
    version: int
    still_accepts: int
    titles: dict[str, str]
    paragraphs: dict[str, tuple[str, ...]]

    @property
    def languages(self) -> list[str]:
        """The languages it can be read in."""
        return sorted(self.titles)


@functools.cache
def texts() -> dict[tuple[str, int], ConsentText]:
    """Return every version of every kind. Raises ValueError where a file's name and its content disagree."""
    read = [_read(path) for path in sorted(FOLDER.glob("*/*.toml"))]
    return {(text.kind, text.version): text for text in read}


def current(kind: str) -> ConsentText:
    """Return the newest version of a kind. Raises ValueError for a kind without a text."""
    return max((text for text in texts().values() if text.kind == kind), key=lambda text: text.version)


def _read(path: Path) -> ConsentText:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    version, still_accepts = content.pop("version"), content.pop("still_accepts")
    if path.stem != str(version) or not 1 <= still_accepts <= version:
        raise ValueError(
            f"{path.parent.name}/{path.name} says version {version}, still accepting {still_accepts}"
        )
    return ConsentText(
        kind=path.parent.name,
        version=version,
        still_accepts=still_accepts,
        titles={language: text["title"] for language, text in content.items()},
        paragraphs={language: tuple(text["paragraphs"]) for language, text in content.items()},
    )
