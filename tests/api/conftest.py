"""One world for all tests of a module in one process, in a transaction that is never committed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from apps.foundation import accesses
from tests.api import world as worlds


@pytest.fixture(scope="module")
def shared_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[worlds.World]:
    """The world, made once: each test works in a savepoint of `world`."""
    with django_db_blocker.unblock(), transaction.atomic(), accesses.collected():
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture
def world(shared_world: worlds.World, django_db_blocker: DjangoDbBlocker) -> Iterator[worlds.World]:
    """The world as it was made, whatever another test did to it."""
    with transaction.atomic():
        yield shared_world
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def schema(django_db_setup: None) -> dict[str, Any]:
    """The OpenAPI description as a client gets it."""
    from drf_spectacular.generators import SchemaGenerator

    return dict(SchemaGenerator().get_schema(request=None, public=True))
