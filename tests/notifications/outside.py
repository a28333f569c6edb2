"""The world outside, on this machine's loopback: an HTTP service and a mail server that keep what they are sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


Answer = Callable[[Request], Reply | None]
"""None: take the request and close the connection without a word."""


@dataclass
class Service:
    """`answer` may be replaced at any time; `received` keeps every request in order."""

    url: str
    answer: Answer
    received: list[Request] = field(default_factory=list)


@contextmanager
def http_service(answer: Answer = lambda request: Reply()) -> Iterator[Service]:
    """A service on a free port of the loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.path, headers, self.rfile.read(length))
            service.received.append(request)
            reply = service.answer(request)
            if reply is None:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *args: object) -> None:
            """Requests are kept, not printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = Service(f"http://127.0.0.1:{server.server_port}", answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Post:
    """A mail server's handler: keeps mails, and answers DATA as it is told."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.answer_rcpt = "250 OK"
        self.answer_data = "250 OK"
        self.breaks_off = False
        self.taken: Callable[[], object] = lambda: None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.answer_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(envelope.content)
        self.recipients.append(envelope.rcpt_tos)
        self.taken()
        if self.breaks_off:
            server.transport.abort()
        return self.answer_data


class OnAFreePort(Controller):
    """Asked for port 0, the library would look for its server there."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server() -> Iterator[tuple[Post, int]]:
    """A real SMTP server on a free port of the loopback."""
    post = Post()
    controller = OnAFreePort(post, hostname="127.0.0.1", port=0, server_hostname="localhost")
    controller.start()
    try:
        yield post, controller.port
    finally:
        controller.stop()
