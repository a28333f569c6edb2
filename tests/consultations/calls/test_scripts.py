"""The scripts of a call run under Node (tests/consultations/js); here they become part of `make test`."""

import re
import subprocess
from pathlib import Path

from apps.consultations.calls import words
from tests.ui.node import node
from tests.ui.test_scripts import _imports, _reachable

JS = Path(__file__).resolve().parents[1] / "js"
STATIC = Path(__file__).resolve().parents[3] / "apps" / "consultations" / "static" / "consultations" / "js"
MODULES = [STATIC / "call.js", *(STATIC / "call").glob("*.js")]


def test_the_scripts_pass_their_own_tests():
    files = sorted(str(path) for path in JS.glob("call-*.test.mjs"))
    assert len(files) >= 2
    run = subprocess.run([node(), "--test", *files], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout[-8_000:] + run.stderr[-2_000:]
    passed = re.search(r"^\S+ pass (\d+)$", run.stdout, re.M)
    assert passed
    assert int(passed.group(1)) >= 33


def test_the_scripts_evaluate_no_text_write_no_markup_and_know_no_server():
    forbidden = r"\beval\(|new Function\(|setAttribute\(\"style\"|innerHTML|document\.write|fetch\(|django"
    for path in MODULES:
        assert re.findall(forbidden, path.read_text("utf-8")) == [], path.name


def test_modules_import_only_files_that_exist_and_none_imports_itself_in_a_circle():
    graph = {path: _imports(path) for path in MODULES}
    assert [path for targets in graph.values() for path in targets if not path.exists()] == []
    for start in graph:
        assert start not in _reachable(graph, start), f"{start.name} imports itself"


def test_every_word_that_a_script_asks_for_exists():
    known = set(words.strings())
    asked = {
        name
        for path in MODULES
        for name in re.findall(r"\bwords\.([a-z_]+)\b(?!\()", path.read_text("utf-8"))
    }
    state = (STATIC / "call" / "state.js").read_text("utf-8")
    endings = set(re.findall(r'finish\([^,()]*(?:\([^)]*\))?[^,()]*, "([a-z_]+)"', state))
    assert asked <= known
    assert {f"ending_{name}" for name in endings} <= known
    phases = re.search(r"export const PHASES = \[(.*?)\]", state, re.S)
    assert phases
    shown = set(re.findall(r'"([a-z]+)"', phases[1])) - {"idle", "ringing", "connected", "over"}
    assert {f"phase_{name}" for name in shown} <= known
