"""Alcohol, tobacco, what needs a prescription, slimming, and claims about diseases: never."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Final

from apps.referrals.screening import tables
from apps.referrals.screening.kinds import MOUTH
from apps.referrals.screening.lexicon import Lexicon
from apps.referrals.screening.negation import is_negated
from apps.referrals.screening.normal import SIGHTS, Text
from apps.referrals.screening.verdicts import BLOCK, OK, WARN, Reason

GROUPS: Final = ("alcohol", "tobacco", "prescription", "weight_loss")
LISTED: Final = "listed"
"""Words that count in a list of ingredients only: elsewhere they are parts of others."""
EATEN: Final = "slimming_food"
"""Words that count in the title of what is eaten only: «slim» is a fit of trousers, too."""
IN_LISTS: Final = frozenset({"alcohol", "tobacco", "prescription", LISTED})
CLAIMS_COUNT: Final = MOUTH | {"cosmetic", "other"}
NEAR: Final = 40
OTHER_GROUPS: Final = frozenset(GROUPS)
EATEN_GROUPS: Final = OTHER_GROUPS | {EATEN}
IN_DESCRIPTION: Final = frozenset({"prescription", "weight_loss"})
"""Alcohol and tobacco in a description are more often a comparison, or a warning."""
STEMS: Final = re.compile(
    r"[a-z]{3,}(?:cillin|cycline|floxacin|thromycin|sartan|vastatin|gliptin|gliflozin|glutide|azepam|azolam|oxetine|triptan|"
    r"denafil|dalafil|tretinoin|prostol)|tretinoin|ozempic|wegovy|accutane|warfarin|methotrexate|finasteride"
)
EASTERN_STEMS: Final = re.compile(
    r"西林|沙星胶囊|四环素|[\u4e00-\u9fff]霉素(?:片|胶囊|颗粒|注射|针|分散)|他汀|沙坦|异维a酸|司美格鲁肽|(?:아목시|암피|페니)실린|사이클린|플록사신|스타틴정|세마글루타이드"
)
"""Stems of the WHO's international nonproprietary names of which every medicine needs a prescription."""
PRESCRIBED: Final = SIGHTS.add(STEMS, EASTERN_STEMS)
DRUNK: Final = MOUTH | {"other"}
STRENGTH: Final = re.compile(
    r"\b[0-9]{1,2}(?:[.,][0-9])?\s?%\s?(?:vol|abv|alc)\b|\babv\b|\balc\.?\s?[0-9]|[0-9]\s?(?:%\s?)?vol\.?\s?%|"
    r"(?<![0-9])(?:[5-9]|[1-6][0-9])\s?[度도](?![가-힣])(?=.{0,12}(?:[0-9]\s?ml|毫升))|(?:[0-9]\s?ml|毫升).{0,12}(?<![0-9])(?:[5-9]|[1-6][0-9])\s?[度도](?![가-힣])"
)
"""How strong a drink is. A proof in degrees counts beside a volume only."""
STRENGTHS: Final = SIGHTS.add(STRENGTH)
NOT_DRUNK: Final = frozenset({"cosmetic", "household"})
WORN: Final = frozenset({"apparel", "gear"})
LISTS_COUNT: Final = DRUNK - {"medicine"}
"""A medicine names its substance in its list; all of them wait for a person."""
COMES_WITH: Final = re.compile(
    r"(?:\b(?:with|free|gift|plus|and|incl\w*|bottles? of|samples? of)\b|[+&]|赠送?|送|附|含|증정|사은품)[^.,;|]{0,24}$"
)
A_THING: Final = re.compile(
    r"[\s-]*(?:glass|rack|opener|stopper|cooler|bag|holder|charm|red|gold|pink|print|pattern|motif|sequin|lace|trim|satin|"
    r"coloured|colored|colou?r|shade|tone|stripe|check|杯|色|架|袋|红|金|잔|색|랙)"
)
"""After the name of a drink: a colour, a glass."""
COLOURED: Final = re.compile(r"[\s-]colou?r|色|색")
ALWAYS_THERE: Final = (
    "not intended to diagnose, treat, cure or prevent",
    "not intended to diagnose, treat, cure, or prevent",
)


@cache
def _words() -> Lexicon[tuple[str, str]]:
    table = tables.toml("never.toml")
    return Lexicon(
        [
            (term, (group, verdict))
            for group in (*GROUPS, LISTED, EATEN)
            for name, verdict in (("terms", BLOCK), ("friends", OK), ("warn", WARN))
            for term in table[group][name]
        ],
        guess=False,
    )


@cache
def _claims(name: str) -> Lexicon[str]:
    return Lexicon([(term, name) for term in dict.fromkeys(tables.toml("never.toml")["disease"][name])])


