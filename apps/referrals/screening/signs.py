"""Signs of a breast-milk substitute in a text: words outside of harmless phrases, stages, and ages up to three years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Final

from apps.referrals.screening import tables
from apps.referrals.screening.lexicon import Hit
from apps.referrals.screening.normal import SIGHTS, Text
from apps.referrals.screening.tables import Term
from apps.referrals.screening.verdicts import OK

UNIT: Final = (
    r"(months?|mths?|mos?|m|years?|yrs?|yr|y|个月|月龄|月|岁|周岁|개월|세|살|mois|ans?|monate?n?|jahre?)"
)
SPAN: Final = re.compile(
    rf"(?<![0-9.])([0-9]{{1,2}})\s*{UNIT}?\s*(?:-|–|—|~|to|bis|à)\s*([0-9]{{1,2}})\s*{UNIT}(?![a-z])"
)
OPEN: Final = re.compile(
    rf"(?<![0-9.,])(?:from\s+|ab\s+|dès\s+)?([0-9]{{1,2}})\s*{UNIT}(?![a-z])\s*"
    r"(?:\+|以上|이상|부터|and up|onwards|plus|old)?"
)
SPOKEN: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "eighteen": 18,
}  # fmt: skip
NUMBER: Final = "(" + "|".join(SPOKEN) + ")"
IN_WORDS: Final = re.compile(rf"\b{NUMBER}(?=[\s-]+(?:to|and|-|months?|years?)\b)|\b(to ){NUMBER}\b")

OF_AGES: Final = re.compile(
    r"\bage[sd]?\s+(?:from\s+)?([0-9]{1,2})\s*(?:-|–|to)\s*[0-9]{1,2}(?!\s*(?:m|wk|week))"
)
PLUS: Final = re.compile(r"(?<![0-9a-z.,])([0-4])\s?\+(?![0-9a-z])")
NO_AGE: Final = re.compile(
    r"^\s*(?:supply|warranty|guarantee|subscription|pack|of use|shelf|battery|refund|"
    r"보증|분량|분\b|保修|质保|用量|pregnan|postpartum|trimester)"
)
YEARS: Final = re.compile(r"y|岁|周岁|세|살|an|jahr")
STAGE: Final = re.compile(
    r"\b(?:stage|step|phase|stufe|etapa|étape|etape|level|"
    r"no\.?|number|nr\.?)\s?[-#]?\s?(?:[1-4]|i{1,3}|one|two|three|four)\b|"
    r"\b(?:[1-3](?:er|re|eme|ème|st|nd|rd)\s?(?:age|âge|stage))\b|\bpre\s(?=milch|nahrung|milk)|"
    r"(?:第?[0-3一二三零两]\s?(?:段|阶段|阶))|(?:[1-4]\s?(?:단계|단(?![가-힣])))|스텝\s?[1-4]|"
    r"\b(?:stage|step)[1-4]\b|"
    r"\b(?:[1-4]|yi|er|san)\s?(?:duan|jie ?duan)\b|\b[1-4]\s?dan(?:ggye|gye)\b|[一二三1-3]\s?[号號]"
)
WORDED_STAGE: Final = re.compile(
    r"\b(?:first|second|third|next|step[- ]?up)\s(?:infant\s|baby\s|toddler\s)?(?:milk|formula|stage|step)\b"
)
AGE_IN_DIGITS: Final = re.compile(rf"[0-9]\s*{UNIT}(?![a-z])")
STAGED: Final = SIGHTS.add(STAGE, WORDED_STAGE)
AGED: Final = SIGHTS.add(AGE_IN_DIGITS, "[0-9]-(?:year|month)-old", OF_AGES, PLUS, IN_WORDS)
STAGE_SEEN: Final = STAGED | AGED
NO_CHILD: Final = re.compile(
    r"baby (?:spinach|carrot|corn|leaf|leaves|potato|kale|tomato|bok|oil|shower|bump|pink|blue|"
    r"back ribs|marrow|greens|beet)"
)
PLAIN_MILK: Final = frozenset({"우유", "牛奶"})
"""Harmless by itself, and milk all the same where a child's age stands beside it."""
THREE_YEARS: Final = 36
SOLIDS_FROM: Final = 6
MASKING: Final = frozenset({"false_friend"})
NEVER_MILK: Final = re.compile(
    r"breast ?milk|mother'?s milk|母乳|모유|milk (?:chocolate|bath|tooth|teeth|"
    r"frother|thistle|shake maker|jug|glass|kefir soap)|"
    r"(?:oat|almond|coconut|soya?|rice|cashew|hemp|body|cleansing|sun|hand|bath|shower|"
    r"after[- ]sun|facial|micellar|moisturi[sz]ing) milk|"
    r"奶茶|奶油|奶白|奶酪|酸奶|奶昔粉机|奶盐|配方(?:面膜|颗粒)|"
    r"바디밀크|밀크폼|밀크티|밀크초콜릿|"
    r"(?:gentle|advanced|new|improved|natural|unique|herbal|vegan|tear[- ]free|hypoallergenic cream) formula(?!\s*milk)"
)


NO_MILK: Final = SIGHTS.add(NEVER_MILK)
HIDDEN: Final = frozenset({"milk", "weak_milk", "bottle"})


