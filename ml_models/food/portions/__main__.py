"""Command line: `python -m ml_models.food.portions FOLDER` learns `kinds.csv` anew from weighed objects."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from ml_models.food.portions import learning


def main(given: list[str] | None = None) -> None:
    """Write what is known of each kind beside this file."""
    parser = argparse.ArgumentParser(description="Learn what kinds of food weigh from weighed objects.")
    parser.add_argument("data", type=Path, help="the folder with weights.csv, labels.csv and photos.tar")
    parser.add_argument("--into", type=Path, default=Path(__file__).with_name("kinds.csv"))
    asked = parser.parse_args(given)
    known = learning.kinds(learning.weights(asked.data), learning.photos(asked.data))
    with asked.into.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["label", "objects", "weight", "weight_scale", "freedom", "factor", "factor_deviation"])
        for one in known:
            figures = (one.weight, one.weight_scale, one.factor, one.factor_deviation)
            weight, scale, factor, deviation = (f"{figure:.4f}" for figure in figures)
            rows.writerow([one.label, one.objects, weight, scale, one.freedom, factor, deviation])


if __name__ == "__main__":
    main()
