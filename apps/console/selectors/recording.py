"""The page of one recording: where it is on its way, what was found, what was read and signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Person
from apps.console.selectors.findings import Finding, finding
from apps.monitoring.selectors.gate import was_taken_in_spite
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.selectors import gestational_age
from apps.recordings.channels import Channel
from apps.recordings.models import Chunk, Gap, Recording, Review
from apps.recordings.page import RecordingPage
from apps.recordings.selectors import recordings_visible_to
from apps.recordings.states import State
from apps.ui import levels, words

NOT_READ = "to_be_read"
LONG_SILENCE: Final = timedelta(minutes=10)
"""A phone sends every few seconds while it records, and a file at once."""
LONG_ANALYSIS: Final = timedelta(minutes=3)
"""A day's trace takes a few seconds."""


@dataclass(frozen=True)
class GapLine:
    """A stretch that never arrived, and who lost it."""

    at: datetime
    duration_s: float
    cause: str


@dataclass(frozen=True)
class FetusRead:
    """What was read of one fetus; `title` only where there are two."""

    title: str
    baseline_bpm: str | None
    variability: str


@dataclass(frozen=True)
class VersionLine:
    """A signed version of the reading; `is_latest` is the one that counts."""

    title: str
    signed_at: datetime
    author: str
    is_latest: bool
    is_released: bool
    on_older_analysis: bool
    fetuses: list[FetusRead]
    assessment: str
    advice: str


@dataclass(frozen=True)
class Shown:
    """What the template of the recording page and its state fragment show."""

    public_id: UUID
    url: str
    state_url: str
    trace_url: str
    analysis_url: str
    started_at: datetime
    lead: list[str]
    print_header: str
    """Whose strip it is, for every printed row: sheets come apart."""
    level: str
    level_word: str
    need: str
    is_signed: bool
    sentence: str
    state: str
    progress: int
    duration_s: float
    is_under_way: bool
    silent_since: datetime | None
    """When the last sample came, where more should have come by now."""
    is_slow: bool
    failure_sentence: str
    has_samples: bool
    analysis_id: str
    signed_on_older: bool
    review_id: str
    """The signed reading that counts; empty where nothing is signed."""
    signed_by: str
    clock_sentence: str
    findings: list[Finding]
    gaps: list[GapLine]
    gaps_note: str
    facts: list[tuple[str, str]]
    versions: list[VersionLine]
    may_review: bool
    is_ready_to_sign: bool
    previous_url: str = ""
    next_url: str = ""
    shows_older: bool = False
    is_of_older_method: bool = False


def shown(page: RecordingPage, pregnancy: Pregnancy, *, at: datetime, fetus: int = 1) -> Shown:
    """Put a page into words; `fetus` is the one whose events the strip marks."""
    recording = page.recording
    findings = findings_of(page)
    of = [recording.public_id]
    marks = reverse("console:recording_marks", args=of)
    older = f"&analysis={page.analysis.public_id}" if page.analysis and page.shows_older else ""
    return Shown(
        public_id=recording.public_id,
        url=reverse("console:recording", args=of),
        state_url=reverse("console:recording_state", args=of),
        trace_url=reverse("recording-trace", args=of),
        analysis_url=f"{marks}?fetus={fetus}{older}",
        shows_older=page.shows_older,
        is_of_older_method=page.is_of_older_method,
        started_at=recording.started_at,
        lead=_lead(recording, pregnancy),
        print_header=_print_header(recording, pregnancy),
        level=level_of(page),
        level_word=level_word(page),
        need=need_of(page),
        is_signed=page.signed_now is not None and not page.is_outdated,
        sentence=_sentence(page, findings, fetus),
        state=recording.state,
        progress=recording.progress,
        duration_s=recording.duration_s,
        is_under_way=page.is_running or recording.state == State.RECEIVING,
        silent_since=silent_since(recording, at=at),
        is_slow=page.is_running and _waits_since(recording) < at - LONG_ANALYSIS,
        failure_sentence=page.failure_text,
        has_samples=recording.stored_count > 0,
        analysis_id=str(page.analysis.public_id) if page.analysis else "",
        signed_on_older=page.is_outdated,
        review_id=str(page.signed_now.public_id) if page.signed_now else "",
        signed_by=page.signed_now.author.get_full_name() if page.signed_now else "",
        clock_sentence=page.clock_text,
        findings=findings,
        gaps=[_gap(recording, gap) for gap in page.gaps],
        gaps_note=_gaps_note(page.gaps),
        facts=_facts(recording),
        versions=[_version(page, review) for review in reversed(page.signed)],
        may_review=page.may_review,
        is_ready_to_sign=page.is_ready_to_sign,
    )


