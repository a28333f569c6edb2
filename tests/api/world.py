"""One mother with everything that the API knows, her team, and those who are none of theirs."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from django.test import Client
from django.utils import timezone
from PIL import Image

from apps.accounts.consent_texts import current
from apps.accounts.services import consents
from apps.consultations.models import Call
from apps.consultations.services.attachments import checking
from apps.foundation import accesses, feed
from apps.foundation.files.storage import store
from apps.foundation.transactions import unit_of_work
from apps.monitoring import frames
from apps.pregnancies.services import pregnancies
from apps.recordings import chunks
from apps.recordings.channels import Channel
from apps.recordings.services import analysis, report_making, reports
from tests.api import (
    of_alerts,
    of_clinic,
    of_foods,
    of_gate,
    of_meals,
    of_offers,
    of_plans,
    of_readings,
    of_record,
    of_silence,
)
from tests.api.of_record import PAPER
from tests.factories import (
    AdministratorFactory,
    ClinicianFactory,
    MotherFactory,
    PartnerFactory,
    in_care,
)

ROLES = (
    "mother",
    "obstetrician",
    "midwife",
    "dietitian",
    "other_mother",
    "other_clinician",
    "partner",
    "administrator",
    "nobody",
)
CSV = b"t_s,fhr1_bpm\n" + b"".join(b"%d,%d\n" % (second, 140 + second % 7) for second in range(120))


@dataclass(frozen=True)
class Sent:
    """What a request carries beside its address."""

    body: Any = None
    raw: bytes | None = None
    content_type: str = "application/json"
    query: str = ""

    def options(self) -> dict[str, Any]:
        """Return it as the test client takes it."""
        if self.raw is not None:
            return {"data": self.raw, "content_type": self.content_type}
        return (
            {} if self.body is None else {"data": json.dumps(self.body), "content_type": "application/json"}
        )


@dataclass
class World:
    """The people by role (`nobody`: None), and the ids of the first mother's things by name of path
    parameter.
    """

    people: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)

    def token(self, role: str) -> str:
        """The session token of a role, as a phone would send it."""
        if role not in self.tokens:
            browser = Client()
            browser.force_login(self.people[role])
            self.tokens[role] = str(browser.session.session_key)
        return self.tokens[role]

    def call(self, role: str, method: str, path: str, sent: Sent | None = None, **headers: str) -> Any:
        """Send one request in a role."""
        sent = sent or Sent()
        client = Client(raise_request_exception=False)
        if self.people[role] is not None:
            headers["HTTP_X_SESSION_TOKEN"] = self.token(role)
        return client.generic(
            method.upper(), f"{path}?{sent.query}" if sent.query else path, **sent.options(), **headers
        )

    def make(self, role: str, method: str, path: str, sent: Sent) -> UUID:
        """Send a request that must succeed; return the id of what it made."""
        answer = self.call(role, method, f"/api/v1/{path}", sent)
        assert answer.status_code in (200, 201, 202), (path, answer.status_code, answer.content)
        return UUID(answer.json()["id"])


def new_id() -> str:
    return str(uuid4())


def days_ago(days: int) -> str:
    return (date.today() - timedelta(days=days)).isoformat()  # noqa: DTZ011 - any zone is near enough


def build() -> World:
    """Make the world. Twins, so that the death of one can be told while the pregnancy goes on."""
    world = World()
    _people(world)
    _consents(world)
    _pregnancy(world)
    _background(world)
    _recordings(world)
    _notification(world)
    of_plans.make(world)  # before the alerts: what was taken can be given back for a minute
    of_alerts.make(world.ids, world.people)
    of_silence.make(world)
    _consultations(world)
    of_record.make(world)
    of_gate.make(world)
    of_clinic.make(world.ids, world.people)
    of_foods.make(world.ids)
    of_meals.make(world)
    of_readings.make(world)
    of_offers.make(world)
    world.ids["person_id"] = world.people["midwife"].public_id
    world.ids["mother_id"] = world.people["mother"].public_id
    world.ids["number"], world.ids["sequence"] = 3, 2
    for role in ROLES[:-1]:
        world.token(role)
    return world


def _people(world: World) -> None:
    people = world.people
    people["mother"], people["other_mother"] = MotherFactory(), MotherFactory()
    with unit_of_work(people["mother"]):  # a factory makes a row; signing up notes it for her phone, too
        feed.changed(people["mother"].pk, "person", people["mother"].public_id)
    team = None
    for profession in ("obstetrician", "midwife", "dietitian"):
        people[profession] = ClinicianFactory(profession=profession)
        team = in_care(people["mother"], people[profession], team=team)
    fresh = MotherFactory()
    in_care(fresh, people["obstetrician"], team=team)
    world.ids["fresh_mother_id"] = fresh.public_id
    people["other_clinician"] = ClinicianFactory()
    in_care(people["other_mother"], people["other_clinician"])
    people["partner"], people["administrator"] = PartnerFactory(), AdministratorFactory()
    people["nobody"] = None
    invitation = {
        "email": "invited@example.org",
        "full_name": "A",
        "role": "clinician",
        "profession": "midwife",
    }
    world.ids["invited_id"] = world.make("administrator", "post", "people", Sent(invitation))
    assert team is not None
    world.ids["team_id"] = team.public_id


def _consents(world: World) -> None:
    for role in ("mother", "other_mother"):
        consent, _ = consents.give(
            world.people[role],
            kind="monitoring",
            version=current("monitoring").version,
            language="en",
            at=timezone.now(),
        )
        world.ids.setdefault("consent_id", consent.public_id)


def _pregnancy(world: World) -> None:
    given = {
        "id": new_id(),
        "fetus_count": 2,
        "height_cm": "168.0",
        "weight_before_kg": "61.50",
        "dating": {"basis": "lmp", "lmp_on": days_ago(210), "cycle_days": 28, "cycle_is_regular": True},
    }
    world.ids["pregnancy_id"] = world.make("mother", "post", "pregnancies", Sent(given))
    fetuses = world.call("mother", "get", f"/api/v1/pregnancies/{world.ids['pregnancy_id']}/fetuses").json()
    world.ids["fetus_a"], world.ids["fetus_b"] = sorted(fetus["id"] for fetus in items(fetuses))
    pregnancies.begin_pregnancy(
        world.people["other_mother"], public_id=uuid4(), fetus_count=1, at=timezone.now()
    )


def items(answer: Any) -> list[dict[str, Any]]:
    """Return the rows of a list, paged or not."""
    return list(answer["results"] if isinstance(answer, dict) else answer)


def _background(world: World) -> None:
    base = f"pregnancies/{world.ids['pregnancy_id']}"
    datings = world.call("mother", "get", f"/api/v1/{base}/datings").json()
    world.ids["dating_id"] = items(datings)[0]["id"]
    world.ids["risk_factor_id"] = world.make(
        "obstetrician", "post", f"{base}/risk-factors", Sent({"id": new_id(), "text": "Twins"})
    )
    world.ids["allergy_id"] = world.make(
        "mother", "post", f"{base}/allergies", Sent({"id": new_id(), "substance": "Penicillin"})
    )
    world.ids["earlier_pregnancy_id"] = world.make(
        "mother",
        "post",
        f"{base}/earlier-pregnancies",
        Sent({"id": new_id(), "year": 2020, "outcome": "live_birth"}),
    )
    world.ids["outcome_id"] = world.make(
        "obstetrician", "post", f"{base}/outcome", Sent(death_of(world, "fetus_b"))
    )


def death_of(world: World, fetus: str) -> dict[str, Any]:
    """The body that tells the death of one twin."""
    return {
        "id": new_id(),
        "kind": "fetal_death",
        "occurred_on": days_ago(1),
        "fetuses": [{"fetus": str(world.ids[fetus]), "result": "died"}],
    }


def birth_of(world: World, fetus: str) -> dict[str, Any]:
    """The body that tells a birth."""
    return {
        "id": new_id(),
        "kind": "birth",
        "occurred_on": days_ago(0),
        "fetuses": [{"fetus": str(world.ids[fetus]), "result": "liveborn"}],
    }


def _notification(world: World) -> None:
    """`notification_id`: what the mother has not read yet."""
    world.ids["notification_id"] = world.make("mother", "post", "notifications/test", Sent())


def announcement(world: World) -> dict[str, Any]:
    """The body that announces a recording."""
    return {
        "client_id": new_id(),
        "pregnancy": str(world.ids["pregnancy_id"]),
        "started_at": (timezone.now() - timedelta(hours=1)).isoformat(),
    }


def chunk_of_samples(minute: int = 0) -> bytes:
    """A chunk of samples: one minute at 140 bpm."""
    return chunks.write({Channel.FHR1: np.full(240, 140 * 4, dtype="<u2")}, first_sample=240 * minute)


def frame_of_samples() -> bytes:
    """A frame of now: one minute at 140 bpm, after that of `chunk_of_samples`."""
    return frames.write(1, phone_ms=int(timezone.now().timestamp() * 1_000), chunk=chunk_of_samples(minute=1))


def _recordings(world: World) -> None:
    """`recording_id`: analysed. `open_recording_id`: announced, a chunk of it stored."""
    done = world.make("mother", "post", "recordings", Sent(announcement(world)))
    file = Sent(raw=CSV, content_type="application/octet-stream", query="filename=trace.csv")
    assert world.call("mother", "put", f"/api/v1/recordings/{done}/file", file).status_code == 201
    assert world.call("mother", "post", f"/api/v1/recordings/{done}/complete", Sent({})).status_code == 202
    analysis.run(done, task_id="test", now=timezone.now)
    world.ids["recording_id"] = done
    world.ids["empty_recording_id"] = world.make("mother", "post", "recordings", Sent(announcement(world)))
    world.ids["open_recording_id"] = still_open = world.make(
        "mother", "post", "recordings", Sent(announcement(world))
    )
    chunk = Sent(raw=chunk_of_samples(), content_type="application/octet-stream")
    assert world.call("mother", "put", f"/api/v1/recordings/{still_open}/chunks/0", chunk).status_code == 201
    _paper(world, done)
    current = world.call("mother", "get", f"/api/v1/recordings/{done}/analysis").json()
    world.ids["analysis_id"] = current.get("id") or current["analysis"]["id"]
    _said(world, done)


def _said(world: World, recording_id: UUID) -> None:
    """`disagreement_id`: a mark of the midwife. The first text for the mother is released."""
    about = {"analysis_id": str(world.ids["analysis_id"])}
    mark = Sent({**about, "about": "baseline", "start_s": 0, "end_s": 1})
    world.ids["disagreement_id"] = world.make(
        "midwife", "post", f"recordings/{recording_id}/disagreements", mark
    )
    text = Sent({**about, "seen_version": 0, "text": "A text.", "language": "en"})
    world.make("midwife", "post", f"recordings/{recording_id}/plain-version", text)


def _paper(world: World, recording_id: UUID) -> None:
    """`report_id`: ready."""
    at = timezone.now()
    about = {"language": "en", "speed_cm_per_min": 2, "scale_bpm_per_cm": 30}
    with accesses.collected():
        report, _new = reports.request_report(
            world.people["midwife"], recording_id=recording_id, at=at, **about
        )
    claimed = report_making.claim(None, report_id=report.public_id, task_id="test", at=at)
    assert claimed is not None
    kept = {}
    for name, ending in (("file_name", "pdf"), ("picture_name", "png")):
        kept[name] = report_making.file_key(report.public_id, ending)
        store().put(kept[name], PAPER)  # who gets it is asked here, not how it is drawn
    sizes = {"size_bytes": len(PAPER), "picture_bytes": len(PAPER), "page_count": 1}
    digest = hashlib.sha256(PAPER).digest()
    report_making.tell(
        None, claimed, state="ready", progress=100, ready_at=at, file_sha256=digest, **kept, **sizes
    )
    world.ids["report_id"] = report.public_id


def thread_of(world: World, topic: str = "Sleep") -> dict[str, Any]:
    """The body that opens a consultation."""
    return {"client_id": new_id(), "pregnancy": str(world.ids["pregnancy_id"]), "topic": topic}


def _consultations(world: World) -> None:
    """`thread_id`: goes on, with a message of hers. `closed_thread_id`: closed."""
    world.ids["thread_id"] = world.make("mother", "post", "consultations", Sent(thread_of(world)))
    message = Sent({"client_id": new_id(), "text": "Which pillow is best?"})
    path = f"/api/v1/consultations/{world.ids['thread_id']}/messages"
    assert world.call("mother", "post", path, message).status_code == 201
    world.ids["closed_thread_id"] = world.make(
        "mother", "post", "consultations", Sent(thread_of(world, "Done"))
    )
    _call(world)
    _attachment(world)


def photo() -> bytes:
    """A small photo."""
    made = io.BytesIO()
    Image.new("RGB", (32, 24), "red").save(made, "JPEG")
    return made.getvalue()


def _attachment(world: World) -> None:
    """`attachment_id`: checked, and named by a message of the mother."""
    path = f"consultations/{world.ids['thread_id']}/attachments"
    upload = Sent(raw=photo(), content_type="image/jpeg", query=f"client_id={new_id()}&filename=rash.jpg")
    world.ids["attachment_id"] = attachment = world.make("mother", "post", path, upload)
    message = Sent({"client_id": new_id(), "kind": "image", "attachments": [str(attachment)]})
    path = f"/api/v1/consultations/{world.ids['thread_id']}/messages"
    assert world.call("mother", "post", path, message).status_code == 201
    checking.run(attachment, task_id="test", now=timezone.now)
    world.ids["variant"] = "full"


def link_of(world: World) -> str:
    """The query of a link of the mother to what she sent."""
    link = world.call("mother", "get", f"/api/v1/attachments/{world.ids['attachment_id']}/link").json()
    return str(link["url"]).partition("?")[2]


def call_of(world: World) -> dict[str, Any]:
    """The body that rings."""
    device = str(world.ids["call_device_id"])
    return {"id": new_id(), "device": device, "kind": "audio", "microphone": True, "camera": False}


def _call(world: World) -> None:
    """`call_id`: the obstetrician rings the mother, for as long as the tests last."""
    world.ids["call_device_id"] = new_id()
    path = f"consultations/{world.ids['thread_id']}/calls"
    world.ids["call_id"] = call = world.make("obstetrician", "post", path, Sent(call_of(world)))
    rows = Call.objects.for_system("a phone that rings all day, in a test").filter(public_id=call)
    rows.update(ring_due_at=timezone.now() + timedelta(days=1))
