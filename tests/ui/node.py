"""A JavaScript engine for tests. The browser driver that is installed with the tests brings one: none has to be there."""

from pathlib import Path

from playwright._impl._driver import compute_driver_executable


def node() -> str:
    found = Path(compute_driver_executable()[0])
    assert found.exists(), f"{found}: the engine that comes with playwright is missing; install requirements-dev.txt"
    return str(found)
