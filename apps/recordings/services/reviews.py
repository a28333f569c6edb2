"""A clinician reads a recording: drafts, signs, amends.

What is signed stays, fixed to the analysis that she saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.recordings import awaiting
from apps.recordings.events import ReviewSigned
from apps.recordings.models import Analysis, Recording, Review, ReviewState, Variability
from apps.recordings.services import locks, may
from apps.recordings.states import State


class StaleAnalysis(Conflict):
    """There is a newer analysis than the one that she saw; the error names it."""

    code = "stale_analysis"


class NewerReview(Conflict):
    """Somebody has signed since she opened the recording; the error names the review that counts now."""

    code = "newer_review"


class AlreadySigned(Conflict):
    """The recording has a signed review; what follows is an amendment."""

    code = "already_signed"


@dataclass(frozen=True)
class Reading:
    """What a clinician says about a recording; no diagnosis.

    `analysis_id` is the analysis that she looked at,
    `amends` the signed review that she had before her (None: nothing was signed).
    Baseline and variability are of the first rate; the `second_` ones of the other twin.
    """

    analysis_id: UUID | None
    baseline_bpm: float | None = None
    variability: str = Variability.UNKNOWN
    second_baseline_bpm: float | None = None
    second_variability: str = Variability.UNKNOWN
    assessment: str = ""
    advice_to_mother: str = ""
    is_released: bool = False
    amends: UUID | None = None


@write
def save_draft(person: Person, *, recording_id: UUID, reading: Reading, at: datetime) -> tuple[Review, bool]:
    """Keep her unfinished reading; nobody else sees it. Returns it and whether it is new.

    Raises NotVisible, Forbidden.
    """
    recording = _reviewable(person, recording_id)
    review, is_new = _own_draft(person, recording, at)
    _write_down(review, recording, reading, at)
    review.save()
    return review, is_new


@write
def sign(person: Person, *, recording_id: UUID, reading: Reading, at: datetime) -> Review:
    """Sign the first reading.

    Raises NotVisible, Forbidden, NotReady, StaleAnalysis, AlreadySigned, Invalid.
    """
    recording = _reviewable(person, recording_id)
    signed = newest_signed(recording)
    if signed is not None:
        raise AlreadySigned(_meanwhile(signed), current_review=str(signed.public_id))
    return _sign(person, recording, reading, None, at)


@write
def amend(person: Person, *, recording_id: UUID, reading: Reading, at: datetime) -> Review:
    """Sign a further version of `reading.amends`; the ones before stay as they are.

    Raises as `sign`, NewerReview where she did not see the newest, and Conflict where nothing is signed.
    """
    recording = _reviewable(person, recording_id)
    before = newest_signed(recording)
    if before is None:
        raise Conflict(_("Nothing has been signed yet. Sign a review first."), code="not_signed")
    if before.public_id != reading.amends:
        raise NewerReview(_meanwhile(before), current_review=str(before.public_id))
    return _sign(person, recording, reading, before, at)


@write
def discard_draft(person: Person, *, recording_id: UUID) -> bool:
    """Throw her own draft away; says whether there was one. Raises NotVisible, Forbidden."""
    recording = _reviewable(person, recording_id)
    deleted, _by_table = _drafts(person, recording).delete()
    return bool(deleted)


def newest_signed(recording: Recording) -> Review | None:
    """Return the signed review that counts."""
    signed = Review.objects.for_system("the recording was seen").filter(
        recording=recording, state=ReviewState.SIGNED
    )
    return signed.select_related("author").order_by("-version").first()


def _meanwhile(signed: Review) -> str:
    return _("%(name)s has signed this recording meanwhile. Read that first.") % {
        "name": signed.author.get_full_name()
    }


def _reviewable(person: Person, recording_id: UUID) -> Recording:
    recording = locks.recording_of(person, recording_id)
    may.require_reviewer(person)
    return recording


def _drafts(person: Person, recording: Recording):  # type: ignore[no-untyped-def]
    return Review.objects.for_system("her own draft").filter(
        recording=recording, author=person, state=ReviewState.DRAFT
    )


def _own_draft(person: Person, recording: Recording, at: datetime) -> tuple[Review, bool]:
    review = _drafts(person, recording).first()
    if review is not None:
        return review, False
    return Review(subject_id=recording.subject_id, recording=recording, author=person, created_at=at), True


def _sign(
    person: Person, recording: Recording, reading: Reading, before: Review | None, at: datetime
) -> Review:
    _require_ready(recording, reading)
    _require_words(reading)
    review, _is_new = _own_draft(person, recording, at)
    _write_down(review, recording, reading, at)
    review.state, review.signed_at, review.amends = ReviewState.SIGNED, at, before
    review.version = 1 if before is None or before.version is None else before.version + 1
    review.save()
    for changed in (review, before):
        if changed is not None and changed.is_released:
            feed.changed(recording.subject_id, "review", changed.public_id)
    awaiting.signed(recording, by=person, at=at)
    # A hint for every open page, also where the mother has nothing new to read.
    feed.changed(recording.subject_id, "recording", recording.public_id)
    emit(
        ReviewSigned(
            recording=recording.public_id,
            pregnancy=recording.pregnancy.public_id,
            review=review.public_id,
            version=review.version,
            at=at,
        )
    )
    return review


def _require_ready(recording: Recording, reading: Reading) -> None:
    if recording.state not in (State.ANALYSED, State.FAILED):
        raise Conflict(_("The analysis is not ready yet. Sign when it is."), code="not_ready")
    current = recording.current_analysis.public_id if recording.current_analysis else None
    if reading.analysis_id != current:
        raise StaleAnalysis(
            _("There is a newer analysis than the one you saw. Please look at it before you sign."),
            current_analysis=None if current is None else str(current),
        )


def _require_words(reading: Reading) -> None:
    if not reading.assessment.strip():
        raise Invalid.field("assessment", _("Write what you saw before you sign."), code="blank")
    if reading.is_released and not reading.advice_to_mother.strip():
        raise Invalid.field(
            "advice_to_mother", _("Write what the mother should read before you release it."), code="blank"
        )


def _require_twins(recording: Recording, reading: Reading) -> None:
    """Nobody can have read a second fetus where one was recorded."""
    said = {
        "second_baseline_bpm": reading.second_baseline_bpm is not None,
        "second_variability": reading.second_variability != Variability.UNKNOWN,
    }
    for field, is_said in said.items():
        if is_said and not recording.is_of_twins:
            raise Invalid.field(field, _("This recording is of one fetus only."), code="no_second_fetus")


def _write_down(review: Review, recording: Recording, reading: Reading, at: datetime) -> None:
    _require_twins(recording, reading)
    review.analysis = _analysis(recording, reading.analysis_id)
    review.baseline_bpm = reading.baseline_bpm
    review.variability = reading.variability
    review.second_baseline_bpm = reading.second_baseline_bpm
    review.second_variability = reading.second_variability
    review.assessment = reading.assessment.strip()
    review.advice_to_mother = reading.advice_to_mother.strip()
    review.is_released = reading.is_released
    review.changed_at = at


def _analysis(recording: Recording, analysis_id: UUID | None) -> Analysis | None:
    if analysis_id is None:
        return None
    found = Analysis.objects.for_system("the recording was seen").filter(
        recording=recording, public_id=analysis_id
    )
    analysis = found.defer("result", "baseline").first()
    if analysis is None:
        raise Invalid.field("analysis_id", _("This recording has no such analysis."), code="not_found")
    return analysis
