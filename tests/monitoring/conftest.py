"""A mother with her care team and a recording that is announced, beside a real server for sockets."""

from tests.foundation.conftest import _fresh_hints, forget_client, socket_server  # noqa: F401
from tests.recordings.conftest import announced, collector, family, trace_file  # noqa: F401
