"""Command line: `python -m ml_models.ctg FILE [--json] [--pdf OUT] [--png OUT]`, `… generate OUT.fhr`."""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path

from ml_models import ctg
from ml_models.ctg import report_command
from ml_models.ctg.false_signal.probability import DamagedWeights
from ml_models.ctg.generator import SCENARIOS
from ml_models.ctg.notes import EXPLANATIONS
from ml_models.ctg.verdicts import WHY_NOT, Item, Verdict


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code, 2 where the file or the weights cannot be read."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        return _generate(given[1:]) if given[:1] == ["generate"] else _summarise(given)
    except (ctg.FormatError, DamagedWeights, OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _generate(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ml_models.ctg generate", description="Write a believable trace."
    )
    parser.add_argument("out", type=Path, help="a file ending in .fhr, .fhrm, .csv or .json")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), default="reactive")
    parser.add_argument("--weeks", type=float, default=38, help="weeks of pregnancy")
    parser.add_argument("--twins", action="store_true")
    asked = parser.parse_args(arguments)
    recording = ctg.generate(
        asked.minutes, asked.seed, scenario=asked.scenario, gestation_weeks=asked.weeks, twins=asked.twins
    )
    ctg.write(recording, asked.out)
    print(f"{asked.out}: {asked.scenario}, {recording.duration_s / 60:g} min, seed {asked.seed}")
    return 0


def _summarise(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ml_models.ctg",
        description="Analyse a cardiotocogram.",
        epilog="To write a generated one: python -m ml_models.ctg generate OUT.fhr --minutes 30 --seed 1",
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="everything that was found, as JSON")
    parser.add_argument("--weeks", type=float, help="weeks of pregnancy")
    parser.add_argument("--labour", action="store_true", help="recorded in labour")
    parser.add_argument("--twins", action="store_true", help="the second channel is another fetus")
    parser.add_argument("--fetus", type=int, default=1)
    report_command.add_options(parser)
    asked = parser.parse_args(arguments)
    recording = ctg.read(asked.file)
    recording = recording.as_twins() if asked.twins else recording
    about = {"gestation_weeks": asked.weeks, "in_labour": asked.labour}
    each = [ctg.analyze(recording, fetus=fetus, **about) for fetus in range(1, recording.fetuses + 1)]
    if not 1 <= asked.fetus <= len(each):
        raise ValueError(f"fetus must be 1 to {len(each)}, given {asked.fetus}")
    analysis = each[asked.fetus - 1]
    report_command.write(asked, each, recording)
    print(json.dumps(analysis.to_dict(), indent=1) if asked.json else summary(analysis))
    return 0


def summary(analysis: ctg.Analysis) -> str:
    """A few lines for a terminal. What is unknown shows as ?."""
    lines = [
        f"duration        {analysis.duration_s / 60:.1f} min, "
        f"{analysis.signal_loss:.0%} of the fetal rate lost",
        f"baseline        {_told(analysis.mean_baseline_bpm, 0)} bpm, "
        f"variability {_told(analysis.variability_bpm, 0)} bpm",
        f"short-term var. {_told(analysis.stv_ms, 1)} ms",
        f"events          {len(analysis.accelerations)} accelerations, "
        f"{len(analysis.decelerations)} decelerations, {len(analysis.contractions)} contractions",
    ]
    lines += [
        f"  {event.kind:<13} {_clock(event.start_s)} - {_clock(event.end_s)}  {event.amplitude_bpm:.0f} bpm"
        for event in sorted(analysis.accelerations + analysis.decelerations, key=lambda event: event.start_s)
    ]
    lines += [f"note            {EXPLANATIONS[code]}" for code in analysis.notes]
    for name, verdict in analysis.verdicts.items():
        lines += _verdict(name, verdict)
    return "\n".join(
        [
            *lines,
            f"method          {analysis.method_version}; decision support, to be reviewed by a clinician",
        ]
    )


def _verdict(name: str, verdict: Verdict) -> list[str]:
    """The label, why there is none, and what failed or could not be assessed."""
    at = "" if verdict.minute is None else f" at minute {verdict.minute}"
    lines = [f"{name:<20}{verdict.label}{at}  ({verdict.rule_version})"]
    lines += [f"  why not        {WHY_NOT[code]}" for code in verdict.why_not]
    return lines + [f"  {_item(item)}" for item in verdict.failed]


def _item(item: Item) -> str:
    """One item: sign, words, value beside its limit, where, and whose rule it is."""
    value = "?" if item.value is None else f"{item.value:g}"
    limit = item.threshold
    limits = (
        f"{limit[0]:g} to {limit[1]:g}"
        if isinstance(limit, tuple)
        else "?"
        if limit is None
        else f"{limit:g}"
    )
    where = ", ".join(f"{_clock(start)} - {_clock(stop)}" for start, stop in item.samples[:3])
    more = f" and {len(item.samples) - 3} more" if len(item.samples) > 3 else ""
    sign = "not assessable" if item.met is None else "failed"
    return (
        f"{sign:<15}{item.words}: {value}, limit {limits} {item.unit}"
        f"{'; ' + where + more if where else ''} [{item.code}, {item.checked}]"
    )


def _told(value: float, digits: int) -> str:
    return f"{value:.{digits}f}" if math.isfinite(value) else "?"


def _clock(at_s: float) -> str:
    return f"{int(at_s // 3600)}:{int(at_s // 60) % 60:02d}:{int(at_s) % 60:02d}"


if __name__ == "__main__":
    sys.exit(main())
