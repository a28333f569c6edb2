"""What the rule sets said to one fetus's trace, in the reader's words: from verdict to item to samples. Pure.

Read from what the analysis kept (`Analysis.result`), never judged anew. An analysis of an older method has no
verdicts; then there are none, which is no verdict either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from apps.recordings import verdict_words as words

NOT_APPLICABLE: Final = "not applicable"
NOT_INTERPRETABLE: Final = "not interpretable"
ORDER: Final = ("nst", "antepartum_criteria", "figo2015", "nichd2008")
MET, NOT_MET, UNKNOWN = "met", "not_met", "not_assessable"


@dataclass(frozen=True)
class ItemSaid:
    """One rule and what the trace says to it."""

    code: str
    words: str
    state: str
    """`met`: what the rule describes is there; `not_met`; `not_assessable`."""
    speaks_against: bool
    """It keeps the best label back."""
    informs: bool
    """It never keeps a label back by itself: whether it is there is told, and is neither good nor bad."""
    value: str
    limit: str
    rule_version: str
    source: str
    checked: str
    places: tuple[tuple[float, float], ...]
    """Stretches that decided, in seconds from the first sample."""

    @property
    def order(self) -> int:
        """What speaks against comes first, then what is not known, then what is there for information."""
        if self.speaks_against:
            return 0
        return 1 if self.state == UNKNOWN else 2 if self.informs and self.state == MET else 3


@dataclass(frozen=True)
class VerdictSaid:
    """One rule set's answer. `label_code` is the method's own word, `label` the reader's."""

    rule_set: str
    title: str
    purpose: str
    label_code: str
    label: str
    level: str
    is_interpretable: bool
    why_not: tuple[str, ...]
    rule_version: str
    minute: int | None
    items: tuple[ItemSaid, ...]


def said(found: Mapping[str, Any]) -> list[VerdictSaid]:
    """Return the verdicts that are for this recording; rules of labour are none on a trace at home."""
    return [one for one in every(found) if one.label_code != NOT_APPLICABLE]


def every(found: Mapping[str, Any]) -> list[VerdictSaid]:
    """Return the answer of every rule set, those included that are for another situation."""
    kept: Mapping[str, Any] = found.get("verdicts") or {}
    known = [name for name in ORDER if name in kept]
    return [_verdict(name, kept[name]) for name in [*known, *(set(kept) - set(known))]]


def left_aside(found: Mapping[str, Any]) -> list[VerdictSaid]:
    """Return the rule sets that are not for this recording."""
    return [one for one in every(found) if one.label_code == NOT_APPLICABLE]


def labels(found: Mapping[str, Any]) -> dict[str, str]:
    """Return the label of each rule set as the method says it."""
    return {name: str(one["label"]) for name, one in (found.get("verdicts") or {}).items()}


def item_codes(found: Mapping[str, Any], rule_set: str) -> set[str]:
    """Return the codes of the rules that a rule set asked."""
    verdict = (found.get("verdicts") or {}).get(rule_set) or {}
    return {str(item["code"]) for item in verdict.get("reasons", ())}


def _verdict(name: str, kept: Mapping[str, Any]) -> VerdictSaid:
    code = str(kept["label"]) if kept["interpretable"] else _without_label(kept)
    items = [_item(given, str(kept["rule_version"])) for given in kept["reasons"]]
    return VerdictSaid(
        rule_set=name,
        title=words.title(name),
        purpose=words.purpose(name),
        label_code=code,
        label=words.label(code),
        level=words.level(code),
        is_interpretable=bool(kept["interpretable"]),
        why_not=tuple(words.why_not(str(why)) for why in kept["why_not"]),
        rule_version=str(kept["rule_version"]),
        minute=kept.get("minute"),
        items=tuple(sorted(items, key=lambda item: item.order)),
    )


def _without_label(kept: Mapping[str, Any]) -> str:
    """A verdict that is not interpretable never shows another label, whatever is stored."""
    return NOT_APPLICABLE if kept["label"] == NOT_APPLICABLE else NOT_INTERPRETABLE


def _item(given: Mapping[str, Any], rule_version: str) -> ItemSaid:
    met = given["met"]
    unit = str(given.get("unit") or "")
    return ItemSaid(
        code=str(given["code"]),
        words=words.rule(str(given["code"]), str(given["words"])),
        state=UNKNOWN if met is None else MET if met else NOT_MET,
        speaks_against=bool(given["against"]),
        informs=bool(given.get("informs")),
        value=words.amount(given.get("value"), unit),
        limit=words.limit(given.get("threshold"), unit),
        rule_version=rule_version,
        source=str(given["source"]),
        checked=words.checked(str(given["checked"])),
        places=_places(given.get("samples") or ()),
    )


def _places(spans: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(start), float(end)) for start, end in spans)
