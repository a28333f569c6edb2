"""How much a day: amounts with units in a text, times how often it is taken; strengths in per cent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import re2

from apps.referrals.catalogue.amounts import CODES, in_unit_of
from apps.referrals.screening import tables
from apps.referrals.screening.normal import SIGHTS, Text
from apps.referrals.screening.verdicts import BLOCK, WARN, Reason

NUMBER: Final = r"([0-9]{1,3}(?:[ ,][0-9]{3})+|[0-9]{1,7}(?:\.[0-9]+)?)"
UNIT: Final = r"(iu|i\.u\.|mcg|ug|mg|g|微克|毫克|克|国际单位|아이유)"
ANY_AMOUNT: Final = re.compile(rf"[0-9]\s?{UNIT}(?![a-z0-9])")
NAMED: Final = sorted((name for name in CODES if len(name) > 1), key=len, reverse=True)
NAME: Final = "(" + "|".join(re.escape(name) for name in NAMED) + ")"
NAME_FIRST: Final = re.compile(
    rf"(?<![a-z0-9]){NAME}(?![a-z0-9])[^0-9.;|\n]{{0,25}}?{NUMBER}\s*{UNIT}(?![a-z0-9])"
)
NUMBER_FIRST: Final = re.compile(rf"{NUMBER}\s*{UNIT}\s*(?:of\s+|的)?{NAME}(?![a-z0-9])")
HOW_MANY: Final = r"(one|two|three|four|five|six|seven|eight|nine|ten|[0-9]{1,2})"
PIECE: Final = (
    r"(?:capsules?|caps|tablets?|tabs|caplets?|softgels?|gumm(?:y|ies)|"
    r"drops?|sachets?|scoops?|pills?|lozenges?)"
)
HOW_OFTEN: Final = r"(?:once|twice|three times|four times|[2-9]\s?(?:times|x))"
A_DAY: Final = re.compile(
    rf"(?:\b{HOW_MANY}\s*(?:x\s*)?{PIECE}\s*(?:{HOW_OFTEN}\s*)?(?:a|per|each|every|/)?\s*(?:day|daily)|"
    rf"\b(?:take|swallow|chew)\s+{HOW_MANY}\s+(?:x\s*)?{PIECE}|"
    r"(?:每[日天次]|一[日天次])(?:服用|食用)?\s*([0-9]{1,2})\s*[粒片滴袋]|"
    r"1[일회]\s*(?:[0-9]회\s*)?([0-9]{1,2})\s*(?:정|캡슐|포|방울)|하루\s*([0-9]{1,2})\s*(?:정|캡슐|알|방울))"
)
TIMES: Final = re.compile(
    rf"(?:\b({HOW_OFTEN})\s*(?:a|per|each|every)?\s*(?:day|daily)|[每一][日天]\s*([1-9])\s*次|"
    r"1일\s*([1-9])회|하루\s*([1-9])[번회])"
)
A_DAY_SWIFT, TIMES_SWIFT = re2.compile(A_DAY.pattern), re2.compile(TIMES.pattern)
SPOKEN: Final = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "once": 1,
    "twice": 2,
    "three times": 3,
    "four times": 4,
}
PER_CENT: Final = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?)\s?%")
STRENGTH_NEAR: Final = 30
FORM_OF_BETA: Final = re.compile(r"beta[- ]?carotene|b-胡萝卜素|胡萝卜素|베타카로틴")
AMOUNT_SEEN: Final = SIGHTS.add(ANY_AMOUNT)
NAME_SEEN: Final = SIGHTS.add(NAME_FIRST, NUMBER_FIRST)
A_DAY_SEEN, TIMES_SEEN = SIGHTS.add(A_DAY), SIGHTS.add(TIMES)
MOST_A_DAY: Final = 60
MUCH_MORE: Final = 1.5
LEADING: Final = re.compile("[0-9]+")


def of_words(title: Text, description: Text) -> dict[str, float]:
    """Return amounts a day that title or description tell, by nutrient code; the larger one where both do."""
    if not (title.may_show(AMOUNT_SEEN) and ANY_AMOUNT.search(title.flat)):
        return amounts(description)
    units = units_a_day(title)
    found = amounts(title, units if units > 1 else units_a_day(description))
    for code, amount in amounts(description).items():
        found[code] = max(found.get(code, 0.0), amount)
    return found


def differing(stated: dict[str, float], told: dict[str, float]) -> Iterator[Reason]:
    """Yield where the words tell much more than the partner states: a person sees which of them is wrong."""
    for code, amount in told.items():
        if code in stated and amount > MUCH_MORE * stated[code]:
            yield Reason(WARN, "dose_differs", code, f"{amount:g} a day told, {stated[code]:g} stated")


def amounts(said: Text, units: int | None = None) -> dict[str, float]:
    """Return amounts a day that a text tells, by nutrient code; the largest where it tells several."""
    if not (said.may_show(NAME_SEEN) and ANY_AMOUNT.search(said.flat)):
        return {}
    named = list(_named(said.flat))
    if not named:
        return {}
    if units is None:
        units = units_a_day(said)
    found: dict[str, float] = {}
    for name, number, unit in named:
        code = CODES[name]
        unit = {"国际单位": "iu", "아이유": "iu"}.get(unit, unit.replace(".", ""))
        value = in_unit_of(code, float(number.replace(" ", "").replace(",", "")), unit)
        if value is not None:
            found[code] = max(found.get(code, 0.0), value * units)
    return found


def _named(flat: str) -> Iterator[tuple[str, str, str]]:
    for one in NAME_FIRST.finditer(flat):
        yield one.group(1), one.group(2), one.group(3)
    for one in NUMBER_FIRST.finditer(flat):
        yield one.group(3), one.group(1), one.group(2)


def units_a_day(said: Text) -> int:
    """Return how many capsules, tablets or drops a day; 1 where the text does not say."""
    pieces = _most(A_DAY, A_DAY_SWIFT, said.flat) if said.may_show(A_DAY_SEEN) else 1
    times = _most(TIMES, TIMES_SWIFT, said.flat) if said.may_show(TIMES_SEEN) else 1
    return min(MOST_A_DAY, max(1, pieces * times))


def _most(pattern: re.Pattern[str], swift: Any, flat: str) -> int:
    """Return the largest number that a pattern finds. Of ASCII its swift twin finds the same."""
    if flat.isascii():
        places = swift.finditer(flat.encode("ascii"))
        said = [part.decode("ascii") for found in places for part in found.groups() if part]
    else:
        said = [part for found in pattern.finditer(flat) for part in found.groups() if part]
    return max((SPOKEN.get(part) or int(LEADING.findall(part)[0]) for part in said), default=1)


@cache
def limits() -> dict[str, tuple[float | None, float | None, str]]:
    """Return by nutrient from which amount a day a person looks, from which it is refused, and the source."""

    def number(said: str) -> float | None:
        return float(said) if said else None

    return {
        row["nutrient"]: (number(row["warn_from"]), number(row["block_from"]), row["source"])
        for row in tables.rows("limits.csv")
    }


def reasons(amounts_a_day: dict[str, float], flat: str) -> Iterator[Reason]:
    """Yield what is too much. Vitamin A as beta-carotene has no limit here."""
    for code, amount in amounts_a_day.items():
        if code not in limits() or (code == "vitamin_a_rae_ug" and FORM_OF_BETA.search(flat)):
            continue
        warn, block, source = limits()[code]
        if block is not None and amount >= block:
            yield Reason(BLOCK, "dose", code, f"{amount:g} a day, refused from {block:g}", source)
        elif warn is not None and amount >= warn:
            yield Reason(WARN, "dose", code, f"{amount:g} a day, looked at from {warn:g}", source)


def strength_pct(flat: str, start: int, end: int) -> float | None:
    """Return the per cent nearest to a place, within a few words; None where none stands there."""
    low, high = max(0, start - STRENGTH_NEAR), end + STRENGTH_NEAR
    near = [
        (min(abs(one.start() + low - end), abs(start - one.end() - low)), one.group(1))
        for one in PER_CENT.finditer(flat[low:high])
    ]
    return float(min(near)[1].replace(",", ".")) if near else None
