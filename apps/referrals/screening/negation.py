"""Whether a text says that something is not in it: «free from», «0 %», 不含, 무첨가."""

from __future__ import annotations

import re
from typing import Final

NEAR: Final = 60
SENTENCE: Final = re.compile(r"[.;!?\n。；！？]\s|[。；！？\n|]")
TURNS: Final = re.compile(
    r"\b(?:but|with|contains?|including|plus|has|enriched|instead)\b|含有|添加了|但|함유|포함"
)
LISTED: Final = re.compile(
    r"(?:\b(?:free (?:from|of)|without|does ?n[o']t contain|contains no|not contain(?:ing)?|never any|"
    r"formulated without|no added|zero|0\s?%(?: of)?)|不含|不添加|无添加|零添加|未添加|0添加|不使用)[^.;!?]*$"
)
"""These hold for a whole list."""
CLOSE: Final = re.compile(
    r"(?:\b(?:no|non|not an?|not|alternatives? to|unlike|replaces)[\s-]+|[无無零非]|不是)$"
)
AFTER: Final = re.compile(
    r"^[\s-]*(?:free\b|alternatives?\b|substitutes?\b|-?like\b|flavou?r(?:ed)?\b|"
    r"무첨가|프리|없는|없이|제로|미함유|불포함|不添加|替代)"
)


def is_negated(flat: str, start: int, end: int) -> bool:
    """Say whether what stands from `start` to `end` is said to be missing or replaced."""
    if end - start == len(flat):
        return False
    before = flat[max(0, start - 3 * NEAR) : start]
    ends = [found.end() for found in SENTENCE.finditer(before)]
    before = before[ends[-1] :] if ends else before
    if CLOSE.search(before):
        return True
    found = LISTED.search(before)
    if found and not TURNS.search(
        before, found.start() + 8 if before[found.start()].isascii() else found.end()
    ):
        return True
    return bool(AFTER.match(flat[end : end + 20])) or bool(
        re.match(r"[^.;!?]{0,40}(?:무첨가|[- ]free\b)", flat[end : end + NEAR])
        and _is_list(flat[end : end + NEAR])
    )


def _is_list(after: str) -> bool:
    """«parabens, retinol and alcohol free»: nothing but a list stands between."""
    return bool(
        re.match(r"(?:[\s,/&·]|and|or|및|와|과|[a-z]+[ ,]){0,6}[a-z가-힣]*[\s-]*(?:무첨가|free\b)", after)
    )
