"""Who wears the sensors: accounts that are there, or new mothers whom the demo's team takes into its care."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from apps.monitoring.simulator.public_api import PublicApi, Refused

DOMAIN: Final = "demo.kaishi.example"
WEEKS: Final = (34, 36, 38, 40)
TERM_DAYS: Final = 280
PRACTISED_MINUTES: Final = 60
OPENED_FOR: Final = timedelta(weeks=4)
WORDS: Final = "Simulated phone: for demonstration only."
CONSENTS: Final = ("monitoring", "home_recording")
NAMES: Final = ("Ada", "Bela", "Chika", "Dana", "Emine", "Farah", "Gita", "Hanna", "Ines", "Jun")


@dataclass(frozen=True)
class Mother:
    """Somebody who is signed in, with the pregnancy that she records."""

    api: PublicApi
    name: str
    pregnancy: str
    fetuses: tuple[str, ...]


class Nobody(Exception):
    """There is nobody who could record; says why."""


def demo_account(key: str) -> tuple[str, str]:
    """Return address and password of an account of the demonstration; both are known to everybody."""
    return f"{key}@{DOMAIN}", f"kaishi-demo-{key}-1"


async def known(client: httpx.AsyncClient, email: str, password: str) -> Mother:
    """Sign in a mother who has a pregnancy that goes on. Raises Nobody, Refused, httpx.HTTPError."""
    api = PublicApi(client)
    await api.sign_in(email, password)
    me = await api.ask("GET", "/api/v1/me")
    return await _with_pregnancy(api, me.get("full_name") or email)


async def _with_pregnancy(api: PublicApi, name: str) -> Mother:
    found = (await api.ask("GET", "/api/v1/pregnancies"))["results"]
    going = [one for one in found if one["state"] == "going"]
    if not going:
        raise Nobody(f"{name} has no pregnancy that goes on")
    fetuses = (await api.ask("GET", f"/api/v1/pregnancies/{going[0]['id']}/fetuses"))["results"]
    living = sorted((one["label"], one["id"]) for one in fetuses if one["state"] == "living")
    return Mother(api, name, going[0]["id"], tuple(fetus_id for _, fetus_id in living))


class Demo:
    """The demonstration's staff: an administrator assigns new mothers, an obstetrician opens the gate for them."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.administrator, self.obstetrician = PublicApi(client), PublicApi(client)
        self._team = ""

    async def begin(self) -> None:
        """Sign the staff in. Raises Refused, httpx.HTTPError, Nobody."""
        for api, key in ((self.administrator, "administrator"), (self.obstetrician, "obstetrician")):
            await api.sign_in(*demo_account(key))
        teams = (await self.obstetrician.ask("GET", "/api/v1/care-teams"))["results"]
        if not teams:
            raise Nobody("the demonstration has no care team")
        self._team = teams[0]["id"]

    async def mother(self, number: int, *, twins: bool) -> Mother:
        """Return a mother of our own by her number: she signs up the first time. Raises Refused, httpx.HTTPError."""
        kind = "twins" if twins else "one"
        api = PublicApi(self.client)
        password = f"simulated-phone-{kind}-{number}"
        await api.sign_up(f"phone-{kind}-{number}@{DOMAIN}", password)
        me = await api.ask("GET", "/api/v1/me")
        name = f"{NAMES[number % len(NAMES)]} {number + 1} (simulated)"
        if me.get("full_name") != name:
            await api.ask("PATCH", "/api/v1/me", {"full_name": name})
        await self._agree(api)
        if not (await api.ask("GET", "/api/v1/pregnancies"))["results"]:
            due_on = datetime.now(UTC).date() + timedelta(days=TERM_DAYS - 7 * WEEKS[number % len(WEEKS)])
            dating = {"basis": "due_date", "stated_due_on": due_on.isoformat()}
            await api.ask("POST", "/api/v1/pregnancies", {"fetus_count": 2 if twins else 1, "dating": dating})
        await self.administrator.ask("POST", f"/api/v1/care-teams/{self._team}/mothers", {"mother": me["id"]})
        mother = await _with_pregnancy(api, name)
        await self.open_gate(mother)
        return mother

    async def _agree(self, api: PublicApi) -> None:
        """Agree to what recordings from a device need."""
        texts = (await api.ask("GET", "/api/v1/consents"))["texts"]
        for text in texts:
            if text["kind"] in CONSENTS:
                given = {"kind": text["kind"], "version": text["version"]}
                await api.ask("POST", "/api/v1/consents", given)

    async def open_gate(self, mother: Mother) -> None:
        """Where there is a gate before recordings at home: note that she has practised, and open what is left."""
        gate = f"/api/v1/pregnancies/{mother.pregnancy}/recording-gate"
        try:
            found: Any = await self.obstetrician.ask("GET", gate)
        except Refused as refused:
            if refused.status != httpx.codes.NOT_FOUND:
                raise
            return
        if found["may_record"]:
            return
        now = datetime.now(UTC)
        practice = {"minutes": PRACTISED_MINUTES, "practised_at": now.isoformat(), "note": WORDS}
        await self.obstetrician.ask("POST", f"{gate}/practices", practice)
        if not (await self.obstetrician.ask("GET", gate))["may_record"]:
            opening = {"reason": WORDS, "until": (now + OPENED_FOR).isoformat()}
            await self.obstetrician.ask("POST", f"{gate}/openings", opening)


async def first_of_demo(client: httpx.AsyncClient) -> Mother:
    """Return the demonstration's first mother, whom its obstetrician lets record. Raises as `of_demo`."""
    demo, mother = Demo(client), await known(client, *demo_account("mother"))
    await demo.begin()
    await demo.open_gate(mother)
    return mother


async def of_demo(client: httpx.AsyncClient, count: int, *, twins: Sequence[bool]) -> list[Mother]:
    """Return `count` mothers in the care of the demonstration's team. Raises Refused, httpx.HTTPError, Nobody."""
    demo = Demo(client)
    await demo.begin()
    return [await demo.mother(number, twins=twins[number]) for number in range(count)]
