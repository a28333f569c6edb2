"""torchvision can be imported beside the installed torch, and its backbones compute."""

import subprocess
import sys

SCRIPT = """
from ml_models.torchvision_import import import_torchvision
torchvision = import_torchvision()
assert import_torchvision() is torchvision
import torch
model = torchvision.models.mobilenet_v3_small(weights=None).eval()
with torch.no_grad():
    print(tuple(model(torch.zeros(1, 3, 64, 64)).shape))
"""


def test_torchvision_computes_beside_the_installed_torch():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "(1, 1000)"


def test_nothing_that_serves_imports_torch():
    code = "import sys, ml_models.ctg; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False", done.stderr
