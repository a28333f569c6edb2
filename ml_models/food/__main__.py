"""Command line: `python -m ml_models.food PHOTO…`; `python -m ml_models.food train --data FOLDER`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from ml_models import food
from ml_models.food.reading import UNREADABLE, opened
from ml_models.food.recogniser import WEIGHTS


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["train"]:
        return _train(given[1:])
    parser = argparse.ArgumentParser(prog="python -m ml_models.food", description="Say what is on photos.")
    parser.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
    parser.add_argument("--json", action="store_true", help="one object a line")
    asked = parser.parse_args(given)
    model, failed = food.load(), False
    for path in asked.photos:
        try:
            photo = opened(path)
        except UNREADABLE as error:
            print(f"{path}: cannot be read as a photo ({error})", file=sys.stderr)
            failed = True
            continue
        answer = model.predict(photo)
        if asked.json:
            print(json.dumps({"photo": str(path), **asdict(answer)}))
        else:
            found = ", ".join(f"{label} {chance:.0%}" for label, chance in answer.candidates)
            print(f"{path}: {answer.status} ({'nothing can be seen' if answer.is_flat else found})")
    return 1 if failed else 0


def _train(given: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ml_models.food train", description="Train the recogniser anew."
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder with the sets of photos")
    parser.add_argument("--into", type=Path, default=WEIGHTS)
    parser.add_argument(
        "--head-only", action="store_true", help="fit the heads alone (ten minutes, not hours)"
    )
    parser.add_argument("--open-only", action="store_true", help="only sets under an open licence")
    parser.add_argument("--kept", type=Path, help="keep networks that are done here, and use them again")
    asked = parser.parse_args(given)
    from ml_models.food.training.running import run

    with TemporaryDirectory() as folder:
        figures = run(
            asked.data, asked.into, kept=asked.kept or Path(folder), late=not asked.head_only,
            open_only=asked.open_only,
        )  # fmt: skip
    print(json.dumps(figures, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
