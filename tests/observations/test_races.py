"""Two requests at once with the same points: one row each, no deadlock, nobody answers 500."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from apps.observations.models import Observation
from tests.factories import MotherFactory
from tests.observations.points import heart_rate, uid

ADDRESS = "/api/v1/observations"


@pytest.mark.django_db(transaction=True)
def test_batches_with_the_same_points_in_another_order_and_their_deletion_take_turns(client_of):
    mother = MotherFactory()
    points = [heart_rate(60 + n, name=str(n), at=f"2026-03-10T08:{n:02}:00Z") for n in range(40)]
    bodies = [
        points,
        points[::-1],
        {"points": points[20:], "deleted": [{"id": uid(str(n))} for n in range(5)]},
    ] * 2
    clients = [client_of(mother) for _ in bodies]

    def send(pair):
        client, body = pair
        try:
            return client.post(ADDRESS, body, content_type="application/json").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(bodies)) as threads:
        assert set(threads.map(send, zip(clients, bodies, strict=True))) == {200}
    rows = Observation.objects.for_system("test")
    assert rows.count() == 40
    assert rows.exclude(deleted_at=None).count() == 5
