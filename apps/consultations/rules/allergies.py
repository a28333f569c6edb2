"""Medicines that are to be prescribed against allergies that are known: flags for a clinician, who decides.

Nothing here forbids anything. `confirm` asks for a reason before the note is signed; `warn` and `notice` are shown. What
the tables do not know is said, not passed over: unknown is not none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.consultations.rules.medication_names import (
    Named,
    allergy_table,
    classes,
    find,
    joined,
    says,
)
from apps.pregnancies.rules.tables import Row

VERSION: Final = "1"
"""Of the way in which the tables are read; goes with what is stored."""


class Action(StrEnum):
    """What a flag asks for; worst first."""

    CONFIRM = "confirm"
    WARN = "warn"
    NOTICE = "notice"


class Code(StrEnum):
    """What a flag is about."""

    SAME_MEDICINE = "same_medicine"
    SAME_CLASS = "same_class"
    CROSS_REACTION = "cross_reaction"
    NEVER_ASKED = "never_asked"
    IN_PREGNANCY = "in_pregnancy"
    ALLERGY_NOT_KNOWN = "allergy_not_known"
    MEDICINE_NOT_KNOWN = "medicine_not_known"


ORDER: Final = tuple(Action)
ACTIONS: Final = [(action.value, action.value) for action in Action]
CODES: Final = [(code.value, code.value) for code in Code]


@dataclass(frozen=True)
class Flag:
    """One thing to know before prescribing. `allergy` as it was noted, `says` from the table, in the asked language.

    `rule` and `rule_version` name the row; `read_as` is the listed name where a name was misspelt.
    """

    code: Code
    action: Action
    medicine: str
    allergy: str = ""
    says: str = ""
    rule: str = ""
    rule_version: int = 0
    read_as: str = ""


@dataclass(frozen=True)
class Background:
    """What is known of her. `allergies` None: nobody has ever asked; empty: she has none."""

    allergies: tuple[str, ...] | None
    is_pregnant: bool


def check(medicine: str, background: Background, *, language: str = "en") -> tuple[Flag, ...]:
    """Return the flags for one medicine, what asks for a reason first."""
    return tuple(sorted(_flags(medicine, background, language), key=lambda flag: ORDER.index(flag.action)))


def asks_for_a_reason(flags: Iterable[Flag]) -> bool:
    """Say whether one of them wants a reason before the note is signed."""
    return any(flag.action == Action.CONFIRM for flag in flags)


def _flags(medicine: str, background: Background, language: str) -> Iterator[Flag]:
    named = find(medicine)
    if background.allergies is None:
        yield Flag(Code.NEVER_ASKED, Action.CONFIRM, medicine, read_as=named.spelling)
    for allergy in background.allergies or ():
        yield from _against(medicine, named, allergy, language)
    if background.allergies != () and not named:
        yield Flag(Code.MEDICINE_NOT_KNOWN, Action.NOTICE, medicine)
    if background.is_pregnant:
        yield from _in_pregnancy(medicine, named, language)


def _against(medicine: str, named: Named, allergy: str, language: str) -> Iterator[Flag]:
    to = find(allergy)
    read_as = named.spelling or to.spelling
    if named.drugs & to.drugs or joined(allergy) == joined(medicine):
        yield Flag(Code.SAME_MEDICINE, Action.CONFIRM, medicine, allergy, read_as=read_as)
        return
    if not to:
        yield Flag(Code.ALLERGY_NOT_KNOWN, Action.NOTICE, medicine, allergy)
        return
    shared = sorted(named.classes & to.classes)
    for class_id in shared:
        yield _same_class(classes()[class_id], medicine, allergy, to, read_as, language)
    crossing = _crossing(named, to)
    if crossing is not None and not shared:
        yield Flag(
            Code.CROSS_REACTION,
            Action(crossing["action"]),
            medicine,
            allergy,
            says(crossing, "says", language),
            crossing["id"],
            crossing["version"],
            read_as,
        )


def _same_class(row: Row, medicine: str, allergy: str, to: Named, read_as: str, language: str) -> Flag:
    """An allergy to the class itself («penicillin») is one to each of its medicines: a reason is asked for."""
    is_to_all = row["id"] in to.classes and not to.drugs
    action = Action.CONFIRM if is_to_all else Action(row["within"])
    words = says(row, "says", language)
    return Flag(Code.SAME_CLASS, action, medicine, allergy, words, row["id"], row["version"], read_as)


def _crossing(named: Named, to: Named) -> Row | None:
    """Return the worst crossing between an allergy and a medicine."""
    fitting = [row for row in allergy_table()["cross"] if _fits(row, named, to)]
    return min(fitting, key=lambda row: ORDER.index(Action(row["action"])), default=None)


def _fits(row: Row, named: Named, to: Named) -> bool:
    allergy = row.get("allergy_class") in to.classes or _shares(row.get("allergy_drugs", ()), to.drugs)
    medicine = row.get("drug_class") in named.classes or _shares(row.get("drugs", ()), named.drugs)
    return allergy and medicine


def _shares(listed: Sequence[str], found: frozenset[str]) -> bool:
    return not found.isdisjoint(listed)


def _in_pregnancy(medicine: str, named: Named, language: str) -> Iterator[Flag]:
    for class_id in sorted(named.classes):
        row = classes()[class_id]
        words = says(row, "in_pregnancy", language)
        if words:
            yield Flag(
                Code.IN_PREGNANCY,
                Action.WARN,
                medicine,
                says=words,
                rule=row["id"],
                rule_version=row["version"],
                read_as=named.spelling,
            )
