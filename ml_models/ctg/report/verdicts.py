"""Verdicts as lines of text: what speaks against first, what could not be assessed, what informs, what is in order. Pure.

A verdict is a mapping: `label`, `rule_version`, `interpretable`, `why_not`, `reasons` (each `code, met, value, unit,
threshold, samples, source, words`, `against` where it keeps the best label back (without it what is not met does) and
`informs` where it never does).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ml_models.ctg.report.words import Words

NOT_APPLICABLE: Final = "not applicable"
"""The label of rules that are for another situation: labour, for instance."""
GROUPS: Final = ("failed", "unsettled", "informs", "met")
SHOWN_STRETCHES: Final = 4
Stretches = Callable[[float], str]


@dataclass(frozen=True)
class Group:
    """Items of one fate, each as a line and the line of where and by which source; no such line for what is in order."""

    fate: str
    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Verdict:
    """One rule set's answer in words."""

    title: str
    label: str
    version: str
    why_not: tuple[str, ...]
    groups: tuple[Group, ...]


def in_words(verdicts: Mapping[str, Mapping[str, Any]], words: Words, exact: Stretches) -> list[Verdict]:
    """Return every verdict in words; `exact(second)` tells a time. One that is not interpretable never shows a label."""
    return [_verdict(key, given, words, exact) for key, given in verdicts.items()]


def _verdict(key: str, given: Mapping[str, Any], words: Words, exact: Stretches) -> Verdict:
    says_something = given["interpretable"] or given["label"] == NOT_APPLICABLE
    label = words.label(str(given["label"])) if says_something else words("not_interpretable")
    groups = [
        Group(
            fate,
            words(fate),
            tuple(_item(item, words, exact) for item in given["reasons"] if _fate(item) == fate),
        )
        for fate in GROUPS
    ]
    return Verdict(
        title=words.rule_set(key),
        label=label,
        version=words("rules", version=given["rule_version"]),
        why_not=tuple(words.why_not(str(reason)) for reason in given["why_not"]),
        groups=tuple(group for group in groups if group.lines),
    )


def _fate(item: Mapping[str, Any]) -> str:
    if item["met"] is None:
        return "unsettled"
    if item.get("informs") and item["met"]:
        return "informs"
    return "failed" if item.get("against", not item["met"]) else "met"


def _item(item: Mapping[str, Any], words: Words, exact: Stretches) -> tuple[str, str]:
    value = _number(item.get("value"))
    told = " ".join(
        part for part in (value, str(item.get("unit") or "").replace("_", " ") if value else "") if part
    )
    threshold = _number(item.get("threshold"))
    asked = words("asked", threshold=threshold) if threshold else ""
    line = words.translate(str(item["words"]))
    numbers = " · ".join(part for part in (told, asked) if part)
    if _fate(item) == "met":
        return (f"{line}  ({numbers})" if numbers else line), ""
    where = _where(item.get("samples") or (), words, exact)
    source = words("source", source=item["source"]) if item.get("source") else ""
    return (f"{line}  ({numbers})" if numbers else line), " · ".join(part for part in (where, source) if part)


def _number(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:.4g}" if math.isfinite(value) else ""
    if isinstance(value, list | tuple):
        return " – ".join(_number(one) or "…" for one in value)
    return str(value)


def _where(samples: Sequence[Sequence[float]], words: Words, exact: Stretches) -> str:
    if not samples:
        return ""
    shown = ", ".join(f"{exact(start)}–{exact(end)}" for start, end in samples[:SHOWN_STRETCHES])
    rest = len(samples) - SHOWN_STRETCHES
    more = f", {words('more', count=rest)}" if rest > 0 else ""
    return words("at", stretches=shown) + more
