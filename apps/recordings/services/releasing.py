"""What a mother reads of a recording: a clinician releases a text, or withdraws it with a reason. Versions stay."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import Language, Person
from apps.foundation import feed
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.outbox import emit
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.notifications.services.notifying import notify
from apps.recordings import plain_words
from apps.recordings.events import PlainVersionChanged
from apps.recordings.models import Analysis, PlainState, PlainVersion, Recording
from apps.recordings.services import locks, may
from apps.recordings.services.reviews import StaleAnalysis
from apps.recordings.states import State

FEED_KIND: Final = "plain_version"
NOTICE: Final = "plain_version"


class NewerVersion(Conflict):
    """Somebody has released or withdrawn since she opened the recording; the error names the version that counts."""

    code = "newer_version"


@write
def release(
    person: Person,
    *,
    recording_id: UUID,
    analysis_id: UUID,
    seen_version: int,
    text: str,
    language: str,
    at: datetime,
) -> PlainVersion:
    """Let the mother read a text about the analysis that counts. `seen_version`: the newest that she saw, 0 for none.

    Raises NotVisible, Forbidden, Conflict (not analysed, nothing new), StaleAnalysis, NewerVersion, Invalid.
    """
    recording = locks.recording_of(person, recording_id)
    may.require_reviewer(person)
    analysis = _current(recording, analysis_id)
    before = _newest(recording, seen_version)
    text = text.strip()
    if not text:
        raise Invalid.field(
            "text", _("Write what the mother should read before you release it."), code="blank"
        )
    if language not in Language.values:
        raise Invalid.field(
            "language", _("There is no such choice."), code="invalid_choice", limit=Language.values
        )
    version = PlainVersion.objects.create(
        subject_id=recording.subject_id,
        recording=recording,
        analysis=analysis,
        author=person,
        version=seen_version + 1,
        state=PlainState.RELEASED,
        language=language,
        text=text,
        is_edited=text != proposal(recording, analysis, language),
        said_at=at,
    )
    _tell(recording, version, before)
    notify(
        person,
        to=recording.subject,
        kind=NOTICE,
        object_id=recording.public_id,
        severity=Severity.INFO,
        at=at,
        dedupe_key=f"plain_version:{version.public_id}",
        pregnancy_id=recording.pregnancy.public_id,
    )
    return version


@write
def withdraw(
    person: Person, *, recording_id: UUID, seen_version: int, reason: str, at: datetime
) -> PlainVersion:
    """Take back what was released; the reason is for the care team.

    Raises NotVisible, Forbidden, Conflict (nothing is released), NewerVersion, Invalid.
    """
    recording = locks.recording_of(person, recording_id)
    may.require_reviewer(person)
    before = _newest(recording, seen_version)
    if before is None or before.state != PlainState.RELEASED:
        raise Conflict(_("Nothing is released."), code="not_released")
    if not reason.strip():
        raise Invalid.field("reason", _("Say why it is withdrawn."), code="blank")
    version = PlainVersion.objects.create(
        subject_id=recording.subject_id,
        recording=recording,
        analysis_id=before.analysis_id,
        author=person,
        version=seen_version + 1,
        state=PlainState.WITHDRAWN,
        language=before.language,
        reason=reason.strip(),
        said_at=at,
    )
    _tell(recording, version, before)
    return version


def proposal(recording: Recording, analysis: Analysis, language: str) -> str:
    """Return the text that is proposed for an analysis in hand, in a language."""
    fetuses = (recording.fetus, recording.second_fetus)
    labels = [fetus.label if fetus else "?" for fetus in fetuses] if recording.is_of_twins else []
    with translation.override(language):
        return plain_words.proposed(
            analysis.result["fetuses"], duration_s=recording.duration_s, labels=labels
        )


def _current(recording: Recording, analysis_id: UUID) -> Analysis:
    """Return the analysis that counts, whole. Raises where there is none, or she saw another one."""
    current = recording.current_analysis
    if recording.state != State.ANALYSED or current is None:
        raise Conflict(_("The analysis is not ready yet. Release when it is."), code="not_ready")
    if current.public_id != analysis_id:
        raise StaleAnalysis(
            _("There is a newer analysis than the one this text is about. Read it before you release."),
            current_analysis=str(current.public_id),
        )
    return Analysis.objects.for_system("the recording was seen").get(pk=current.pk)


def _newest(recording: Recording, seen_version: int) -> PlainVersion | None:
    rows = PlainVersion.objects.for_system("the recording was seen").filter(recording=recording)
    newest: PlainVersion | None = rows.order_by("-version").first()
    current = newest.version if newest else 0
    if current != seen_version:
        raise NewerVersion(
            _("Somebody has released or withdrawn a text meanwhile. Read that first."),
            current_version=current,
        )
    return newest


def _tell(recording: Recording, version: PlainVersion, before: PlainVersion | None) -> None:
    for changed in (version, before):
        if changed is not None and changed.state == PlainState.RELEASED:
            feed.changed(recording.subject_id, FEED_KIND, changed.public_id)
    feed.changed(recording.subject_id, "recording", recording.public_id)
    emit(
        PlainVersionChanged(
            recording=recording.public_id,
            pregnancy=recording.pregnancy.public_id,
            version=version.version,
            is_released=version.state == PlainState.RELEASED,
            at=version.said_at,
        )
    )
