"""File names as people gave them: shown, never trusted, never used as a path."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 120
SEPARATORS: Final = re.compile(r"[/\\]")
NOT_IN_NAMES: Final = re.compile(r'[<>:"|?*]+')


def clean(given: str) -> str:
    """Return the last part of a name, without characters that mislead a reader or a file system; may be empty.

    Control characters and the marks that turn the direction of text (a `gpj.exe` shown as `exe.jpg`) are dropped.
    """
    last = SEPARATORS.split(unicodedata.normalize("NFC", given))[-1]
    plain = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    plain = NOT_IN_NAMES.sub("_", " ".join(plain.split())).strip(". ")
    return _shortened(plain)


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 8:
        return name[:LONGEST]
    return stem[: LONGEST - len(extension) - 1] + dot + extension


def with_extension(name: str, extension: str, *, otherwise: str) -> str:
    """Return the name under which a rewritten file is saved: its own stem, the extension of what it is now."""
    stem = name.rpartition(".")[0] or name or otherwise
    return f"{stem[: LONGEST - len(extension) - 1]}.{extension}"
