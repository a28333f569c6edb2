"""Mothers sign up and in from the app: one error shape, no account given away, sessions that can be ended."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail

from apps.accounts.models import Person
from apps.foundation import feed
from tests.accounts.totp import code_now, set_up_app
from tests.factories import PASSWORD, ClinicianFactory, MotherFactory

pytestmark = pytest.mark.django_db
MANDATORY = {
    "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
    "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": True,
}


def token_of(app: Any, person: Person) -> str:
    answer = app("POST", "/login", {"email": person.email, "password": PASSWORD})
    assert answer.status_code == 200
    return answer.json()["meta"]["session_token"]


def code_in_last_mail() -> str:
    found = re.search(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*|\d{6})$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code), body
    assert body["type"] == f"urn:kaishi:problem:{code}"
    assert isinstance(body["title"], str)
    assert isinstance(body["detail"], str)
    assert all(set(error) >= {"field", "code", "message"} for error in body["errors"])
    return body


class TestSigningUp:
    def test_whoever_signs_up_is_a_mother_whatever_she_sends(self, app: Any) -> None:
        given = {
            "email": "New@Example.org",
            "password": PASSWORD,
            "role": "administrator",
            "is_superuser": True,
            "profession": "obstetrician",
            "is_staff": True,
        }
        answer = app("POST", "/signup", given, **{"Accept-Language": "ko"})
        assert answer.status_code == 200
        person = Person.objects.get()
        assert (person.email, person.role, person.profession) == ("new@example.org", "mother", "")
        assert (person.is_superuser, person.is_active, person.language) == (False, True, "ko")
        user = answer.json()["data"]["user"]
        assert (user["id"], user["email"]) == (str(person.public_id), "new@example.org")
        assert [change["kind"] for change in feed.read(person, after=0, limit=9).changes] == ["person"]
        me = app("GET", "/api/v1/me", token=answer.json()["meta"]["session_token"])
        assert me.json()["role"] == "mother"

    def test_no_cookie_is_set(self, app: Any) -> None:
        answer = app("POST", "/signup", {"email": "new@example.org", "password": PASSWORD})
        assert not answer.cookies

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"email": "new@example.org", "password": "short"}, "password"),
            ({"email": "new@example.org", "password": "12345678901234"}, "password"),
            ({"email": "new@example.org"}, "password"),
            ({"email": "no address", "password": PASSWORD}, "email"),
            ({"email": "a\0b@example.org", "password": PASSWORD}, "email"),
            ({"password": PASSWORD}, "email"),
        ],
    )
    def test_bad_input_names_the_field_and_stores_nothing(
        self, app: Any, given: dict[str, str], field: str
    ) -> None:
        body = problem(app("POST", "/signup", given), 400, "invalid")
        assert field in {error["field"] for error in body["errors"]}
        assert not Person.objects.exists()

    @pytest.mark.parametrize(
        "body",
        [
            b"{",
            b"[]",
            b'"x"',
            b'{"email": "\\ud800"}',
            b'{"email": ' + b"9" * 5000 + b"}",
            b"\xff",
            b"[" * 20_000,
        ],
    )
    def test_what_is_no_json_object_is_refused(self, client: Any, body: bytes) -> None:
        answer = client.generic("POST", "/api/auth/app/v1/auth/signup", body, content_type="application/json")
        problem(answer, 400, "malformed")

    def test_a_body_beyond_64_kb_is_refused(self, app: Any) -> None:
        answer = app("POST", "/signup", {"email": "x" * 70_000})
        assert problem(answer, 413, "too_large")["limit_bytes"] == 65_536

    def test_a_known_address_looks_like_a_new_one_from_outside(self, app: Any, settings: Any) -> None:
        for name, value in MANDATORY.items():
            setattr(settings, name, value)
        known = MotherFactory()
        answers = [
            app("POST", "/signup", {"email": email, "password": PASSWORD})
            for email in (known.email, "new@example.org")
        ]
        bodies = [problem(answer, 401, "not_authenticated") for answer in answers]
        assert bodies[0]["data"] == bodies[1]["data"]
        assert {"id": "verify_email", "is_pending": True} in bodies[0]["data"]["flows"]
        assert Person.objects.filter(email=known.email).count() == 1

    def test_where_verification_is_mandatory_the_code_opens_the_account(
        self, app: Any, settings: Any
    ) -> None:
        for name, value in MANDATORY.items():
            setattr(settings, name, value)
        started = app("POST", "/signup", {"email": "new@example.org", "password": PASSWORD})
        token = started.json()["meta"]["session_token"]
        assert app("GET", "/api/v1/me", token=token).status_code == 401
        wrong = app("POST", "/email/verify", {"key": "WRONG1"}, token=token)
        assert problem(wrong, 400, "invalid")["errors"][0]["field"] == "key"
        right = app("POST", "/email/verify", {"key": code_in_last_mail()}, token=token)
        assert right.status_code == 200
        token = right.json()["meta"].get("session_token", token)
        assert app("GET", "/api/v1/me", token=token).json()["email"] == "new@example.org"

    def test_the_web_has_no_sign_up(self, client: Any) -> None:
        answer = client.post("/sign-up/", {"email": "new@example.org", "password1": PASSWORD})
        assert b"You sign up in the app" in answer.content
        assert not Person.objects.exists()


class TestSigningIn:
    def test_a_password_gives_a_token_for_the_api(self, app: Any) -> None:
        mother = MotherFactory()
        token = token_of(app, mother)
        assert app("GET", "/api/v1/me", token=token).json()["id"] == str(mother.public_id)

    def test_wrong_password_and_unknown_address_are_told_in_the_same_words(self, app: Any) -> None:
        mother = MotherFactory()
        answers = [
            app("POST", "/login", {"email": email, "password": "something else 9"}).json()
            for email in (mother.email, "nobody@example.org")
        ]
        assert answers[0] == answers[1]
        assert answers[0]["errors"][0]["code"] == "email_password_mismatch"
        assert answers[0]["errors"][0]["field"] == "password"

    def test_a_code_by_mail_signs_in(self, app: Any) -> None:
        mother = MotherFactory(language="en")
        asked = problem(app("POST", "/code/request", {"email": mother.email}), 401, "not_authenticated")
        token = asked["meta"]["session_token"]
        wrong = app("POST", "/code/confirm", {"code": "000000"}, token=token)
        problem(wrong, 400, "invalid")
        right = app("POST", "/code/confirm", {"code": code_in_last_mail()}, token=token)
        assert right.status_code == 200
        token = right.json()["meta"].get("session_token", token)
        assert app("GET", "/api/v1/me", token=token).json()["id"] == str(mother.public_id)

    def test_asking_a_code_for_an_unknown_address_looks_the_same_and_writes_to_nobody(self, app: Any) -> None:
        mother = MotherFactory()
        answers = [
            app("POST", "/code/request", {"email": e}).json() for e in (mother.email, "nobody@example.org")
        ]
        assert answers[0]["data"] == answers[1]["data"]
        assert [message.to for message in mail.outbox] == [[mother.email]]

    def test_three_wrong_codes_end_the_attempt(self, app: Any) -> None:
        mother = MotherFactory()
        token = app("POST", "/code/request", {"email": mother.email}).json()["meta"]["session_token"]
        code = code_in_last_mail()
        for _ in range(3):
            problem(app("POST", "/code/confirm", {"code": "000000"}, token=token), 400, "invalid")
        assert app("POST", "/code/confirm", {"code": code}, token=token).status_code in (401, 409)

    def test_a_password_is_reset_by_code(self, app: Any) -> None:
        mother = MotherFactory()
        before = token_of(app, mother)
        asked = app("POST", "/password/request", {"email": mother.email})
        token = asked.json()["meta"]["session_token"]
        answer = app(
            "POST",
            "/password/reset",
            {"key": code_in_last_mail(), "password": "blue kite in wind"},
            token=token,
        )
        assert answer.status_code == 401  # done, and to be followed by a sign-in with the new password
        mother.refresh_from_db()
        assert mother.check_password("blue kite in wind")
        assert app("GET", "/api/v1/me", token=before).status_code == 401  # the old session has ended

    def test_a_second_factor_is_asked_for(self, app: Any) -> None:
        mother = MotherFactory()
        secret = set_up_app(mother)
        first = problem(
            app("POST", "/login", {"email": mother.email, "password": PASSWORD}), 401, "not_authenticated"
        )
        token = first["meta"]["session_token"]
        pending = [flow for flow in first["data"]["flows"] if flow.get("is_pending")]
        assert [flow["id"] for flow in pending] == ["mfa_authenticate"]
        assert app("GET", "/api/v1/me", token=token).status_code == 401
        problem(app("POST", "/2fa/authenticate", {"code": "000000"}, token=token), 400, "invalid")
        second = app("POST", "/2fa/authenticate", {"code": code_now(secret)}, token=token)
        assert second.status_code == 200
        token = second.json()["meta"].get("session_token", token)
        assert app("GET", "/api/v1/me", token=token).status_code == 200

    def test_whoever_is_shut_out_does_not_get_in(self, app: Any) -> None:
        mother = MotherFactory(is_active=False)
        answer = app("POST", "/login", {"email": mother.email, "password": PASSWORD})
        assert answer.status_code >= 400
        assert "session_token" not in answer.json().get("meta", {}) or (
            app("GET", "/api/v1/me", token=answer.json()["meta"]["session_token"]).status_code == 401
        )

    def test_too_many_failures_are_slowed_down(self, app: Any) -> None:
        mother = MotherFactory()
        answers = [
            app("POST", "/login", {"email": mother.email, "password": "wrong 12345"}) for _ in range(6)
        ]
        codes = [answer.json()["errors"][0]["code"] for answer in answers if answer.json()["errors"]]
        assert codes[:5] == ["email_password_mismatch"] * 5
        assert codes[5] == "too_many_login_attempts"
        right = app("POST", "/login", {"email": mother.email, "password": PASSWORD})
        assert right.status_code == 400

    def test_a_rate_limit_answers_429_with_retry_after(self, app: Any, settings: Any) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
        app("POST", "/login", {"email": "nobody@example.org", "password": PASSWORD})
        answer = app("POST", "/login", {"email": "nobody@example.org", "password": PASSWORD})
        problem(answer, 429, "throttled")
        assert int(answer["Retry-After"]) > 0

    @pytest.mark.parametrize("method", ["GET", "PUT", "PATCH"])
    def test_other_methods_are_refused_in_the_same_shape(self, app: Any, method: str) -> None:
        answer = app(method, "/login")
        problem(answer, 405, "method_not_allowed")
        assert "POST" in answer["Allow"]


class TestSessions:
    def test_sessions_are_listed_and_one_can_be_ended(self, app: Any) -> None:
        mother = MotherFactory()
        first, second = token_of(app, mother), token_of(app, mother)
        listed = app("GET", "/sessions", token=second).json()["data"]
        assert [session["is_current"] for session in sorted(listed, key=lambda one: one["id"])] == [
            False,
            True,
        ]
        other = next(session["id"] for session in listed if not session["is_current"])
        left = app("DELETE", "/sessions", {"sessions": [other]}, token=second)
        assert [session["is_current"] for session in left.json()["data"]] == [True]
        assert app("GET", "/api/v1/me", token=first).status_code == 401
        assert app("GET", "/api/v1/me", token=second).status_code == 200

    def test_nobody_ends_somebody_elses_session(self, app: Any) -> None:
        mother, other = MotherFactory(), MotherFactory()
        token, hers = token_of(app, mother), token_of(app, other)
        [session] = app("GET", "/sessions", token=hers).json()["data"]
        problem(app("DELETE", "/sessions", {"sessions": [session["id"]]}, token=token), 400, "invalid")
        assert app("GET", "/api/v1/me", token=hers).status_code == 200

    def test_signing_out_ends_the_session(self, app: Any) -> None:
        token = token_of(app, MotherFactory())
        assert app("DELETE", "/session", token=token).status_code == 204
        assert app("GET", "/api/v1/me", token=token).status_code == 401
        problem(app("GET", "/session", token=token), 410, "session_gone")

    def test_without_a_token_there_is_no_session(self, app: Any) -> None:
        body = problem(app("GET", "/session"), 401, "not_authenticated")
        assert body["meta"]["is_authenticated"] is False
        problem(app("DELETE", "/session"), 401, "not_authenticated")

    @pytest.mark.parametrize("token", ["x", "A" * 32, "0" * 500, "../../etc", "ü" * 32])
    def test_a_token_that_cannot_be_one_is_refused(self, app: Any, token: str) -> None:
        assert app("GET", "/api/v1/me", token=token).status_code == 401
        problem(app("GET", "/session", token=token), 410, "session_gone")

    def test_a_clinicians_token_without_a_second_factor_opens_nothing(self, app: Any, settings: Any) -> None:
        settings.REQUIRE_SECOND_FACTOR = True
        clinician = ClinicianFactory()
        token = token_of(app, clinician)
        problem(app("GET", "/api/v1/me", token=token), 403, "second_factor_required")
        assert app("GET", "/api/v1/me", token=token_of(app, MotherFactory())).status_code == 200
