"""The samples of the reference: what the app sends of HealthKit and Health Connect comes to what the reference says."""

import json
from pathlib import Path

import pytest

from tests.factories import MotherFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/observations"


@pytest.mark.parametrize("name", ["healthkit", "health_connect"])
def test_a_sample_comes_to_what_is_expected_of_it(client_of, name):
    sample = json.loads((Path(__file__).parent / "samples" / f"{name}.json").read_text())
    client = client_of(MotherFactory(time_zone="Asia/Shanghai"))
    answer = client.post(ADDRESS, {"points": sample["points"]}, content_type="application/json").json()
    assert {each["status"] for each in answer["results"]} == {"stored"}, answer
    for measure, value in sample["expected"].items():
        asked = f"{ADDRESS}/days?measure={measure}&from=2026-03-10&to=2026-03-10"
        (day,) = client.get(asked).json()["results"]
        assert day["value"] == pytest.approx(value), measure
