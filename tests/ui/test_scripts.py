"""The pure modules of the strip run under Node (tests/ui/js); here they become part of `make test`."""

import re
import subprocess
from pathlib import Path

from tests.ui.node import node

JS = Path(__file__).parent / "js"
STATIC = Path(__file__).resolve().parents[2] / "apps" / "ui" / "static" / "ui"
MODULES = [*(STATIC / "js").glob("*.js"), *(STATIC / "strip").glob("*.js"), *(STATIC / "live").glob("*.js")]


def test_the_scripts_pass_their_own_tests():
    files = sorted(str(path) for path in JS.glob("*.test.mjs"))
    assert len(files) >= 5
    run = subprocess.run([node(), "--test", *files], capture_output=True, text=True, timeout=180)
    assert run.returncode == 0, run.stdout[-8_000:] + run.stderr[-2_000:]
    passed = re.search(r"^\S+ pass (\d+)$", run.stdout, re.M)
    assert passed
    assert int(passed.group(1)) >= 60


def test_no_script_evaluates_text_or_writes_styles_into_markup():
    forbidden = r"\beval\(|new Function\(|setAttribute\(\"style\"|document\.write|insertAdjacentHTML"
    for path in MODULES:
        assert re.findall(forbidden, path.read_text("utf-8")) == [], path.name


def test_modules_import_only_files_that_exist_and_no_module_imports_itself_in_a_circle():
    graph = {path: _imports(path) for path in MODULES}
    assert [path for targets in graph.values() for path in targets if not path.exists()] == []
    for start in graph:
        assert start not in _reachable(graph, start), f"{start.name} imports itself"


def _imports(path: Path) -> list[Path]:
    names = re.findall(r'from "(\.[^"]+)"', path.read_text("utf-8"))
    return [(path.parent / name).resolve() for name in names]


def _reachable(graph: dict[Path, list[Path]], start: Path) -> set[Path]:
    seen: set[Path] = set()
    waiting = list(graph[start])
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting += graph[at]
    return seen
