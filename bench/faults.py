"""What happens when parts of the house fail: a table for each part of the bench."""

from __future__ import annotations

from bench import Report
from bench._faults import silence


def run() -> Report:
    """Let every process and a device fall silent in turn, and see how soon a person is called."""
    rows = silence.run()
    return Report(
        "faults",
        ok=all(row["ok"] for row in rows),
        tables={"silence: seconds until a person is called": rows},
        remarks=[
            f"Grace {silence.GRACE_S} s for our own parts, {silence.DEVICE_GRACE_S} s for a device; asked: grace + 60 s.",
            "A process is stopped (SIGSTOP), not killed: the supervisor has a killed one back within a second.",
        ],
    )
