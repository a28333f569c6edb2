"""`manage.py simulate_device`: phones that send generated traces through the public API, as real ones would."""

from __future__ import annotations

import asyncio
import logging
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

import httpx
from django.core.management.base import BaseCommand, CommandError

from apps.monitoring.simulator.faults import Fault, Kind, parse
from apps.monitoring.simulator.mothers import Nobody
from apps.monitoring.simulator.public_api import Refused
from apps.monitoring.simulator.run import MIXED, Plan, run
from ml_models.ctg.generator import SCENARIOS

LONGEST_MINUTES, FASTEST, MOST = 24 * 60, 60.0, 2_000


class Command(BaseCommand):
    help = "Simulate phones with sensors (docs/how-to/simulate-devices.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scenario", choices=[*sorted(SCENARIOS), MIXED], default="reactive")
        parser.add_argument("--minutes", type=_within(0.1, LONGEST_MINUTES), default=40.0)
        parser.add_argument(
            "--speed", type=_within(1, FASTEST), default=1.0, help="seconds sent in one second"
        )
        parser.add_argument("--count", type=_within(1, MOST), default=1, help="phones at once")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument(
            "--fault",
            type=_fault,
            action="append",
            default=[],
            metavar="KIND@START+SECONDS",
            help=f"may be given several times; kinds: {', '.join(Kind)}",
        )
        parser.add_argument("--base-url", default="http://127.0.0.1:8000")
        who = parser.add_mutually_exclusive_group()
        who.add_argument("--email", default="", help="of a mother who is there; all phones are hers")
        who.add_argument(
            "--demo", action="store_true", help="the demonstration's first mother; all phones are hers"
        )
        parser.add_argument("--password", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan(
            base_url=options["base_url"],
            scenario=options["scenario"],
            minutes=options["minutes"],
            speed=options["speed"],
            count=int(options["count"]),
            seed=options["seed"],
            faults=options["fault"],
            email=options["email"],
            password=options["password"],
            is_demo=options["demo"],
        )
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it would tell each request
        try:
            figures = asyncio.run(run(plan, self.stdout.write))
        except (Refused, Nobody, httpx.HTTPError) as error:
            raise CommandError(str(error) or type(error).__name__) from error
        except KeyboardInterrupt:
            raise CommandError("stopped") from None
        for line in figures.summary():
            self.stdout.write(line)
        if figures.failures:
            raise CommandError(f"{len(figures.failures)} of {figures.phones} phones did not get through")


def _within(low: float, high: float) -> Any:
    def number(given: str) -> float:
        value = float(given)
        if not low <= value <= high:
            raise ArgumentTypeError(f"give a number from {low:g} to {high:g}")
        return value

    return number


def _fault(given: str) -> Fault:
    try:
        return parse(given)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
