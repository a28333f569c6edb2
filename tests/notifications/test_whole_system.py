"""The real `manage.py up`: what a request writes goes through outbox, relay, queue and worker to a mail server, once."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest

from tests.kaishi.starting import CHECKOUT, Up, environment
from tests.notifications.outside import Post, mail_server

pytestmark = pytest.mark.slow
EMAIL, PASSWORD = "first@example.org", "grey heron over the lake"


@pytest.fixture(scope="module")
def post() -> Iterator[tuple[Post, int]]:
    with mail_server() as (handler, port):
        yield handler, port


@pytest.fixture(scope="module")
def system(post: tuple[Post, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    more = {
        "KAISHI_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "KAISHI_SMTP_HOST": "127.0.0.1",
        "KAISHI_SMTP_PORT": str(post[1]),
        "KAISHI_SMTP_STARTTLS": "no",
    }
    up = Up(data=tmp_path_factory.mktemp("up") / "data", more=more)
    try:
        up.start().wait_for("KAISHI is ready", seconds=240)
        yield up
    finally:
        up.clean_up()


def ask(system: Up, method: str, path: str, body: Any = None, token: str = "") -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", system.port, timeout=30)
    headers = {"Content-Type": "application/json", "X-Session-Token": token}
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    assert answer.status < 300, (path, answer.status, text)
    return json.loads(text) if text else None


def test_from_the_request_to_the_mailbox(system: Up, post: tuple[Post, int]) -> None:
    more = {"KAISHI_DATA": str(system.data), "KAISHI_ADMINISTRATOR_PASSWORD": PASSWORD}
    command = [sys.executable, "manage.py", "create_administrator", EMAIL]
    subprocess.run(
        command, cwd=CHECKOUT, env=environment(**more), check=True, capture_output=True, timeout=60
    )
    login = ask(system, "POST", "/api/auth/app/v1/auth/login", {"email": EMAIL, "password": PASSWORD})
    token = login["meta"]["session_token"]
    wish = {"choices": [{"channel": "email", "is_on": True}]}
    ask(system, "PATCH", "/api/v1/notifications/preferences", wish, token)

    handler, _port = post
    arrived = threading.Event()
    handler.taken = lambda: arrived.set()
    made = ask(system, "POST", "/api/v1/notifications/test", token=token)
    assert arrived.wait(timeout=60), "no mail came"
    mail = message_from_bytes(handler.mails[0], policy=policy.default)
    assert mail["To"] == EMAIL
    assert f"http://localhost:8000/notifications/{made['id']}/" in mail.get_content()
    assert ask(system, "GET", "/api/v1/notifications/unread-count", token=token) == {"unread": 1}

    read = ask(system, "POST", "/api/v1/notifications/read", {"ids": [made["id"]]}, token)
    assert read == {"read": [made["id"]], "unread": 0}
    key = ask(system, "GET", "/api/v1/web-push/key", token=token)["public_key"]
    assert len(key) == 87
    assert os.listdir(system.data).count("vapid-private-key") == 1
    assert len(handler.mails) == 1
