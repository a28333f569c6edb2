"""The scripts of consultations, in the JavaScript engine that comes with the browser driver."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.ui.node import node

FOLDER = Path(__file__).parent / "js"


def test_the_clock_of_a_row_ticks_by_the_servers_moment() -> None:
    file = FOLDER / "countdown.test.mjs"
    run = subprocess.run(
        [node(), "--test", str(file)], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
