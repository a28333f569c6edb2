"""Sockets say that something changed; what changed is asked by number (docs/reference/asyncapi.yaml).

`routing`: which consumer answers at which path. `consumer`: the base of all of them. `admission`: who may
come in, and may she stay. `outgoing`: the bounded queue to one client. `fanout`: one Valkey subscription
for each process and topic.
"""

from apps.foundation.sockets.consumer import PersonConsumer
from apps.foundation.sockets.routing import register, websocket_application

__all__ = ["PersonConsumer", "register", "websocket_application"]
