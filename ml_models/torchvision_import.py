"""Import torchvision whether or not its compiled operators fit the installed torch.

The Linux wheel of torchvision holds operators compiled against the CUDA build of torch. Beside a CPU build its library
cannot be loaded, and `import torchvision` then fails on two operators whose schemas nobody has declared. Declaring
these two is enough for models, transforms and box functions; `nms`, `roi_align` and the decoders of `torchvision.io`
stay unavailable and say so when they are called. Nothing that serves requests may import this module.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from types import ModuleType
from typing import Any

MISSING_OPERATORS = ("nms", "qnms")
_declared: Any = None  # torch forgets the declarations when this object goes


def import_torchvision() -> ModuleType:
    """Return the torchvision module. Raises ImportError where it or torch is not installed."""
    if "torchvision" not in sys.modules:
        _make_operators_known(_package_folder())
        import torchvision  # noqa: F401, TID251
    return sys.modules["torchvision"]


def _package_folder() -> str:
    spec = importlib.util.find_spec("torchvision")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("torchvision is not installed")
    return next(iter(spec.submodule_search_locations))


def _make_operators_known(folder: str) -> None:
    """Load the compiled operators where they fit; declare the two that the import asks for where they do not."""
    global _declared
    import torch

    library = os.path.join(folder, "_C.pyd" if os.name == "nt" else "_C.so")
    try:
        torch.ops.load_library(library)
    except OSError:
        _declared = torch.library.Library("torchvision", "FRAGMENT")
        for operator in MISSING_OPERATORS:
            _declared.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
