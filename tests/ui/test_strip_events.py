"""The table beside the strip numbers events as the strip does."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from apps.ui.design import demo
from apps.ui.strip import labelled_events
from tests.ui.node import node

PRINT_LABELS = """
const { labelledEvents } = await import(process.argv[1]);
const events = labelledEvents(JSON.parse(process.argv[2]));
console.log(JSON.stringify(events.map((event) => [event.label, event.startS])));
"""
START = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
EVENTS_JS = Path(__file__).resolve().parents[2] / "apps" / "ui" / "static" / "ui" / "strip" / "events.js"
ANALYSIS = {
    "accelerations": [
        {"start_s": 300, "end_s": 330, "amplitude_bpm": 18.4},
        {"start_s": 100, "end_s": 130, "amplitude_bpm": None},
    ],
    "decelerations": [
        {"start_s": 200, "end_s": 260, "amplitude_bpm": 30.0, "kind": "late"},
        {"start_s": 210, "end_s": 220, "kind": "new kind"},
    ],
    "contractions": [{"start_s": 180, "end_s": 240, "amplitude_bpm": 40}],
}


def test_events_in_order_of_time_with_letter_word_and_length():
    events = labelled_events(ANALYSIS, started_at=START)
    rows = [(e.label, str(e.word), e.duration_s, e.amplitude_bpm) for e in events]
    assert rows == [
        ("A1", "Acceleration", 30.0, None),
        ("C1", "Contraction", 60.0, None),
        ("D1", "Late deceleration", 60.0, -30.0),
        ("D2", "Deceleration", 10.0, None),
        ("A2", "Acceleration", 30.0, 18.4),
    ]


def test_an_event_happens_when_the_clock_says():
    assert labelled_events(ANALYSIS, started_at=START)[0].at == datetime(2026, 11, 22, 17, 1, 40, tzinfo=UTC)


def test_an_analysis_without_events_has_no_rows():
    assert labelled_events({}, started_at=START) == []
    assert labelled_events({"accelerations": None}, started_at=START) == []


def test_the_script_gives_the_same_labels():
    analysis = demo.analysis(2)
    arguments = [node(), "--input-type=module", "-e", PRINT_LABELS, EVENTS_JS.as_uri(), json.dumps(analysis)]
    answer = subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=60)
    table = [[e.label, e.start_s] for e in labelled_events(analysis, started_at=START)]
    assert len(table) == 6 * 2 + 6 * 2 + 6 * 4
    assert json.loads(answer.stdout) == table
