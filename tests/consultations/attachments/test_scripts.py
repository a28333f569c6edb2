"""The scripts of uploads run under Node (tests/consultations/js); here they become part of `make test`."""

import re
import subprocess
from pathlib import Path

from tests.ui.node import node
from tests.ui.test_scripts import _imports, _reachable

JS = Path(__file__).resolve().parents[1] / "js"
STATIC = Path(__file__).resolve().parents[3] / "apps" / "consultations" / "static" / "consultations" / "js"
MODULES = [STATIC / "upload.js", *(STATIC / "upload").glob("*.js")]


def test_the_scripts_pass_their_own_tests():
    run = subprocess.run(
        [node(), "--test", str(JS / "upload.test.mjs")], capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stdout[-8_000:] + run.stderr[-2_000:]
    passed = re.search(r"^\S+ pass (\d+)$", run.stdout, re.M)
    assert passed
    assert int(passed.group(1)) >= 8


def test_the_scripts_write_no_markup_and_import_only_files_that_exist():
    assert len(MODULES) == 4
    forbidden = (
        r"\beval\(|new Function\(|setAttribute\(\"style\"|innerHTML|document\.write|insertAdjacentHTML"
    )
    graph = {path: _imports(path) for path in MODULES}
    for path, targets in graph.items():
        assert re.findall(forbidden, path.read_text("utf-8")) == [], path.name
        assert all(target.exists() for target in targets)
        assert path not in _reachable(graph, path), f"{path.name} imports itself"
