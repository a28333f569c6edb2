"""A JavaScript engine for tests: the browser driver that is installed with them brings one."""

from pathlib import Path

from playwright._impl._driver import compute_driver_executable


def node() -> str:
    found = Path(compute_driver_executable()[0])
    assert found.exists(), f"{found}: the engine that comes with playwright is missing"
    return str(found)
