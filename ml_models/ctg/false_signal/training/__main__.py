"""Fit, measure on what was held out, and write the files that serve."""

from __future__ import annotations

import argparse
import tarfile
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from ml_models.ctg.false_signal.training import exporting, measuring, traces
from ml_models.ctg.false_signal.training.fitting import OWN, Recipe, fit

FITTED_SEED, MEASURED_SEED = 20_000, 1


def main() -> None:
    """Read the command line and do it."""
    given = _arguments()
    torch.set_num_threads(given.threads)
    recipe = replace(OWN if given.set == "own" else Recipe(), seed=given.seed)
    with tempfile.TemporaryDirectory() as folder:
        judged = _judged(given.data, Path(folder))
    generated = list(traces.generated(given.data, given.generated, FITTED_SEED))
    others = list(traces.generated(given.data, 4, MEASURED_SEED))
    kept = [trace for trace in judged if trace.is_held_out]
    fitted = (
        [] if given.set == "own" else judged if given.all else [one for one in judged if not one.is_held_out]
    )
    measured: dict[str, Any] = {}
    began = time.monotonic()

    def report(done: str, loss: float, network: nn.Module) -> None:
        print(f"{done}, {time.monotonic() - began:.0f} s, loss {loss:.4f}", flush=True)
        measured.update(_measured(network, kept, others))
        for name, figures in measured.items():
            print(f"  {name:28} AUC {figures['auc']:.4f}  accuracy {figures['accuracy']:.4f}", flush=True)
        torch.save(network.state_dict(), given.out / "network.pt")

    given.out.mkdir(parents=True, exist_ok=True)
    network = fit(recipe, fitted, generated, report)
    card = {
        "version": f"false-signal-{given.set}-{given.version}",
        "set": given.set,
        "recipe": asdict(recipe),
        "weights": sum(one.numel() for one in network.parameters()),
        "fitted_on": {"judged_recordings": len(fitted), "generated_traces": len(generated)},
        "measured": measured,
        "held_out_recordings_were_fitted_on": bool(given.all and given.set != "own"),
    }
    exporting.export(network, given.out, card)


def _measured(network: nn.Module, kept: list[traces.Trace], generated: list[traces.Trace]) -> dict[str, Any]:
    likely = measuring.of_network(network)
    parts = {
        "doppler": [one for one in kept if one.name.startswith("doppler")],
        "scalp": [one for one in kept if one.name.startswith("scalp")],
        "generated": generated,
    }
    return {
        f"{name}{'' if with_mother else ' without mother'}": asdict(
            measuring.figures(part, likely, with_mother=with_mother)
        )
        for name, part in parts.items()
        for with_mother in (True, False)
    }


def _judged(data: Path, folder: Path) -> list[traces.Trace]:
    for name in ("doppler", "scalp"):
        with tarfile.open(data / "false_signal" / f"{name}.tar.xz") as archive:
            archive.extractall(folder, filter="data")
    return traces.judged(data, folder)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with false_signal and synthetic")
    parser.add_argument("--set", choices=("fhrma", "own"), default="fhrma")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--generated", type=int, default=40, help="traces of each scenario")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--version", default="1")
    parser.add_argument(
        "--all", action="store_true", help="fit on what was held out, too; figures are then none"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
