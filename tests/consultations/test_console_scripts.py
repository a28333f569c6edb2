"""The scripts of the console's conversations, in the JavaScript engine that comes with the browser driver."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from apps.consultations import talk_words
from tests.ui.node import node
from tests.ui.test_scripts import _imports, _reachable

HERE = Path(__file__).parent / "js"
STATIC = Path(__file__).resolve().parents[2] / "apps" / "consultations" / "static" / "consultations" / "js"
OF_OTHERS = {"call.js", "countdown.js", "upload.js"}  # have tests of their own
MODULES = [path for path in sorted(STATIC.glob("*.js")) if path.name not in OF_OTHERS]
SHELL = Path(__file__).resolve().parents[2] / "apps" / "ui" / "static" / "ui"


def imports(path: Path) -> set[Path]:
    """Return what a module imports; what the browser finds under /static/ui/ belongs to the shell."""
    own = STATIC.parent.parent / "ui"
    return {
        SHELL / target.relative_to(own) if target.is_relative_to(own) else target for target in _imports(path)
    }


def test_the_scripts_pass_their_own_tests() -> None:
    files = [str(path) for path in sorted(HERE.glob("*.test.mjs")) if not path.name.startswith("call-")]
    run = subprocess.run([node(), "--test", *files], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout[-8_000:] + run.stderr[-2_000:]
    passed = re.search(r"^\S+ pass (\d+)$", run.stdout, re.MULTILINE)
    assert passed
    assert int(passed.group(1)) >= 55


def test_what_people_write_never_becomes_markup_and_nothing_is_evaluated() -> None:
    forbidden = (
        r"\beval\(|new Function\(|setAttribute\(\"style\"|innerHTML|outerHTML|insertAdjacent|document\.write"
    )
    for path in MODULES:
        assert re.findall(forbidden, path.read_text("utf-8")) == [], path.name


def test_modules_import_only_files_that_exist_and_none_imports_itself_in_a_circle() -> None:
    others = [*SHELL.glob("js/*.js"), *STATIC.glob("*/*.js"), *(STATIC / name for name in OF_OTHERS)]
    graph = {path: imports(path) for path in [*MODULES, *others]}
    assert [path for targets in graph.values() for path in targets if not path.exists()] == []
    for start in graph:
        assert start not in _reachable(graph, start), f"{start.name} imports itself"


def test_every_word_that_a_script_asks_for_exists_and_every_one_is_asked_for() -> None:
    text = "\n".join(path.read_text("utf-8") for path in MODULES)
    asked = set(re.findall(r"\bwords\.([a-z_]+)", text))
    known = set(talk_words.strings())
    assert sorted(asked - known) == []
    families = (
        *("kind_", "severity_", "sign_", "entry_", "file_"),
        *("sent", "delivered", "read", "connecting", "signed_out", "forbidden"),
    )
    assert sorted(name for name in known - asked if not name.startswith(families)) == []
