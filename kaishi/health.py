"""What a supervisor or a load balancer asks: does the process live, and can it work?"""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

LOOPBACK = {"127.0.0.1", "::1"}


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; it says nothing about its servers."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether every part that a request needs answers; 503 names those that do not."""
    parts = {name: check() for name, check in CHECKS.items()}
    failed = [name for name, is_well in parts.items() if not is_well]
    body = {
        "status": "not ready" if failed else "ready",
        "parts": {name: _word(parts[name]) for name in parts},
    }
    return JsonResponse(body, status=503 if failed else 200)


def _word(is_well: bool) -> str:
    return "ok" if is_well else "failed"


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False


def valkey_answers() -> bool:
    try:
        with redis.Redis.from_url(str(settings.CACHES["default"]["LOCATION"]), socket_timeout=2) as client:
            client.ping()  # not through the cache, which does without
    except redis.RedisError:
        return False
    return True


_migrated: set[str] = set()


def migrations_are_applied() -> bool:
    """Asked of the database until it is true once: a running process does not become unmigrated."""
    name = str(connection.settings_dict["NAME"])
    try:
        if name not in _migrated and not migration_plan():
            _migrated.add(name)
    except DatabaseError:
        return False
    return name in _migrated


def migration_plan() -> list[tuple[Migration, bool]]:
    """What the code has and the database has not."""
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "valkey": valkey_answers,
    "migrations": migrations_are_applied,
}


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' figures: for this machine itself, or with the token of KAISHI_METRICS_TOKEN."""
    if not _may_read_metrics(request):
        return HttpResponse("The figures are for this machine, or for who sends the token.\n", status=403)
    return ExportToDjangoView(request)


def _may_read_metrics(request: HttpRequest) -> bool:
    """A proxy makes every visitor look local, so that behind one only the token counts."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        return constant_time_compare(given, token)
    is_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not is_forwarded
