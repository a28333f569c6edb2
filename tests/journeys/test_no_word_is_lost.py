"""Web, Valkey and PostgreSQL are killed while people write: what was acknowledged is there, once, in its order.

The same code as `python -m bench chat`, with fewer messages; it runs in a process of its own, which needs Django on
other servers than those of the tests.
"""

from __future__ import annotations

import json
import subprocess
import sys

from tests.kaishi.starting import CHECKOUT, environment

PROGRAM = """
import asyncio, json
from bench._chat import faults
from bench._chat.site import pairs, running

with running(KAISHI_MESSAGES_A_SECOND="100000", KAISHI_MESSAGES_AT_ONCE="100000") as site:
    people = pairs(4, "faults")
    killed = ("kaishi: web", "valkey-server", "/postgres ")
    print(json.dumps(asyncio.run(faults.survive(site, people, messages=800, killed=killed))))
"""


def test_no_word_is_lost_doubled_or_out_of_order_when_servers_are_killed():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=CHECKOUT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-4_000:]
    reached = json.loads(done.stdout.splitlines()[-1])
    assert (reached["acknowledged"], reached["kills"]) == (800, 3)
    found = ("lost", "doubled", "out_of_order", "clients_with_another_list")
    assert {name: reached[name] for name in found} == dict.fromkeys(found, 0)
