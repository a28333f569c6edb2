"""What a phone's idle socket, and a screen that watches, hold in the memory of the web process; beside a bare relay."""

from __future__ import annotations

import asyncio
import os
import platform
from functools import partial
from typing import Any

from bench import Report
from bench._chat.crowd import allow_files
from bench._chat.site import resident_bytes
from bench._live.ward import BEDS_A_SCREEN, Ward, served, ward
from bench._servers import django_with_servers

FIRST, PHONES, FIRST_SCREENS, SCREENS = 100, 1_000, 20, 200
MOST_KB = 35.0
QUIET_S = 6.0


def run() -> Report:
    """Measure and report; `ok` says whether an idle one stays below its limit."""
    import uvloop

    report = Report("sockets")
    report.remarks.append(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; memory of its own of the web "
        f"process, from the first sockets of a kind to all of them, open and quiet."
    )
    allow_files()
    with django_with_servers(), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        with served("-m", "bench._live.relay", "FILE", str(BEDS_A_SCREEN)) as (pid, port):
            rows = [runner.run(_relay(pid, port))]
        made = ward(FIRST + PHONES, FIRST_SCREENS + SCREENS)
        with served("manage.py", "part", "web", "FILE") as (pid, port):
            rows += runner.run(_ours(pid, port, made))
    report.tables["memory a socket"] = rows
    report.ok = all(row.get("holds", True) for row in rows)
    return report


async def _relay(pid: int, port: int) -> dict[str, Any]:
    from bench._live.wire import connect

    first = [await connect(port, f"/phone/{n}") for n in range(FIRST)]
    before = await _quiet(pid)
    rest = [await connect(port, f"/phone/{n}") for n in range(PHONES)]
    kb = (await _quiet(pid) - before) / 1024 / len(rest)
    for wire in (*first, *rest):
        wire.close()
    return {"what": "bare relay", "sockets": len(rest), "reached_kb": kb}


async def _ours(pid: int, port: int, made: Ward) -> list[dict[str, Any]]:
    from bench._live import sending

    some = partial(sending.connected, port)
    first, _ = await some(Ward(made.phones[:FIRST], []), sending.Run(FIRST))
    before = await _quiet(pid)
    run = sending.Run(PHONES)
    phones, _ = await some(Ward(made.phones[FIRST:], []), run)
    between = await _quiet(pid)
    watched = partial(sending.screens, port, made.phones[:FIRST])
    first_screens = await watched(made.screens[:FIRST_SCREENS], run)
    before_screens = await _quiet(pid)
    screens = await watched(made.screens[FIRST_SCREENS:], run)
    after = await _quiet(pid)
    wires = (*first, *phones, *first_screens, *screens)
    alive = sum(not wire.transport.is_closing() for wire in wires)
    rows = [
        _row("phone that sends a recording", len(phones), between - before),
        {
            "what": f"screen that watches {BEDS_A_SCREEN} beds (not idle: no limit asked)",
            "sockets": len(screens),
            "reached_kb": (after - before_screens) / 1024 / len(screens),
        },
    ]
    rows[-1] |= {"alive": alive, "holds": alive == len(wires)}
    for wire in wires:
        wire.on_close = lambda _: None
        wire.close()
    return rows


def _row(what: str, count: int, taken: int) -> dict[str, Any]:
    kb = taken / 1024 / count
    return {
        "what": what,
        "sockets": count,
        "reached_kb": kb,
        "asked": f"<= {MOST_KB:.0f}",
        "holds": kb <= MOST_KB,
    }


async def _quiet(pid: int) -> int:
    await asyncio.sleep(QUIET_S)
    return resident_bytes(pid)
