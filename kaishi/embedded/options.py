"""What `manage.py up` takes on its command line."""

import argparse
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    host: str
    port: int
    data: Path | None
    demo: bool
    workers: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the address."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (default: 8000)")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder of the data (default: var/ in the checkout)"
    )
    parser.add_argument(
        "--no-demo", dest="demo", action="store_false", help="start without demo accounts and data"
    )
    parser.add_argument(
        "--workers", type=_workers, default=2, metavar="N", help="tasks at a time (default: 2)"
    )


def parse(arguments: list[str]) -> Options:
    parser = argparse.ArgumentParser(
        prog="manage.py up", description="Start KAISHI with everything it needs."
    )
    add_arguments(parser)
    given = parser.parse_args(arguments)
    data = given.data.expanduser().resolve() if given.data else None
    return Options(given.host, given.port, data, given.demo, given.workers)


def _port(given: str) -> int:
    if not given.isdigit() or not 1 <= int(given) <= 65_535:
        raise argparse.ArgumentTypeError(f"{given} is not a port: a number from 1 to 65535")
    return int(given)


def _workers(given: str) -> int:
    most = 4 * (os.cpu_count() or 1)
    if not given.isdigit() or not 1 <= int(given) <= most:
        raise argparse.ArgumentTypeError(f"{given}: a number from 1 to {most}, four for each processor")
    return int(given)
