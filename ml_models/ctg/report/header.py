"""Whose recording it is, and who has read it: what the caller tells the report. What is not told prints as not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo


@dataclass(frozen=True)
class Signature:
    """A reading that a clinician has signed; `words` are hers, line by line."""

    name: str
    signed_at: datetime
    version: int = 1
    words: tuple[str, ...] = ()
    on_older_analysis: bool = False


@dataclass(frozen=True)
class Header:
    """What stands at the head of every page. `start` and `made_at` are aware; times are shown in `zone`.

    `gestation_days`: on the day of the recording. `fetus_labels`: letters of the fetuses on the first and second rate.
    `findings_are_older`: they were made of other samples, or for another week, than what is drawn.
    `disagreements`: sentences of clinicians who read the trace otherwise, in the language of the paper.
    """

    name: str = ""
    number: str = ""
    gestation_days: int | None = None
    device: str = ""
    start: datetime | None = None
    zone: tzinfo | None = None
    zone_name: str = ""
    recording: str = ""
    made_at: datetime | None = None
    fetus_labels: tuple[str, ...] = ()
    signature: Signature | None = None
    findings_are_older: bool = False
    disagreements: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for moment in (self.start, self.made_at):
            if moment is not None and moment.tzinfo is None:
                raise ValueError("start and made_at need a time zone")
