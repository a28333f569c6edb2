"""Many phones in one process: who wears them, one session each, a line of progress, figures at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Final

import httpx

from apps.monitoring.simulator import mothers
from apps.monitoring.simulator.device import Device, GaveUp, Session
from apps.monitoring.simulator.faults import Fault, Faults
from apps.monitoring.simulator.figures import Figures
from apps.monitoring.simulator.mothers import Mother
from ml_models.ctg.generator import SCENARIOS, Live

MIXED: Final = "mixed"
"""Every scenario in turn."""
PROGRESS_S: Final = 5.0
BEGIN_WITHIN_S: Final = 0.02
REQUEST_S: Final = 30.0
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to simulate. Without `email` and `is_demo` the demonstration's team takes new mothers in."""

    base_url: str = "http://127.0.0.1:8000"
    scenario: str = "reactive"
    minutes: float = 40.0
    speed: float = 1.0
    count: int = 1
    seed: int = 0
    faults: Sequence[Fault] = ()
    email: str = ""
    password: str = ""
    is_demo: bool = False
    """The demonstration's first mother wears all of them."""

    def scenarios(self) -> list[str]:
        """Return which trace each phone sends."""
        names = sorted(SCENARIOS) if self.scenario == MIXED else [self.scenario]
        return list(islice(cycle(names), self.count))


async def run(plan: Plan, say: Say) -> Figures:
    """Simulate. What one phone cannot do stands among the figures' failures. Raises Refused, Nobody, httpx.HTTPError."""
    figures = Figures(phones=plan.count)
    limits = httpx.Limits(max_connections=64)
    async with httpx.AsyncClient(
        base_url=plan.base_url, timeout=REQUEST_S, limits=limits, trust_env=False
    ) as client:
        wearing = await _mothers(plan, client, say)
        devices = [_device(plan, figures, number, mother) for number, mother in enumerate(wearing)]
        progress = asyncio.create_task(_progress(plan, figures, devices, say))
        try:
            async with asyncio.TaskGroup() as group:
                for number, device in enumerate(devices):
                    group.create_task(through(device, wearing[number].name, figures))
                    await asyncio.sleep(
                        BEGIN_WITHIN_S
                    )  # announced all at once they would wait for one another
        finally:
            progress.cancel()
    return figures


async def _mothers(plan: Plan, client: httpx.AsyncClient, say: Say) -> list[Mother]:
    if plan.is_demo:
        return [await mothers.first_of_demo(client)] * plan.count
    if plan.email:
        return [await mothers.known(client, plan.email, plan.password)] * plan.count
    say(f"Signing {plan.count} mothers in …")
    twins = [SCENARIOS[scenario].twins for scenario in plan.scenarios()]
    return await mothers.of_demo(client, plan.count, twins=twins)


def _device(plan: Plan, figures: Figures, number: int, mother: Mother) -> Device:
    scenario, seed = plan.scenarios()[number], plan.seed + number
    sensor = Live(scenario, seed)
    session = Session(
        mother.pregnancy,
        mother.fetuses[: 2 if sensor.twins else 1],
        seconds=round(plan.minutes * 60),
        speed=plan.speed,
        model=f"Simulated phone, {scenario}",
        serial=f"seed {seed}",
    )
    return Device(mother.api, sensor, Faults(plan.faults), session, figures, seed=seed)


async def through(device: Device, name: str, figures: Figures) -> None:
    """Let one phone live; what it cannot do stands among the figures' failures."""
    try:
        await device.run()
    except GaveUp as gave_up:
        figures.failures.append(f"{name}: {gave_up}")


async def _progress(plan: Plan, figures: Figures, devices: Sequence[Device], say: Say) -> None:
    while True:
        await asyncio.sleep(PROGRESS_S)
        say(figures.line(max(device.at_s for device in devices)))
