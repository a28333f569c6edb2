"""The public API as an app uses it: signed in by token, patient with a busy server, problems as sentences."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Final

import httpx
import orjson

SIGN_IN: Final = "/api/auth/app/v1"
PATIENCE_S: Final = 90.0
TOO_MUCH, UNAVAILABLE = 429, 503
LONGEST_PAUSE_S: Final = 30.0


class Refused(Exception):
    """The server said no, with a status, a code and a sentence."""

    def __init__(self, method: str, path: str, answer: httpx.Response) -> None:
        problem = _json(answer) if answer.content else {}
        self.status, self.code = answer.status_code, str(problem.get("code", ""))
        self.problem = problem
        super().__init__(
            f"{method} {path}: {self.status} {problem.get('detail') or self.code or answer.text[:200]}"
        )


class PublicApi:
    """One person at one server. `client` may be shared: the token goes with each request."""

    def __init__(self, client: httpx.AsyncClient, *, patience_s: float = PATIENCE_S) -> None:
        self.client, self.patience_s = client, patience_s
        self.token = ""

    async def sign_in(self, email: str, password: str) -> None:
        """Sign in. Raises Refused, httpx.HTTPError."""
        self.token = _token(
            await self.ask("POST", f"{SIGN_IN}/auth/login", {"email": email, "password": password})
        )

    async def sign_up(self, email: str, password: str) -> None:
        """Sign up as a mother, or sign in where she has. Raises Refused, httpx.HTTPError."""
        try:
            given = {"email": email, "password": password}
            self.token = _token(await self.ask("POST", f"{SIGN_IN}/auth/signup", given))
        except Refused as refused:
            if refused.status not in (400, 401, 409):
                raise
            await self.sign_in(email, password)

    async def ask(self, method: str, path: str, content: Any = None) -> Any:
        """Send a request, again after a pause where the server is too busy. Raises Refused, httpx.HTTPError."""
        until, pause_s = time.monotonic() + self.patience_s, 0.5
        while True:
            answer = await self.client.request(method, path, **self._request(content))
            if answer.status_code not in (TOO_MUCH, UNAVAILABLE) or time.monotonic() > until:
                break
            pause_s = min(float(answer.headers.get("Retry-After", 0)) or pause_s * 2, LONGEST_PAUSE_S)
            await asyncio.sleep(pause_s)
        if answer.is_error:
            raise Refused(method, path, answer)
        return _json(answer) if answer.content else None

    def _request(self, content: Any) -> dict[str, Any]:
        headers = {"Accept": "application/json"}
        if self.token:
            headers["X-Session-Token"] = self.token
        if content is None:
            return {"headers": headers}
        is_bytes = isinstance(content, bytes)
        headers["Content-Type"] = "application/octet-stream" if is_bytes else "application/json"
        return {"headers": headers, "content": content if is_bytes else orjson.dumps(content, default=str)}


def _token(answer: Any) -> str:
    return str(answer["meta"]["session_token"])


def _json(answer: httpx.Response) -> Any:
    try:
        return orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return {}
