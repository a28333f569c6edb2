"""The how-to for outsiders works: its files are written, its commands run, its output is what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HOW_TO = ROOT / "docs" / "how-to" / "write-a-device-adapter.md"
STEP = re.compile(
    r"^New file `(?P<path>[^`]+)`:\n\n```\w+\n(?P<held>.*?)^```$"
    r"|^```sh\n(?P<shell>.*?)^```$|^```text\n(?P<says>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def run(command: str, folder: Path) -> str:
    words = command.split()
    assert words[0] == "python", command
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [sys.executable, *words[1:]], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_an_outsider_can_follow_it_to_its_end(tmp_path):
    said = []
    for step in STEP.finditer(HOW_TO.read_text(encoding="utf-8")):
        if step["path"]:
            (tmp_path / step["path"]).write_text(step["held"], encoding="utf-8")
        elif step["shell"]:
            said.append(run(step["shell"].strip(), tmp_path))
        else:
            assert said[-1] == step["says"]
    assert len(said) == 3
    assert said[0].splitlines()[-1] == "4 cases, 0 of 9 checks failed"
    assert "skipped" not in said[0]
    assert "9 passed" in said[1]
    assert len([path for path in tmp_path.iterdir() if path.is_file()]) == 4


def test_it_names_every_check():
    from ml_models.devices.conformance import CHECKS

    text = HOW_TO.read_text(encoding="utf-8")
    assert [check.__name__ for check in CHECKS if f"| `{check.__name__}` |" not in text] == []
