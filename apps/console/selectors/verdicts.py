"""Verdicts and numbers of one fetus as the page shows them: every stretch with its clock and its place on the strip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.console.selectors.findings import figure
from apps.recordings import ten_minutes, verdict_words, verdicts
from apps.recordings.models import Analysis, Recording
from apps.recordings.page import RecordingPage
from apps.recordings.ten_minutes import TenMinutes
from apps.recordings.verdicts import ItemSaid, VerdictSaid

SHOWN_PLACES: Final = 12


@dataclass(frozen=True)
class Place:
    """A stretch of the strip. `fragment` is what an address ends with that leads there."""

    at: datetime
    until: datetime
    fragment: str


@dataclass(frozen=True)
class ItemRow:
    """One rule; `anchor` is its name on the page."""

    anchor: str
    item: ItemSaid
    places: list[Place]
    more: int
    """Stretches that are not listed."""
    disputed: Sequence[Any] = ()
    """Where clinicians disagree with it."""


@dataclass(frozen=True)
class VerdictCard:
    """One rule set."""

    verdict: VerdictSaid
    rows: list[ItemRow]

    @property
    def against(self) -> int:
        """How many rules speak against the best label."""
        return sum(row.item.speaks_against for row in self.rows)


@dataclass(frozen=True)
class BlockRow:
    """Ten minutes with their clock; figures are written, None is «?»."""

    place: Place
    block: TenMinutes
    baseline: str | None
    bandwidth: str | None


@dataclass(frozen=True)
class NumberLine:
    """A figure beside the table, with the stretches that it comes from."""

    words: str
    value: str | None
    places: list[Place]


@dataclass(frozen=True)
class HistoryLine:
    """One analysis of the recording."""

    title: str
    at: datetime
    url: str
    is_current: bool
    is_shown: bool
    weeks: float | None
    in_labour: bool
    changes: list[str]


@dataclass(frozen=True)
class VerdictsShown:
    """Everything that the page shows of verdicts and numbers of one fetus."""

    cards: list[VerdictCard]
    left_aside: list[VerdictSaid]
    in_labour: bool
    is_asked: bool
    """False: the analysis is of a method that asked no rule set."""
    blocks: list[BlockRow]
    numbers: list[NumberLine]


def shown_verdicts(page: RecordingPage, fetus: int) -> VerdictsShown | None:
    """Return what to show of a fetus, None without an analysis."""
    if page.analysis is None:
        return None
    found, recording = page.fetuses[fetus - 1], page.recording
    return VerdictsShown(
        cards=[_card(recording, one) for one in verdicts.said(found)],
        left_aside=verdicts.left_aside(found),
        in_labour=bool(found.get("in_labour")),
        is_asked=bool(found.get("verdicts")),
        blocks=[_block(recording, block) for block in ten_minutes.rows(found)],
        numbers=_numbers(recording, found),
    )


def disputed(shown: VerdictsShown, by_item: Mapping[str, Sequence[Any]]) -> VerdictsShown:
    """Return the same with what clinicians say to each rule, by its anchor."""
    cards = [
        replace(card, rows=[replace(row, disputed=by_item.get(row.anchor, ())) for row in card.rows])
        for card in shown.cards
    ]
    return replace(shown, cards=cards)


def history(page: RecordingPage) -> list[HistoryLine]:
    """Return every analysis of a recording in hand, the one that counts first."""
    here = reverse("console:recording", args=[page.recording.public_id])
    shown = page.analysis.pk if page.analysis else None
    several = page.recording.is_of_twins
    return [
        HistoryLine(
            title=_method(line.analysis),
            at=line.created_at,
            url=here if line.is_current else f"{here}?analysis={line.analysis.public_id}",
            is_current=line.is_current,
            is_shown=line.analysis.pk == shown,
            weeks=line.analysis.gestation_weeks,
            in_labour=line.in_labour,
            changes=[_change(change, several) for change in line.changes],
        )
        for line in page.history
    ]


def _method(analysis: Analysis) -> str:
    """Its version, and that of its weights where they were kept."""
    fetuses = analysis.result["fetuses"]
    weights = fetuses[0].get("false_signal_weights") if fetuses and analysis.weights_sha256 else ""
    return " · ".join(word for word in (analysis.method_version, weights) if word)


def place(recording: Recording, start_s: float, end_s: float) -> Place:
    """Return a stretch of a recording with its clock."""
    start, end = (recording.started_at + timedelta(seconds=second) for second in (start_s, end_s))
    return Place(start, end, f"at={start_s:g}-{end_s:g}")


def places(recording: Recording, spans: Iterable[tuple[float, float]]) -> list[Place]:
    """Return stretches of a recording with their clocks."""
    return [place(recording, start, end) for start, end in spans]


def _card(recording: Recording, verdict: VerdictSaid) -> VerdictCard:
    return VerdictCard(verdict, [_row(recording, verdict, item) for item in verdict.items])


def _row(recording: Recording, verdict: VerdictSaid, item: ItemSaid) -> ItemRow:
    return ItemRow(
        anchor=f"item-{verdict.rule_set}-{item.code}",
        item=item,
        places=places(recording, item.places[:SHOWN_PLACES]),
        more=max(0, len(item.places) - SHOWN_PLACES),
    )


def _block(recording: Recording, block: TenMinutes) -> BlockRow:
    return BlockRow(
        place=place(recording, block.start_s, block.end_s),
        block=block,
        baseline=figure(block.baseline_bpm),
        bandwidth=figure(block.bandwidth_bpm),
    )


def _numbers(recording: Recording, found: Mapping[str, Any]) -> list[NumberLine]:
    if not found.get("numbers"):
        return []
    ltv, rate = (ten_minutes.figure(found, name) for name in ("ltv_ms", "contractions_per_10min"))
    lines = [
        NumberLine(_("Long-term variation"), _with(figure(ltv, decimals=1), "ms"), []),
        NumberLine(_("Contractions in 10 min, busiest part"), figure(rate, decimals=1), []),
        NumberLine(_("Likely another heart or noise"), _false_part(found), []),
    ]
    for words, name in (
        (_("Episodes of high variation"), "high_episodes"),
        (_("Episodes of low variation"), "low_episodes"),
        (_("Sinusoidal stretches"), "sinusoidal"),
    ):
        spans = ten_minutes.stretches(found, name)
        lines.append(NumberLine(words, str(len(spans)), places(recording, spans)))
    return lines


def _false_part(found: Mapping[str, Any]) -> str:
    part = ten_minutes.figure(found, "false_part")
    return _("not asked") if part is None else verdict_words.amount(part, "part")


def _with(value: str | None, unit: str) -> str | None:
    return None if value is None else f"{value} {unit}"


def _change(change: Any, several: bool) -> str:
    words = {
        "rule_set": verdict_words.title(change.rule_set),
        "before": verdict_words.label(change.before) if change.before else _("not asked"),
        "after": verdict_words.label(change.after),
        "fetus": change.fetus,
    }
    if several:
        return _("Rate %(fetus)d, %(rule_set)s: %(before)s → %(after)s") % words
    return _("%(rule_set)s: %(before)s → %(after)s") % words
