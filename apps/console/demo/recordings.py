"""Recordings over several weeks: generated traces, uploaded, analysed, some of them read and signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from apps.accounts.models import Person
from apps.console.demo.pregnancies import AGE_DAYS
from apps.pregnancies.models import Fetus, Pregnancy
from apps.recordings.models import Recording, Variability
from apps.recordings.services import analysis, reviews
from apps.recordings.services.announcing import Device, GivenGap, announce
from apps.recordings.services.completing import complete
from apps.recordings.services.intake import Upload, store_file
from apps.recordings.services.labour import say_labour
from apps.recordings.services.reviews import Reading
from ml_models import ctg

MINUTES: Final = 30
FILENAME: Final = "demonstration.fhr"
CLIENT_IDS: Final = UUID("6f6e2a5c-0c6b-5e0c-9d5e-3a1d7a1b7c10")
DEVICE: Final = Device("KAISHI", "Demonstration generator", "0001")
DEVICE_OF_THE_CLINIC: Final = Device("KAISHI", "Demonstration generator", "0002")
GAPS: Final = (GivenGap(612.0, 668.0, "network"), GivenGap(1180.0, 1204.0, "phone"))


@dataclass(frozen=True)
class Planned:
    """One recording of the demonstration: whose, how long ago, which kind of trace, and who has read it."""

    key: str
    ago: timedelta
    scenario: str
    seed: int
    minutes: float = MINUTES
    read_by: str = ""
    assessment: str = ""
    variability: str = Variability.NORMAL
    advice: Mapping[str, str] = field(default_factory=dict)  # by language: she reads it
    amended: str = ""
    gaps: tuple[GivenGap, ...] = ()
    in_labour_by: str = ""
    """Who brought it in, and said that it was made in labour; empty: the mother recorded at home."""


def _ago(*, days: int = 0, hours: int = 0, minutes: int = 0) -> timedelta:
    return timedelta(days=days, hours=hours, minutes=minutes)


ALL_WELL: Final = {
    "en": "Your baby's heart beats as it should. Please record again next week.",
    "zh-hans": "宝宝的心跳很正常。请下周再做一次监护。",
    "ko": "아기 심장이 잘 뛰고 있습니다. 다음 주에 다시 기록해 주세요.",
}
SOON_AGAIN: Final = {
    "en": "Please record again in two days, and come at once if the baby moves less than usual.",
    "zh-hans": "请两天后再做一次监护。如果宝宝的胎动比平时少，请马上来医院。",
    "ko": "이틀 뒤에 다시 기록해 주세요. 태동이 평소보다 줄면 바로 병원으로 오세요.",
}
PLAN: Final = (
    Planned(
        "mother",
        _ago(days=21, hours=3),
        "reactive",
        11,
        read_by="midwife",
        advice=ALL_WELL,
        assessment="Baseline stable, accelerations present, no decelerations.",
    ),
    Planned(
        "mother",
        _ago(days=14, hours=2),
        "reactive",
        12,
        read_by="obstetrician",
        advice=ALL_WELL,
        assessment="Baseline stable, accelerations present. Short loss of signal while she turned over.",
        amended="Baseline stable, accelerations present. The belt had slipped: refitted, no gap since.",
    ),
    Planned(
        "mother",
        _ago(days=7, hours=4),
        "reactive",
        13,
        read_by="midwife",
        advice=ALL_WELL,
        assessment="No change to last week.",
    ),
    Planned("mother", _ago(hours=5, minutes=40), "signal_loss", 14, gaps=GAPS),
    Planned(
        "mother2",
        _ago(days=13, hours=6),
        "twins",
        21,
        read_by="obstetrician",
        advice=ALL_WELL,
        assessment="Two separate rates throughout, both with accelerations.",
    ),
    Planned(
        "mother2",
        _ago(days=6, hours=5),
        "twins",
        22,
        read_by="midwife",
        advice=ALL_WELL,
        assessment="Both fetuses reactive; fetus B further to the left than last week.",
    ),
    Planned("mother2", _ago(hours=9, minutes=10), "twins", 23),
    Planned(
        "mother3",
        _ago(days=15, hours=7),
        "reactive",
        31,
        read_by="midwife",
        advice=ALL_WELL,
        assessment="Baseline stable, accelerations present, no decelerations.",
    ),
    Planned(
        "mother3",
        _ago(days=8, hours=1),
        "variable_decelerations",
        32,
        read_by="obstetrician",
        assessment="Variable decelerations, each short and with quick recovery. Repeat in two days.",
        advice=SOON_AGAIN,
    ),
    Planned("mother3", _ago(days=2, hours=2), "reactive", 33),
    Planned(
        "mother3",
        _ago(days=1, hours=6),
        "variable_decelerations",
        51,
        minutes=60,
        in_labour_by="midwife",
        read_by="obstetrician",
        assessment="Contractions every three to four minutes with variable decelerations, each with quick recovery. "
        "Contractions ceased two hours later; home again, to record in the morning.",
        advice=SOON_AGAIN,
    ),
    Planned("mother3", _ago(hours=4, minutes=5), "late_decelerations", 34),
    Planned("mother3", _ago(minutes=48), "bradycardia", 44),
)
"""The newest of each mother wait for somebody; one of them is why the worklist has a worst."""


def make_recording(
    by_key: dict[str, Person], pregnancy: Pregnancy, plan: Planned, *, at: datetime
) -> Recording:
    """Upload, analyse and, where the plan says so, sign one recording as it would have happened then."""
    mother, started = by_key[plan.key], at - plan.ago
    sender = by_key[plan.in_labour_by] if plan.in_labour_by else mother
    done = started + timedelta(minutes=plan.minutes + 1)
    trace = ctg.generate(
        plan.minutes,
        plan.seed,
        scenario=plan.scenario,
        gestation_weeks=(AGE_DAYS[plan.key] - plan.ago.days) / 7,
    )
    fetuses: list[Fetus] = sorted(pregnancy.fetuses.all(), key=lambda fetus: fetus.label)
    recording, _new = announce(
        sender,
        client_id=uuid5(CLIENT_IDS, f"{plan.key} {plan.seed}"),
        pregnancy_id=pregnancy.public_id,
        started_at=started,
        at=started + timedelta(seconds=2),
        zone_name=mother.time_zone,
        device=DEVICE_OF_THE_CLINIC if plan.in_labour_by else DEVICE,
        fetus_id=fetuses[0].public_id,
        second_fetus_id=fetuses[1].public_id if trace.twins else None,
    )
    upload = Upload(FILENAME, ctg.write_bytes(trace, FILENAME))
    store_file(sender, recording_id=recording.public_id, upload=upload, at=done)
    complete(sender, recording_id=recording.public_id, at=done, gaps=plan.gaps)
    if plan.in_labour_by:
        say_labour(sender, recording_id=recording.public_id, in_labour=True, at=done)
    analysis.run(recording.public_id, task_id="demo", now=lambda: done)
    _read(by_key, recording, plan, at=done + timedelta(minutes=35))
    return recording


def _read(by_key: dict[str, Person], recording: Recording, plan: Planned, *, at: datetime) -> None:
    if not plan.read_by:
        return
    recording.refresh_from_db()
    found = recording.current_analysis
    means_bpm = [fetus["mean_baseline_bpm"] for fetus in found.result["fetuses"]] if found else [None]
    rounded = [None if bpm is None else 5.0 * round(bpm / 5) for bpm in means_bpm]
    reading = Reading(
        found.public_id if found else None,
        baseline_bpm=rounded[0],
        variability=plan.variability,
        second_baseline_bpm=rounded[-1] if recording.is_of_twins else None,
        second_variability=plan.variability if recording.is_of_twins else Variability.UNKNOWN,
        assessment=plan.assessment,
        advice_to_mother=plan.advice.get(by_key[plan.key].language, ""),
        is_released=bool(plan.advice),
    )
    reader, about = by_key[plan.read_by], {"recording_id": recording.public_id}
    first = reviews.sign(reader, reading=reading, at=at, **about)
    if plan.amended:
        further = replace(reading, assessment=plan.amended, amends=first.public_id)
        reviews.amend(reader, reading=further, at=at + timedelta(hours=20), **about)
