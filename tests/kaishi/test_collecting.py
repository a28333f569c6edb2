"""The web process looks for garbage by a clock: no number of new objects makes it stand still."""

import subprocess
import sys
from pathlib import Path

import pytest

from kaishi import collecting

GROWS = """
import gc
from kaishi import collecting
kept = [[] for _ in range(50_000)]
collecting.by_clock()
assert gc.get_freeze_count() > 50_000
before = gc.get_stats()[2]["collections"]
kept += [[one] for one in range(400_000)]
made = gc.get_stats()
print(made[0]["collections"] > 0, made[2]["collections"] - before)
"""


def test_many_new_objects_start_no_search_of_all() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GROWS],
        cwd=Path(collecting.__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "0"]


@pytest.mark.parametrize(("took_s", "pause_s"), [(0.0, 60.0), (0.05, 60.0), (0.2, 200.0), (3.0, 3_000.0)])
def test_collecting_costs_a_thousandth_of_the_time_at_most(took_s: float, pause_s: float) -> None:
    assert collecting.pause_s(took_s) == pytest.approx(pause_s)
