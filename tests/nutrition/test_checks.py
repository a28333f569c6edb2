"""Weights that are missing or damaged stop who would look at photos with them, and nobody else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.nutrition import checks
from ml_models.food import recogniser
from ml_models.food.recogniser import WEIGHTS

ROOT = Path(__file__).parents[2]
WITHOUT_RUNTIME = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "kaishi.settings.test"
import django
django.setup()
import kaishi.wsgi, kaishi.urls
assert "onnxruntime" not in sys.modules, "a runtime"
assert "ml_models.food" not in sys.modules, "a recogniser"
from apps.nutrition import checks
assert checks.what_is_wrong() == ""
assert "onnxruntime" not in sys.modules, "a runtime, for a checksum"
"""
DAMAGED = """
import os, sys
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "kaishi.settings.test"
from ml_models.food import recogniser
recogniser.WEIGHTS = Path(sys.argv[1])
import django
django.setup()
from kaishi.celery import app
app.conf.update(broker_url="memory://", result_backend="cache+memory://")
worker = app.Worker(queues=sys.argv[2], pool="solo", without_gossip=True, without_mingle=True, quiet=True)
worker.start()
sys.exit(worker.exitcode)
"""


@pytest.fixture
def damaged(tmp_path, monkeypatch):
    """A copy of the weights in which one bit has turned."""
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    network = next(folder.glob("*.onnx"))
    content = bytearray(network.read_bytes())
    content[len(content) // 2] ^= 1
    network.write_bytes(content)
    monkeypatch.setattr(recogniser, "WEIGHTS", folder)
    return folder


def test_whole_weights_stop_nobody():
    checks.refuse_to_serve({"photos", "default"})
    assert checks.weights_are_whole(None) == []


def test_a_worker_for_photos_refuses_damaged_weights_and_says_which(damaged):
    with pytest.raises(SystemExit) as refused:
        checks.refuse_to_serve({"default", "photos"})
    assert "recogniser.onnx" in str(refused.value)
    assert "Restore ml_models/food/weights/" in str(refused.value)


def test_a_worker_of_other_queues_starts(damaged):
    checks.refuse_to_serve({"live", "analysis", "default"})


def test_missing_weights_are_told_as_well(damaged):
    (damaged / "card.json").unlink()
    with pytest.raises(SystemExit, match="cannot be read"):
        checks.refuse_to_serve({"photos"})


def test_the_check_before_a_site_is_opened_says_it(damaged):
    with pytest.raises(CommandError, match=r"nutrition\.E001"):
        call_command("check", deploy=True, fail_level="ERROR")
    call_command("check", fail_level="ERROR")


def test_what_serves_pages_holds_no_recogniser():
    subprocess.run([sys.executable, "-c", WITHOUT_RUNTIME], check=True, cwd=ROOT)


def test_a_worker_that_was_started_ends_with_the_sentence(damaged):
    ended = subprocess.run(
        [sys.executable, "-c", DAMAGED, str(damaged), "photos"],
        capture_output=True, text=True, timeout=120, cwd=ROOT, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "This worker looks at photos of meals" in ended.stderr