def silent_since(recording: Recording, *, at: datetime) -> datetime | None:
    """When a recording that is not complete last gave a sign of life, where that is too long ago."""
    if recording.state != State.RECEIVING:
        return None
    chunks = Chunk.objects.for_system("the recording was seen").filter(recording_id=recording.pk)
    last: datetime = chunks.aggregate(last=Max("received_at"))["last"] or recording.recorded_at
    return last if last < at - LONG_SILENCE else None


def _waits_since(recording: Recording) -> datetime:
    return recording.completed_at or recording.recorded_at


def level_of(page: RecordingPage) -> str:
    """Level of the badge: what the findings ask for, unknown before there are any."""
    return page.level if page.recording.state in (State.ANALYSED, State.FAILED) else "unknown"


def need_of(page: RecordingPage) -> str:
    """Why a person should look; empty before the findings, and once she has looked for no other reason."""
    if page.recording.state not in (State.ANALYSED, State.FAILED):
        return ""
    code = page.analysis.result["need"]["code"] if page.analysis else ""
    return "" if page.signed and not page.is_outdated and code == NOT_READ else page.sentence


def level_word(page: RecordingPage) -> str:
    """The word beside it: where the recording is on its way, until it has arrived."""
    if page.recording.state in (State.ANALYSED, State.FAILED):
        return str(levels.level_of(page.level).word)
    return _("Arriving") if page.recording.state == State.RECEIVING else _("Being analysed")


def findings_of(page: RecordingPage) -> list[Finding]:
    """One entry for each fetus that was analysed."""
    several = len(page.fetuses) > 1
    labels = fetus_labels(page.recording)
    return [
        finding(
            found,
            number=number,
            label=labels[number - 1] if several else "",
            started_at=page.recording.started_at,
        )
        for number, found in enumerate(page.fetuses, start=1)
    ]


def fetus_labels(recording: Recording) -> list[str]:
    """Letters of the fetuses on the first and second rate; «?» where nobody said."""
    both = (recording.fetus, recording.second_fetus)
    return [fetus.label if fetus else "?" for fetus in both]


def fetuses_in_words(recording: Recording, pregnancy: Pregnancy) -> str:
    """«Fetuses A and B», «Fetus A»; empty where there is one only."""
    if recording.is_of_twins:
        first, second = fetus_labels(recording)
        return _("Fetuses %(first)s and %(second)s") % {"first": first, "second": second}
    if len(pregnancy.fetuses.all()) < 2:
        return ""
    return _("Fetus %(label)s") % {"label": fetus_labels(recording)[0]}


def age_days_at(recording: Recording, pregnancy: Pregnancy) -> int | None:
    """Gestational age in days on the day of the recording, None where nobody can tell."""
    age = gestational_age(pregnancy, recording.started_local.date())
    return age.days if age is not None and age.is_counted else None


def _print_header(recording: Recording, pregnancy: Pregnancy) -> str:
    age_days = age_days_at(recording, pregnancy)
    facts = [
        pregnancy.subject.get_full_name(),
        "" if age_days is None else words.gestational_age(age_days),
        fetuses_in_words(recording, pregnancy),
        str(recording.public_id),
    ]
    return " · ".join(fact for fact in facts if fact)


