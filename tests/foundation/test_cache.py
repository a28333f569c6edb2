"""What is only remembered for a while may be forgotten: a Valkey that is away breaks nothing."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from apps.foundation.cache import ForgetfulCache
from tests.factories import PASSWORD, MotherFactory

AWAY = {
    "default": {"BACKEND": "apps.foundation.cache.ForgetfulCache", "LOCATION": "unix:///nonexistent/v.sock"}
}


def test_without_valkey_the_cache_is_empty_and_says_so_to_nobody(settings):
    settings.CACHES = AWAY
    cache = caches["default"]
    assert isinstance(cache, ForgetfulCache)
    cache.set("a", 1)
    assert cache.get("a") is None
    assert cache.get("a", 7) == 7
    assert cache.get_many(["a"]) == {}
    assert cache.add("a", 1) is True
    assert cache.incr("a") == 1
    assert cache.has_key("a") is False
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    assert cache.set_many({"a": 1}) == []
    cache.delete_many(["a"])


def test_with_valkey_it_is_a_cache_like_any_other(db):
    cache = caches["default"]
    assert isinstance(cache, ForgetfulCache)
    cache.set("a", 1)
    assert (cache.get("a"), cache.incr("a"), cache.add("a", 5)) == (1, 2, False)


@pytest.mark.django_db
def test_signing_in_goes_on_without_valkey(client, settings):
    settings.CACHES = AWAY
    mother = MotherFactory()
    answer = client.post(
        "/api/auth/app/v1/auth/login",
        {"email": mother.email, "password": PASSWORD},
        content_type="application/json",
    )
    assert answer.status_code == 200
    assert answer.json()["meta"]["is_authenticated"] is True
