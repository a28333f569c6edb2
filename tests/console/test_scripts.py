"""The console's scripts, in the JavaScript engine that comes with the browser driver."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.ui.node import node

FOLDER = Path(__file__).parent / "js"


def test_news_and_unsent_words_behave() -> None:
    files = [str(path) for path in sorted(FOLDER.glob("*.test.mjs"))]
    assert len(files) == 3
    run = subprocess.run([node(), "--test", *files], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
