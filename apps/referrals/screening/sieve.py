"""Which of many patterns may match a text: asked in one pass, in time that grows with the text and with nothing else.

The patterns themselves stay Python's. RE2 is given what is left of each without the looks ahead and behind that it does
not know: that matches wherever the pattern does, and elsewhere at times. A «no» is certain, a «maybe» is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import re2

MEMORY_BYTES: Final = 48 << 20
BLANK: Final = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What Python takes for a space."""
ONE_BLANK: Final = f"[{BLANK}]"
ANYTHING: Final = "(?s:.)"
END: Final = r"\z"
"""Matches every text, once: what matched at each letter would have to be noted at each."""
ESCAPED: Final = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)")
PART: Final = re.compile(
    r"\\u[0-9a-fA-F]{4}|\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|\(\?<?[=!]|\{\d+,\d+\}|.", re.DOTALL
)
"""A pattern in pieces: an escaped sign, a class, the beginning of a look ahead or behind, how often, a sign."""
MOST_COUNTED: Final = 3
"""An automaton that counts further, beside others that do, has more states than texts have letters."""
LOOKS: Final = frozenset({"(?=", "(?!", "(?<=", "(?<!"})
CLASS: Final = r"(\[[^\[\]\\]*\])"
NOT_AFTER: Final = re.compile(rf"^\(\?<!{CLASS}\)")
NOT_BEFORE: Final = re.compile(rf"\(\?!{CLASS}\)$")
NOT_THE_SAME: Final = re.compile(r"\\[dDWSBAZ]")


class Sieve:
    """Patterns, each with a bit. They are compiled together when the first text is asked for."""

    def __init__(self, *, is_case_sensitive: bool = True) -> None:
        self._is_case_sensitive = is_case_sensitive
        self._patterns: list[str] = []
        self._set: re2.Set | None = None
        self._everything = 0
        self.count = 0
        """How many patterns there are: what was found of fewer is out of date."""

    def add(self, *patterns: re.Pattern[str] | str) -> int:
        """Return the bit of one more pattern, or of several alternatives."""
        self._patterns.append("|".join(f"(?:{loose(one)})" for one in patterns))
        self._set = None
        self.count = len(self._patterns)
        self._everything = (1 << self.count) - 1
        return 1 << (self.count - 1)

    def of(self, said: str) -> int:
        """Return the bits of the patterns that may match; of those that are not there it is certain that they do not."""
        if self._set is None:
            self._set = self._compiled()
        found = self._set.Match(said.encode("utf-8", "replace"))
        if not found:  # it had no room, for every text has an end: nothing is certain
            return self._everything
        if len(found) == 1:
            return 0
        bits = 0
        for at in found:
            bits |= 1 << at
        return bits & self._everything

    def _compiled(self) -> re2.Set:
        options = re2.Options()
        options.max_mem, options.log_errors = MEMORY_BYTES, False
        options.case_sensitive = self._is_case_sensitive
        made = re2.Set.SearchSet(options)
        for pattern in (*self._patterns, END):
            made.Add(pattern)
        made.Compile()
        return made


def loose(pattern: re.Pattern[str] | str) -> str:
    """Return a pattern that matches wherever this one does. Raises ValueError where that cannot be told."""
    said = pattern if isinstance(pattern, str) else pattern.pattern
    said = NOT_BEFORE.sub(lambda found: f"(?:{_but(found.group(1))}|$)", said)
    said = NOT_AFTER.sub(lambda found: f"(?:^|{_but(found.group(1))})", said)
    kept, parts = [], iter(PART.findall(said))
    for part in parts:
        if part in LOOKS:
            _skip_group(parts)
        else:
            kept.append(_known(part))
    return "".join(kept)


def _but(letters: str) -> str:
    return letters.replace("[^", "[", 1) if letters.startswith("[^") else letters.replace("[", "[^", 1)


def _skip_group(parts: Iterator[str]) -> None:
    depth = 1
    while depth:
        part = next(parts)
        depth += (part in LOOKS or part == "(") - (part == ")")


def _known(part: str) -> str:
    """Return a piece of a pattern as RE2 reads it. Raises ValueError."""
    if part.startswith("[") and len(part) > 1:
        inner = ESCAPED.sub(lambda found: _known(found.group()), part[1:-1])
        if ANYTHING in inner:
            raise ValueError(f"means another thing to RE2: {part}")
        return f"[{inner.replace(ONE_BLANK, BLANK)}]"
    if part.startswith("{") and len(part) > 1:
        least, _, most = part[1:-1].partition(",")
        return part if int(most) <= MOST_COUNTED else f"{{{least},}}"
    if part == r"\s":
        return ONE_BLANK
    if part == r"\w":
        return ANYTHING
    if part == r"\b":
        return ""
    if NOT_THE_SAME.fullmatch(part):
        raise ValueError(f"means another thing to RE2: {part}")
    return chr(int(part[2:], 16)) if part.startswith(r"\u") else part


def literal(term: str) -> str:
    """Return a pattern of a text whose spaces may be missing."""
    return " ?".join(re.escape(part) for part in term.split(" "))