class Signs:
    """What stands in a text, looked for when it is asked for."""

    def __init__(self, said: Text) -> None:
        self.said = said
        self._lists: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _harmless(self) -> list[tuple[int, int]]:
        """Where milk is none that a child drinks."""
        if not self.said.may_show(NO_MILK):
            return []
        return [found.span() for found in NEVER_MILK.finditer(self.said.flat)]

    @cached_property
    def _all_terms(self) -> tuple[Hit[Term], ...]:
        return tables.substitutes().find(self.said)

    @cached_property
    def _friends(self) -> list[tuple[int, int]]:
        return [
            (hit.start, hit.end)
            for hit in self._all_terms
            if hit.term not in PLAIN_MILK and all(one.kind in MASKING for one in hit.entries)
        ]

    @cached_property
    def _fine(self) -> list[tuple[int, int]]:
        return [
            (hit.start, hit.end) for hit in self._all_terms if all(one.verdict == OK for one in hit.entries)
        ]

    @cached_property
    def terms(self) -> list[Hit[Term]]:
        """Words of `substitutes.csv` outside of harmless phrases."""
        return [hit for hit in self._all_terms if not _lies_in(hit, self._harmless)]

    @cached_property
    def _claims(self) -> tuple[Hit[str], ...]:
        return tables.shapes("substitute", "claim").find(self.said)

    @cached_property
    def first_month(self) -> int | None:
        """The youngest age under three years that is told, in months."""
        return first_month(self.said.flat) if self.said.may_show(AGED) else None

    @cached_property
    def has_stage(self) -> bool:
        """Whether a stage is named."""
        flat = self.said.flat
        return self.said.may_show(STAGED) and bool(STAGE.search(flat) or WORDED_STAGE.search(flat))

    def of(self, name: str) -> tuple[str, ...]:
        """Return the words of a list of `shapes.toml` that stand there, outside of harmless phrases."""
        if name not in self._lists:
            hits: Sequence[Hit[str]] = (
                self._claims if name == "claim" else tables.shapes("substitute", name).find(self.said)
            )
            if hits and name == "mother":
                spans = [*self._harmless, *((hit.start, hit.end) for hit in self._claims)]
                hits = [hit for hit in hits if not _lies_in(hit, spans)]
            elif hits and name == "accessory":
                hits = [hit for hit in hits if not _lies_in(hit, self._fine) and not self._is_parted(hit)]
            elif hits and name in HIDDEN:
                spans = [*self._harmless, *self._friends]
                hits = [hit for hit in hits if not _lies_in(hit, spans)]
            elif hits and name == "weak_age":
                hits = [hit for hit in hits if not NO_CHILD.match(self.said.flat, hit.start)]
            self._lists[name] = tuple(hit.term for hit in hits)
        return self._lists[name]

    def _is_parted(self, hit: Hit[Any]) -> bool:
        """Say whether a comma stands in it: «bottles, brush» is no bottle brush."""
        return "," in self.said.flat[hit.start : hit.end]

    def has(self, *names: str) -> bool:
        """Say whether a word of one of the lists stands there."""
        return any(self.of(name) for name in names)

    def first(self, *names: str) -> str:
        """Return the first word of one of the lists."""
        return next((self.of(name)[0] for name in names if self.of(name)), "")

    @property
    def is_staged(self) -> bool:
        """Whether a stage, or an age under three years, is told."""
        return self.has_stage or self.first_month is not None

    @property
    def is_for_small_by_words(self) -> bool:
        """Whether a stage, `1+`, or a word that means small children stands there; a bare age does not count."""
        return self.has("strong_age") or self.has_stage or bool(PLUS.search(self.said.flat))

    @property
    def is_for_small(self) -> bool:
        """Whether it speaks of children under three, by a stage, an age or a word that means nobody else."""
        return self.is_staged or self.has("strong_age")


def _lies_in(hit: Hit[Any], spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= hit.start and hit.end <= end for start, end in spans)


def _in_digits(found: re.Match[str]) -> str:
    word = found.group(1) or found.group(3)
    return f"{found.group(2) or ''}{SPOKEN[word]}"


def first_month(flat: str) -> int | None:
    """Return the youngest age that a text tells, in months, where it is under three years."""
    flat = (
        IN_WORDS.sub(_in_digits, flat).replace("-year-old", " years old").replace("-month-old", " months old")
    )
    found = [12 * int(one.group(1)) for one in OF_AGES.finditer(flat)]
    for one in SPAN.finditer(flat):
        low, low_unit, high, high_unit = one.groups()
        begin = int(low) * (12 if YEARS.match(low_unit or high_unit) else 1)
        end = int(high) * (12 if YEARS.match(high_unit) else 1)
        if begin < end and not NO_AGE.match(flat[one.end() :]):
            found.append(begin)
    for one in OPEN.finditer(flat):
        number, unit = one.groups()
        if not NO_AGE.match(flat[one.end() :]) and not (
            unit in ("m", "y") and not one.group().rstrip().endswith("+")
        ):
            found.append(int(number) * (12 if YEARS.match(unit) else 1))
    found += [int(one.group(1)) * 12 for one in PLUS.finditer(flat)]
    young = [months for months in found if months < THREE_YEARS]
    return min(young, default=None)
