"""State before + changes = state afterwards, for every kind, whatever anybody does through the API.

What a phone holds after each write is compared with what the tables say, found without the feed: a service
that forgets to note a change, or a deletion, fails here.
"""

from __future__ import annotations

import json
import random
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction
from rest_framework.renderers import JSONRenderer

from apps.accounts.models import Consent, Person
from apps.alerts.models import Alert
from apps.consultations import models as consultations
from apps.foundation import feed
from apps.nutrition import models as nutrition
from apps.observations import models as observations
from apps.plans import models as plans
from apps.pregnancies import models as pregnancies
from apps.recordings import models as recordings
from tests.api.requests import path_for, request_for
from tests.api.test_matrix import MATRIX, NEEDS_MORE, operations
from tests.api.world import World

TABLES: dict[str, Any] = {
    "allergy": pregnancies.Allergy,
    "analysis": recordings.Analysis,
    "attachment": consultations.Attachment,
    "consent": Consent,
    "consultation": consultations.Thread,
    "consultation_note": consultations.ConsultationNote,
    "consultation_rating": consultations.Rating,
    "dating": pregnancies.Dating,
    "earlier_pregnancy": pregnancies.EarlierPregnancy,
    "favourite_food": nutrition.Favourite,
    "fetus": pregnancies.Fetus,
    "meal": nutrition.Meal,
    "nutrition_profile": nutrition.NutritionProfile,
    "observation_day": observations.ObservedDay,
    "observation_sources": observations.SourcePreference,
    "outcome": pregnancies.Outcome,
    "plain_version": recordings.PlainVersion,
    "plan": plans.Plan,
    "plan_mark": plans.PlanMark,
    "plan_settings": plans.PlanSettings,
    "pregnancy": pregnancies.Pregnancy,
    "recording": recordings.Recording,
    "recording_plan": recordings.RecordingPlan,
    "review": recordings.Review,
    "risk_factor": pregnancies.RiskFactor,
    "supplement": nutrition.SupplementTaken,
    "trace_words": Alert,
}
WRITERS = ("mother", "obstetrician", "midwife", "dietitian", "administrator", "other_mother")
STEPS = 20
# Signing out, or shutting her out, ends the test's own requests; sign-in writes nothing that a phone holds.
LEFT_OUT = {"people_deactivate"} | {name for name in MATRIX if name.startswith("auth_")}

Held = dict[tuple[str, str], Any]


class Phone:
    """What the mother's phone holds: it knows the feed and nothing else."""

    def __init__(self, world: World) -> None:
        self.world, self.after, self.held = world, 0, Held()

    def catch_up(self) -> None:
        """Apply everything new, a few changes at a time."""
        has_more = True
        while has_more:
            path = f"/api/v1/changes?after={self.after}&limit=7"
            page = self.world.call("mother", "get", path).json()
            for change in page["changes"]:
                assert change["sequence"] > self.after
                self.after = change["sequence"]
                key = change["kind"], change["id"]
                if change["object"] is None:
                    self.held.pop(key, None)
                else:
                    self.held[key] = change["object"]
            has_more = page["has_more"]
            assert page["next_after"] == self.after


def as_json(value: Any) -> Any:
    return json.loads(JSONRenderer().render(value))


def truth(mother: Person) -> Held:
    """Everything of hers that a phone may hold, found in the tables."""
    ids: dict[str, list[UUID]] = {"person": [mother.public_id]}
    for kind, table in TABLES.items():
        rows = table.objects.for_system("test").filter(subject=mother)
        ids[kind] = list(rows.values_list("public_id", flat=True))
    ids["notification"] = list(mother.notifications.values_list("public_id", flat=True))
    return {
        (kind, str(object_id)): as_json(value)
        for kind, known in ids.items()
        for object_id, value in feed.kinds()[kind].fetch(mother, known).items()
    }


def test_every_registered_kind_is_looked_for():
    assert set(feed.kinds()) == set(TABLES) | {"person", "notification"}, "add the new kind's table here"


@pytest.mark.parametrize("seed", range(3))
def test_a_phone_that_follows_the_feed_holds_what_the_tables_say(seed, schema, world):
    chance = random.Random(seed)
    writes = [
        (name, method, path)
        for name, (method, path, _) in sorted(operations(schema).items())
        if method != "get" and name not in LEFT_OUT
    ]
    phone, mother, done = Phone(world), world.people["mother"], 0
    phone.catch_up()
    for _ in range(STEPS):
        name, method, path = chance.choice(writes)
        role = chance.choice(WRITERS)
        cache.clear()
        answer = world.call(role, method, path_for(name, path, world), request_for(name, world))
        done += answer.status_code < 300
        phone.catch_up()
        assert phone.held == truth(mother), f"{name} by {role}"
    assert done >= 3
    fresh = Phone(world)
    fresh.catch_up()
    assert fresh.held == phone.held


def test_each_write_alone_is_told(schema, world):
    """Every operation that the mother or her obstetrician may do is followed once from the same beginning."""
    mother = world.people["mother"]
    for name, (method, path, _) in sorted(operations(schema).items()):
        if method == "get" or name in LEFT_OUT or name in NEEDS_MORE:
            continue
        role = next((role for role in WRITERS if MATRIX[name][role] < 300), None)
        assert role is not None, name
        with transaction.atomic():
            phone = Phone(world)
            phone.catch_up()
            assert (
                world.call(role, method, path_for(name, path, world), request_for(name, world)).status_code
                < 300
            )
            phone.catch_up()
            assert phone.held == truth(mother), f"{name} by {role}"
            transaction.set_rollback(True)
