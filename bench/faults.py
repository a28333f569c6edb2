"""What happens when parts of the house fail. `KAISHI_BENCH_PARTS=live,silence` chooses."""

from __future__ import annotations

import os
from typing import Any

from bench import Report
from bench._faults import live, silence

PARTS = ("live", "silence")


def run() -> Report:
    """Kill everything under a hundred phones; let every process and a device fall silent, and see who is called."""
    asked = os.environ.get("KAISHI_BENCH_PARTS", ",".join(PARTS)).split(",")
    tables: dict[str, list[dict[str, Any]]] = {}
    phones = int(os.environ.get("KAISHI_BENCH_PHONES", str(live.PHONES)))
    if "live" in asked:
        tables[f"live: {phones} phones, {len(live.KILLS)} processes killed"] = live.run(phones=phones)
    if "silence" in asked:
        tables["silence: seconds until a person is called"] = silence.run()
    return Report(
        "faults",
        ok=all(row["ok"] for rows in tables.values() for row in rows),
        tables=tables,
        remarks=[
            "Live: killed with SIGKILL; the supervisor has each back within seconds. Phones are the simulator's.",
            f"Silence: grace {silence.GRACE_S} s for our own parts, {silence.DEVICE_GRACE_S} s for a device; asked: "
            "grace + 60 s. A process is stopped (SIGSTOP): a killed one is back within a second.",
        ],
    )
