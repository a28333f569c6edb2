"""The intrapartum outcome score: for obstetricians and midwives, in labour only, where site and team have it on.

It is computed when somebody asks, from the samples that the analysis saw, and not kept: nothing else rests on it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, NotVisible
from apps.recordings import score_teams, selectors
from apps.recordings.analysing import is_by_method_of_today
from apps.recordings.models import Analysis, Recording
from apps.recordings.services.may import require_reviewer
from ml_models import ctg
from ml_models.ctg.outcome import PH_LIMITS

WHY_NOT: Final = (
    "shorter_than_30_min",
    "less_than_15_min_believed",
    "false_signal",
    "most_of_the_last_30_min_lost",
)


@dataclass(frozen=True)
class Likelihood:
    """How likely the umbilical artery's pH lies below a limit. None: cannot be told."""

    ph_below: float
    probability: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Outcome:
    """The score of one recording, with what it rests on."""

    analysis: Analysis
    model_version: str
    is_interpretable: bool
    why_not: tuple[str, ...]
    likelihoods: tuple[Likelihood, ...]


def may_ask(person: Person, recording: Recording) -> bool:
    """Say whether the page offers it: to whoever reads traces, of a recording in labour that is analysed."""
    from apps.recordings.services.may import reads_traces

    return (
        reads_traces(person)
        and recording.in_labour
        and recording.current_analysis_id is not None
        and score_teams.is_on_for(person, recording)
    )


def outcome_of(person: Person, recording_id: UUID) -> Outcome:
    """Score a recording in labour. Raises NotVisible (also where it is off), Forbidden, Conflict.

    Each limit of pH has its probability and where nine tenths of the ensemble lie.
    """
    recording, analysis = selectors.analysis_of(person, recording_id)
    require_reviewer(person)
    if not score_teams.is_on_for(person, recording):
        raise NotVisible
    if not recording.in_labour:
        raise Conflict(_("The outcome score is for recordings in labour only."), code="not_in_labour")
    given = selectors.given_for_analysis(recording)
    if analysis is None or not _is_of_today(analysis) or bytes(analysis.input_sha256) != given.digest:
        raise Conflict(_("The analysis is not ready yet."), code="not_ready")
    found = ctg.analyze(given.recording(), gestation_weeks=given.gestation_weeks, in_labour=True)
    scores = [found.outcome_score(ph_below=limit) for limit in PH_LIMITS]
    return Outcome(
        analysis=analysis,
        model_version=scores[0].model_version,
        is_interpretable=all(score.interpretable for score in scores) and not recording.is_of_twins,
        why_not=(*scores[0].why_not, *(["twins"] if recording.is_of_twins else [])),
        likelihoods=tuple(
            Likelihood(
                score.ph_below,
                *(
                    None if recording.is_of_twins or math.isnan(value) else value
                    for value in (score.probability, score.low, score.high)
                ),
            )
            for score in scores
        ),
    )


def _is_of_today(analysis: Analysis) -> bool:
    return is_by_method_of_today(analysis.method_version, analysis.weights_sha256)


def why_not(code: str) -> str:
    """Return why no probability is told."""
    return {
        "shorter_than_30_min": _("The recording is shorter than 30 minutes."),
        "false_signal": _("Too much of the rate seems to be another heart or noise."),
        "less_than_15_min_believed": _("Less than 15 minutes of the last hour are believed."),
        "most_of_the_last_30_min_lost": _("Most of the last 30 minutes is missing."),
        "twins": _("It was learned from single babies, and this recording is of twins."),
    }.get(code, code)