def counts_described(group: str, verdict: str) -> bool:
    """Say whether a word of a group counts in a description."""
    return group in IN_DESCRIPTION and verdict != OK


def lexicons() -> tuple[Lexicon[Any], ...]:
    """Return where every reason below begins: without a word of these there is none."""
    return _words(), _claims("names")


def in_title(title: Text, kind: str) -> Iterator[Reason]:
    """Yield what is never offered, by a title."""
    return _reasons(title, kind, EATEN_GROUPS if kind in MOUTH else OTHER_GROUPS)


def in_description(description: Text, kind: str) -> Iterator[Reason]:
    """Yield what is never offered, by a description."""
    return _reasons(description, kind, IN_DESCRIPTION)


def _reasons(said: Text, kind: str, groups: frozenset[str]) -> Iterator[Reason]:
    for hit in _words().find(said):
        for group, verdict in hit.entries:
            if group not in groups or verdict == OK or _is_harmless(group, said, hit.start, hit.end, kind):
                continue
            if kind in WORN and group == "alcohol":
                verdict = WARN
            yield _of_group(verdict, group, hit.term)
    if kind in CLAIMS_COUNT:
        yield from _about_diseases(said)


def listed(said: Text, kind: str) -> Iterator[Reason]:
    """Yield what one ingredient of something eaten or drunk must not be."""
    if kind not in LISTS_COUNT:
        return
    for hit in _words().find(said):
        for group, verdict in hit.entries:
            if verdict != OK and group in IN_LISTS and not is_negated(said.flat, hit.start, hit.end):
                yield _of_group(verdict, group, hit.term)
    for name in _prescribed(said):
        yield _of_group(BLOCK, "prescription", name)


def _of_group(verdict: str, group: str, term: str) -> Reason:
    table = tables.toml("never.toml")[group]
    return Reason(verdict, table.get("rule", group), term, "", table["source"])


def _prescribed(said: Text) -> list[str]:
    """Return names of medicines that need a prescription, by their stems."""
    if not said.may_show(PRESCRIBED):
        return []
    names = [word for word in said.stems if _is_prescribed(word)]
    return names if said.flat.isascii() else names + EASTERN_STEMS.findall(said.flat)


@lru_cache(maxsize=50_000)
def _is_prescribed(word: str) -> bool:
    return STEMS.fullmatch(word) is not None


def by_form(title: Text, kind: str) -> Iterator[Reason]:
    """Yield what no list of words can name whole: medicines by the stems of their names, drinks by their strength."""
    if names := _prescribed(title):
        source = "WHO, the use of stems in the selection of INN; Directive 2001/83/EC"
        yield Reason(BLOCK, "prescription", names[0], "", source)
    if kind in DRUNK and title.may_show(STRENGTHS) and (found := STRENGTH.search(title.flat)):
        yield Reason(BLOCK, "alcohol", found.group(), "", tables.toml("never.toml")["alcohol"]["source"])


def _is_harmless(group: str, said: Text, start: int, end: int, kind: str) -> bool:
    if group in ("alcohol", "tobacco") and COLOURED.match(said.flat, end):
        return True
    if group == "alcohol" and kind in NOT_DRUNK:
        return True  # a scent; what is in a cream is judged by its list
    if group == "alcohol" and kind in WORN and not _is_poured(said.flat, start, end):
        return True  # a colour, a glass
    return group != "prescription" and is_negated(said.flat, start, end)


def _is_poured(flat: str, start: int, end: int) -> bool:
    """Say whether a drink comes with a thing: «mat with a bottle of prosecco», but no «dress with wine glasses»."""
    return bool(COMES_WITH.search(flat[max(0, start - NEAR) : start])) and not A_THING.match(flat, end)


def _about_diseases(said: Text) -> Iterator[Reason]:
    flat = said.flat
    names = [hit for hit in _claims("names").find(said) if not _is_part(flat, hit.start, hit.end)]
    if not names:
        return
    for act in _claims("acts").find(said):
        if is_negated(flat, act.start, act.end) or any(
            flat.find(one, max(0, act.start - 60)) >= 0 for one in ALWAYS_THERE
        ):
            continue
        for name in names:
            if abs(name.start - act.end) <= NEAR or abs(act.start - name.end) <= NEAR:
                source = tables.toml("never.toml")["disease"]["source"]
                yield Reason(BLOCK, "disease_claim", f"{act.term} {name.term}", "", source)
                return


def _is_part(flat: str, start: int, end: int) -> bool:
    """암 (cancer) is a syllable of many Korean words."""
    return (
        end - start == 1
        and flat[start] == "암"
        and ("가" <= flat[start - 1 : start] <= "힣" or "가" <= flat[end : end + 1] <= "힣")
    )
