"""Compile requirements.in and requirements-dev.in into the pinned files, with hashes. Run by `make lock`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("torch==2.13.0", "torchvision==0.28.0")  # a pair: change both
HEADER = """\
# Compiled from {name}.in for Python 3.11 to 3.13; edit that file, then run: make lock
# torch and torchvision carry no hashes: the CPU build and the CUDA build of one version differ. 'make up'
# installs those two with pip and the rest with uv; by hand: pip install uv && uv pip install -r {name}.txt
"""
OPTIONS = (
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--quiet",
)


def lock(name: str) -> None:
    target = ROOT / f"{name}.txt"
    command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, f"{name}.in"]
    compiled = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    target.write_text(HEADER.format(name=name) + "\n".join(HEAVY) + "\n" + compiled)
    print(f"{target.name}: {compiled.count('==')} packages beside torch and torchvision")


for each in ("requirements", "requirements-dev"):
    lock(each)
