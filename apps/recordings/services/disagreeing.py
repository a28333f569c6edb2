"""A clinician marks where she disagrees with an analysis. Rows are added; one that no longer holds is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.recordings import verdicts
from apps.recordings.models import Analysis, Disagreement, Disputed, EventKind, Recording
from apps.recordings.services import locks, may

LISTS: Final[Mapping[str, str]] = {
    EventKind.ACCELERATION: "accelerations",
    EventKind.DECELERATION: "decelerations",
    EventKind.CONTRACTION: "contractions",
}
SAME_S: Final = 1.0
"""An event is named by its stretch; page and API round it."""


@dataclass(frozen=True)
class Said:
    """What she disagrees with. `about` is a rule's answer, an event, the baseline of a stretch, or a missed event."""

    about: str
    fetus: int = 1
    rule_set: str = ""
    rule_code: str = ""
    event_kind: str = ""
    start_s: float | None = None
    end_s: float | None = None
    note: str = ""


@write
def disagree(
    person: Person, *, recording_id: UUID, analysis_id: UUID, said: Said, at: datetime
) -> Disagreement:
    """Keep where she disagrees with one analysis, the current one or an older. Raises NotVisible, Forbidden, Invalid."""
    recording = locks.recording_of(person, recording_id)
    may.require_reviewer(person)
    analysis = _analysis(recording, analysis_id)
    _require_known(recording, analysis, said)
    kept = Disagreement.objects.create(
        subject_id=recording.subject_id,
        recording=recording,
        analysis=analysis,
        author=person,
        said_at=at,
        fetus=said.fetus,
        about=said.about,
        rule_set=said.rule_set,
        rule_code=said.rule_code,
        event_kind=said.event_kind,
        start_s=said.start_s,
        end_s=said.end_s,
        note=said.note.strip(),
    )
    _tell(recording)
    return kept


@write
def take_back(
    person: Person, *, recording_id: UUID, disagreement_id: UUID, note: str = "", at: datetime
) -> Disagreement:
    """Say that her own mark no longer holds; the row stays. Raises NotVisible, Forbidden, Conflict."""
    recording = locks.recording_of(person, recording_id)
    may.require_reviewer(person)
    rows = Disagreement.objects.for_system("the recording was seen").filter(recording=recording)
    before = rows.filter(public_id=disagreement_id).exclude(about=Disputed.TAKEN_BACK).first()
    if before is None:
        raise NotVisible
    if before.author_id != person.pk:
        raise Forbidden(_("Only who marked it may take it back. Mark where you disagree yourself."))
    if rows.filter(takes_back=before).exists():
        raise Conflict(_("This was taken back before."), code="taken_back")
    kept = Disagreement.objects.create(
        subject_id=recording.subject_id,
        recording=recording,
        analysis=before.analysis,
        author=person,
        said_at=at,
        fetus=before.fetus,
        about=Disputed.TAKEN_BACK,
        takes_back=before,
        note=note.strip(),
    )
    _tell(recording)
    return kept


def _tell(recording: Recording) -> None:
    """A hint for every open page; the mother's phone finds nothing new in it."""
    feed.changed(recording.subject_id, "recording", recording.public_id)


def _analysis(recording: Recording, analysis_id: UUID) -> Analysis:
    rows = Analysis.objects.for_system("the recording was seen").filter(recording=recording)
    analysis = rows.filter(public_id=analysis_id).first()
    if analysis is None:
        raise Invalid.field("analysis_id", _("This recording has no such analysis."), code="not_found")
    return analysis


def _require_known(recording: Recording, analysis: Analysis, said: Said) -> None:
    """She can only disagree with what the analysis says, or add what lies within the recording."""
    fetuses = analysis.result["fetuses"]
    if not 1 <= said.fetus <= len(fetuses):
        raise Invalid.field("fetus", _("There is no such choice."), code="out_of_range", limit=len(fetuses))
    found = fetuses[said.fetus - 1]
    if said.about == Disputed.ITEM:
        _require_item(found, said)
        return
    _require_stretch(recording, said)
    if said.about == Disputed.BASELINE:
        _require_empty(said, "event_kind", "rule_set", "rule_code")
        return
    if said.about not in (Disputed.EVENT, Disputed.MISSED):
        raise Invalid.field("about", _("There is no such choice."), code="invalid_choice")
    _require_empty(said, "rule_set", "rule_code")
    if said.event_kind not in LISTS:
        raise Invalid.field(
            "event_kind", _("Say what kind of event it is."), code="invalid_choice", limit=list(LISTS)
        )
    if said.about == Disputed.EVENT and not any(
        _is_same(event, said) for event in found[LISTS[said.event_kind]]
    ):
        raise Invalid.field("start_s", _("The analysis has no such event."), code="not_found")


def _require_item(found: Mapping[str, Any], said: Said) -> None:
    _require_empty(said, "event_kind", "start_s", "end_s")
    if said.rule_code not in verdicts.item_codes(found, said.rule_set):
        raise Invalid.field("rule_code", _("The analysis did not ask this rule."), code="not_found")


def _require_empty(said: Said, *names: str) -> None:
    for name in names:
        if getattr(said, name) not in ("", None):
            raise Invalid.field(name, _("This does not belong to what you disagree with."), code="not_here")


def _require_stretch(recording: Recording, said: Said) -> None:
    is_within = (
        said.start_s is not None
        and said.end_s is not None
        and 0 <= said.start_s < said.end_s <= recording.duration_s
    )
    if not is_within:
        raise Invalid.field(
            "start_s",
            _("Give a stretch within the recording, its start before its end."),
            code="out_of_range",
            limit=recording.duration_s,
        )


def _is_same(event: Mapping[str, Any], said: Said) -> bool:
    return (
        abs(event["start_s"] - (said.start_s or 0.0)) <= SAME_S
        and abs(event["end_s"] - (said.end_s or 0.0)) <= SAME_S
    )
