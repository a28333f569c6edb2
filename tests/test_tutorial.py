"""The tutorial of CONTRIBUTING.md works: its blocks are applied to a copy of the project, its commands are run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ["apps", "kaishi", "ml_models", "locale"]
TESTS = ["__init__.py", "conftest.py", "factories.py", "servers.py"]
STEP = re.compile(
    r"^(New file|At the end of) `(?P<path>[^`]+)`:\n\n```python\n(?P<code>.*?)^```$|^```sh\n(?P<shell>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def copy_of_the_project(folder: Path) -> Path:
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ["manage.py", "pyproject.toml"]:
        shutil.copy(ROOT / name, folder / name)
    (folder / "tests").mkdir()
    for name in TESTS:
        if (ROOT / "tests" / name).exists():
            shutil.copy(ROOT / "tests" / name, folder / "tests" / name)
    return folder


def run(command: str, folder: Path) -> None:
    words = command.split()
    assert words[0] == "python", command
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "KAISHI_TEST"))
    }
    done = subprocess.run(
        [sys.executable, *words[1:]], cwd=folder, env=environment, capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"


def test_the_tutorial_can_be_followed_to_its_end(tmp_path):
    folder = copy_of_the_project(tmp_path)
    written, commands = 0, 0
    for step in STEP.finditer((ROOT / "CONTRIBUTING.md").read_text()):
        if step["shell"]:
            for command in step["shell"].strip().splitlines():
                run(command, folder)
                commands += 1
            continue
        target = folder / step["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        before = target.read_text() + "\n" if step[1] == "At the end of" else ""
        target.write_text(before + step["code"])
        written += 1
    assert (written, commands) == (13, 3)
