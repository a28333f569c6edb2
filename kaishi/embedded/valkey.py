"""Our own Valkey: on a Unix socket, with a password that its configuration never brings to disk."""

import signal
from collections.abc import Sequence

from kaishi.embedded import binaries
from kaishi.embedded.layout import ROLE, Layout, private_folder
from kaishi.embedded.process import Server


def start(
    layout: Layout, *, durable: bool = True, databases: int = 16, keep_open: Sequence[int] = ()
) -> Server:
    """Start the server and return when it answers PING. Raises CannotStart."""
    server = begin(layout, durable=durable, databases=databases, keep_open=keep_open)
    finish(layout, server)
    return server


def begin(
    layout: Layout, *, durable: bool = True, databases: int = 16, keep_open: Sequence[int] = ()
) -> Server:
    """The first half of `start`: the server runs and reads what it has kept."""
    private_folder(layout.valkey_run, mode=0o711 if layout.identity else 0o700)
    private_folder(layout.valkey_data)
    layout.valkey_socket.unlink(missing_ok=True)
    return Server.start(
        "Valkey",
        [binaries.valkey_program(), "-"],
        log=layout.valkey_data / "valkey.log",
        stop_signal=signal.SIGTERM,
        keep_open=keep_open,
        given=_configuration(layout, durable=durable, databases=databases).encode(),
    )


def finish(layout: Layout, server: Server) -> None:
    """The second half: wait until it answers."""
    server.wait_until(lambda: answers(layout.redis_url()), seconds=60)


def answers(url: str) -> bool:
    """Whether the server at `url` answers PING now."""
    import redis  # half a second: the servers start meanwhile
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    at_once = Retry(NoBackoff(), retries=0)  # by default it would try again for seconds
    try:
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, retry=at_once) as client:
            return bool(client.ping())
    except redis.exceptions.ConnectionError:
        return False


def _configuration(layout: Layout, *, durable: bool, databases: int) -> str:
    lines = [
        "port 0",
        f'unixsocket "{layout.valkey_socket}"',
        "unixsocketperm 700",
        f'dir "{layout.valkey_data}"',
        f"databases {databases}",
        f"appendonly {'yes' if durable else 'no'}",
        'save ""',
        "maxmemory-policy noeviction",
        "daemonize no",
        "user default off",
        f"user {ROLE} on >{layout.make().valkey_password} ~* &* +@all -@admin +info",
    ]
    return "\n".join(lines) + "\n"