def _lead(recording: Recording, pregnancy: Pregnancy) -> list[str]:
    age_days = age_days_at(recording, pregnancy)
    facts = [
        words.duration(recording.duration_s) if recording.duration_s else "",
        "" if age_days is None else _("at %(age)s") % {"age": words.gestational_age(age_days)},
        fetuses_in_words(recording, pregnancy),
        " ".join(word for word in (recording.device_maker, recording.device_model) if word),
    ]
    return [fact for fact in facts if fact]


def _sentence(page: RecordingPage, findings: Sequence[Finding], fetus: int) -> str:
    if not findings:
        return _("Cardiotocogram without an analysis.")
    return _("Cardiotocogram.") + " " + findings[min(fetus, len(findings)) - 1].sentence


def _gap(recording: Recording, gap: Gap) -> GapLine:
    at = recording.started_at + timedelta(seconds=gap.start_s)
    return GapLine(at, gap.end_s - gap.start_s, str(gap.get_cause_display()))


def _gaps_note(gaps: Sequence[Gap]) -> str:
    total_s = sum(gap.end_s - gap.start_s for gap in gaps)
    return ngettext("%(count)d gap, %(length)s", "%(count)d gaps, %(length)s", len(gaps)) % {
        "count": len(gaps),
        "length": words.duration(total_s),
    }


def _in_spite(recording: Recording) -> list[tuple[str, str]]:
    """What she recorded by herself although she may not is marked."""
    if not was_taken_in_spite(recording):
        return []
    return [(_("Recording at home"), _("Begun while it was not open to her, and sent afterwards"))]


def _facts(recording: Recording) -> list[tuple[str, str]]:
    device = " ".join(
        word for word in (recording.device_maker, recording.device_model, recording.device_serial) if word
    )
    rate = None if recording.source_hz is None else f"{recording.source_hz:g} Hz"
    scalp = _scalp(recording)
    return [
        (_("Device"), device or "?"),
        *([(_("Scalp electrode"), scalp)] if scalp else []),
        *_in_spite(recording),
        (_("Came as"), str(recording.get_intake_display()) or "?"),
        (_("Format"), recording.source_format or "?"),
        (_("Sampling rate"), rate or "?"),
        (_("Number"), str(recording.public_id)),
    ]


def _scalp(recording: Recording) -> str:
    """Which rates a scalp electrode measured; empty where nobody says so."""
    rates = ((Channel.FHR1, _("first rate")), (Channel.FHR2, _("second rate")))
    return ", ".join(word for rate, word in rates if recording.scalp_rates & rate)


def _version(page: RecordingPage, review: Review) -> VersionLine:
    words_of = _("Version %(version)s, signed") if review.version == 1 else _("Version %(version)s, amended")
    title = words_of % {"version": review.version}
    return VersionLine(
        title=title,
        signed_at=review.signed_at or review.changed_at,
        author=review.author.get_full_name(),
        is_latest=review == page.signed_now,
        is_released=review.is_released,
        on_older_analysis=review.analysis_id != page.recording.current_analysis_id,
        fetuses=_read(page.recording, review),
        assessment=review.assessment,
        advice=review.advice_to_mother,
    )


def _read(recording: Recording, review: Review) -> list[FetusRead]:
    first = FetusRead("", _bpm(review.baseline_bpm), str(review.get_variability_display()))
    if not recording.is_of_twins:
        return [first]
    second = FetusRead("", _bpm(review.second_baseline_bpm), str(review.get_second_variability_display()))
    labels = [_("Fetus %(label)s") % {"label": label} for label in fetus_labels(recording)]
    return [replace(read, title=title) for read, title in zip((first, second), labels, strict=True)]


def _bpm(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"


def neighbours(person: Person, recording: Recording) -> tuple[str, str]:
    """Addresses of the recordings of this pregnancy before and after this one; empty at the ends."""
    rows = list(
        recordings_visible_to(person)
        .filter(pregnancy_id=recording.pregnancy_id)
        .order_by("started_at", "pk")
        .values("subject_id", "public_id")
    )
    order = [row["public_id"] for row in rows]
    at = order.index(recording.public_id)
    before, after = order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None
    return _address(before), _address(after)


def _address(public_id: UUID | None) -> str:
    return reverse("console:recording", args=[public_id]) if public_id else ""
