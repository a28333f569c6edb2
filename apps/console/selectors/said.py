"""What clinicians said about a recording, as its page shows it: where they disagree, what the mother reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from apps.accounts.models import Person
from apps.console.selectors.verdicts import Place, place
from apps.recordings import disagreements, outcome
from apps.recordings.models import Disagreement, Disputed
from apps.recordings.page import RecordingPage
from apps.recordings.plain_versions import PlainPage, plain_page_of
from apps.recordings.services.labour import may_be_analysed_again


@dataclass(frozen=True)
class DisagreementLine:
    """One mark. `take_back_url` is empty for whoever did not set it."""

    words: str
    note: str
    author: str
    said_at: datetime
    place: Place | None
    anchor: str
    is_on_older: bool
    is_taken_back: bool
    take_back_url: str


@dataclass(frozen=True)
class SaidShown:
    """Everything beside verdicts and reading that people say about the recording."""

    lines: list[DisagreementLine]
    by_item: dict[str, list[DisagreementLine]]
    """Marks that stand, by the anchor of their rule."""
    plain: PlainPage
    plain_url: str
    mark_url: str
    labour_url: str
    again_url: str
    outcome_url: str
    """Empty where the score is not offered."""
    may_be_in_labour: bool
    may_analyse_again: bool


def shown_said(person: Person, page: RecordingPage, fetus: int) -> SaidShown:
    """Return what was said about a recording in hand and one of its fetuses."""
    recording = page.recording
    rows = disagreements.disagreements_of(person, recording.public_id)
    standing = {row.pk for row in disagreements.standing(rows)}
    of_fetus = [row for row in rows if row.about != Disputed.TAKEN_BACK and row.fetus == fetus]
    lines = [_line(person, page, row, is_taken_back=row.pk not in standing) for row in of_fetus]
    here = [recording.public_id]
    return SaidShown(
        lines=lines,
        by_item=_by_item(lines),
        plain=plain_page_of(person, recording),
        plain_url=reverse("console:recording_plain", args=here),
        mark_url=reverse("console:recording_disagree", args=here),
        labour_url=reverse("console:recording_labour", args=here),
        again_url=reverse("console:recording_again", args=here),
        outcome_url=reverse("console:recording_outcome", args=here)
        if outcome.may_ask(person, recording) and not page.shows_older
        else "",
        may_be_in_labour=recording.uploaded_by_id != recording.subject_id,
        may_analyse_again=page.may_review and may_be_analysed_again(recording),
    )


def _by_item(lines: Sequence[DisagreementLine]) -> dict[str, list[DisagreementLine]]:
    found: dict[str, list[DisagreementLine]] = {}
    for line in lines:
        if line.anchor and not line.is_taken_back:
            found.setdefault(line.anchor, []).append(line)
    return found


def _line(person: Person, page: RecordingPage, row: Disagreement, *, is_taken_back: bool) -> DisagreementLine:
    is_own = row.author_id == person.pk and not is_taken_back
    has_place = row.start_s is not None and row.end_s is not None
    return DisagreementLine(
        words=disagreements.in_words(row),
        note=row.note,
        author=row.author.get_full_name(),
        said_at=row.said_at,
        place=place(page.recording, row.start_s or 0.0, row.end_s or 0.0) if has_place else None,
        anchor=f"item-{row.rule_set}-{row.rule_code}" if row.about == Disputed.ITEM else "",
        is_on_older=row.analysis_id != page.recording.current_analysis_id,
        is_taken_back=is_taken_back,
        take_back_url=_take_back_url(page.recording.public_id, row.public_id) if is_own else "",
    )


def _take_back_url(recording_id: UUID, disagreement_id: UUID) -> str:
    return reverse("console:recording_take_back", args=[recording_id, disagreement_id])
