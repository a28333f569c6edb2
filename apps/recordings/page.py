"""What the page of one recording shows, in a fixed number of queries. Read-only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import ngettext

from apps.accounts.models import Person
from apps.foundation.errors import Invalid
from apps.recordings import analyses, analysing, disagreements, failures, selectors, worklist
from apps.recordings.analyses import AnalysisLine
from apps.recordings.models import Analysis, Gap, Recording, Review, ReviewState
from apps.recordings.services import labour
from apps.recordings.services.may import reads_traces
from apps.recordings.states import State


@dataclass(frozen=True)
class RecordingPage:
    """`signed` holds every version, oldest first; `signed_now` the one that counts; `draft` her own."""

    recording: Recording
    analysis: Analysis | None
    fetuses: tuple[dict[str, Any], ...]
    """Findings of each fetus as `AnalysisOut.fetuses`; empty without an analysis."""
    gaps: tuple[Gap, ...]
    signed: tuple[Review, ...]
    draft: Review | None
    level: str
    sentence: str
    failure_text: str
    may_review: bool
    history: tuple[AnalysisLine, ...] = ()
    """Every analysis, newest first."""

    @property
    def shows_older(self) -> bool:
        """What is shown is not the analysis that counts."""
        return self.analysis is not None and self.analysis.pk != self.recording.current_analysis_id

    @property
    def signed_now(self) -> Review | None:
        """The newest signed version."""
        return self.signed[-1] if self.signed else None

    @property
    def clock_text(self) -> str:
        """A sentence where the samples reach beyond their own arrival; empty where they do not."""
        minutes = math.ceil(self.recording.ahead_s / 60)
        return (
            ngettext(
                "This recording ends %(minutes)d minute after it arrived: its start or the clock is wrong.",
                "This recording ends %(minutes)d minutes after it arrived: its start or the clock is wrong.",
                minutes,
            )
            % {"minutes": minutes}
            if minutes
            else ""
        )

    @property
    def is_outdated(self) -> bool:
        """A newer analysis has come since it was signed: the page shows a banner."""
        review = self.signed_now
        return review is not None and review.analysis_id != self.recording.current_analysis_id

    @property
    def is_of_older_method(self) -> bool:
        """What is shown counts, and the method of today, or its weights, are others."""
        return not self.shows_older and labour.is_of_older_method(self.recording)

    @property
    def is_running(self) -> bool:
        """The analysis is due or running: the page asks again."""
        return self.recording.state in (State.COMPLETE, State.ANALYSING)

    @property
    def is_ready_to_sign(self) -> bool:
        """She may sign, and what there is to see is there."""
        return self.may_review and self.recording.state in (State.ANALYSED, State.FAILED)


def recording_page(person: Person, recording_id: UUID, *, analysis_id: UUID | None = None) -> RecordingPage:
    """Everything about one recording that `person` may see; `analysis_id` shows an older analysis of it.

    Nobody signs while an older one lies before her. Raises NotVisible.
    """
    recording, analysis = selectors.analysis_of(person, recording_id)
    if analysis_id is not None:
        analysis = analyses.one_of(person, recording, analysis_id)
    is_older = analysis is not None and analysis.pk != recording.current_analysis_id
    reviews = selectors.reviews_visible_to(person).filter(recording_id=recording.pk).order_by("version", "pk")
    signed = tuple(review for review in reviews if review.state == ReviewState.SIGNED)
    draft = next((review for review in reviews if review.state == ReviewState.DRAFT), None)
    need = analysis.result["need"] if analysis else None
    level, sentence = worklist.need_of(recording.state, need, was_read=False)
    gaps = (
        Gap.objects.for_system("the recording was seen").filter(recording_id=recording.pk).order_by("start_s")
    )
    return RecordingPage(
        recording=recording,
        analysis=analysis,
        fetuses=tuple(analysis.result["fetuses"]) if analysis else (),
        gaps=tuple(gaps),
        signed=signed,
        draft=draft,
        level=level,
        sentence=sentence,
        failure_text=failures.sentence(recording.failure),
        may_review=reads_traces(person) and not is_older,
        history=tuple(analyses.history(person, recording)),
    )


def strip(
    person: Person, recording_id: UUID, *, fetus: int = 1, analysis_id: UUID | None = None
) -> dict[str, Any]:
    """What the strip draws over the trace, as plain values: baseline, events, gaps.

    Raises NotVisible, Invalid.
    """
    page = recording_page(person, recording_id, analysis_id=analysis_id)
    gaps = [{"start_s": gap.start_s, "end_s": gap.end_s, "cause": gap.cause} for gap in page.gaps]
    if page.analysis is None:
        return {"gaps": gaps}
    if not 1 <= fetus <= len(page.fetuses):
        raise Invalid.field("fetus", "", code="out_of_range", limit=len(page.fetuses))
    line = analysing.lines(bytes(page.analysis.baseline))[fetus - 1]
    found = page.fetuses[fetus - 1]
    disputed = [
        {"start_s": row.start_s, "end_s": row.end_s, "words": disagreements.in_words(row)}
        for row in disagreements.standing(disagreements.disagreements_of(person, recording_id))
        if row.fetus == fetus and row.start_s is not None and row.analysis_id == page.analysis.pk
    ]
    labels = _twin_labels(page.recording) if len(page.fetuses) > 1 else None
    return {
        **found,
        "baseline_bpm": {"step_s": analysing.LINE_STEP_S, "values": line},
        "gaps": gaps,
        "disputed": disputed,
        **({"fetus_labels": labels} if labels else {}),
    }


def _twin_labels(recording: Recording) -> list[str]:
    """Letters of the fetuses on the first and the second rate; «?» where nobody said."""
    return [fetus.label if fetus else "?" for fetus in (recording.fetus, recording.second_fetus)]


def recordings_of_pregnancy(person: Person, pregnancy_id: UUID, *, limit: int = 50) -> list[Recording]:
    """The newest recordings of a pregnancy, by their start, for the mother's page; signed ones carry
    `was_signed`."""
    from django.db.models import Exists, F, OuterRef

    signed = Review.objects.for_system("whether a visible recording was read").filter(
        recording=OuterRef("pk"), state=ReviewState.SIGNED
    )
    found = selectors.recordings_visible_to(person).filter(pregnancy__public_id=pregnancy_id)
    found = found.annotate(was_signed=Exists(signed), need=F("current_analysis__result__need"))
    return list(found.order_by("-started_at", "-pk")[:limit])
