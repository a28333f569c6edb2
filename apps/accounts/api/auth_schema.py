"""Adds the sign-in addresses of the app (`/api/auth/app/v1/…`) to the OpenAPI schema: a postprocessing hook.

They belong to a library that knows nothing of our schema; what stands here is what they take and answer as we
serve them, errors in our shape.
"""

from __future__ import annotations

from typing import Any

BASE = "/api/auth/app/v1"
PROBLEM = {"$ref": "#/components/responses/Problem"}


def _object(
    properties: dict[str, Any], *, required: list[str] | None = None, text: str = ""
) -> dict[str, Any]:
    wanted = list(properties) if required is None else required
    found: dict[str, Any] = {"type": "object", "properties": properties}
    return found | ({"required": wanted} if wanted else {}) | ({"description": text} if text else {})


def _text(text: str, **limits: Any) -> dict[str, Any]:
    return {"type": "string", "description": text, **limits}


EMAIL = _text("The address she signs in with; capital letters do not matter.", format="email", maxLength=254)
PASSWORD = _text("At least 10 characters, not a common one, not only digits.", minLength=1, maxLength=4_096)
CODE = _text("The code from the e-mail or from the authenticator app.", minLength=1, maxLength=64)

COMPONENTS: dict[str, Any] = {
    "SignedInPerson": _object(
        {
            "id": _text("The person's id.", format="uuid"),
            "display": _text("Her name."),
            "email": _text("The address she signs in with.", format="email"),
            "has_usable_password": {"type": "boolean", "description": "False: she signs in with codes only."},
        },
        required=["id", "email"],
    ),
    "Authentication": _object(
        {
            "status": {"type": "integer", "description": "The HTTP status again."},
            "data": _object(
                {
                    "user": {"$ref": "#/components/schemas/SignedInPerson"},
                    "methods": {
                        "type": "array",
                        "items": {"type": "object"},
                        "description": "How she has signed in.",
                    },
                },
                required=["user"],
            ),
            "meta": _object(
                {
                    "is_authenticated": {"type": "boolean"},
                    "session_token": _text(
                        "Send it as X-Session-Token from now on; replaces an earlier one."
                    ),
                },
                required=["is_authenticated"],
            ),
        },
        text="She is signed in.",
    ),
    "SignInSession": _object(
        {
            "id": {"type": "integer", "description": "Name it to end this session."},
            "user_agent": _text("What the app or browser calls itself."),
            "ip": _text("The address it came from."),
            "created_at": {"type": "number", "description": "Seconds since 1970, UTC."},
            "is_current": {"type": "boolean", "description": "Whether it is the one that asks."},
        }
    ),
    "SignInSessions": _object(
        {
            "status": {"type": "integer"},
            "data": {"type": "array", "items": {"$ref": "#/components/schemas/SignInSession"}},
        }
    ),
    "Authenticators": _object(
        {
            "status": {"type": "integer"},
            "data": {
                "type": "array",
                "items": {"type": "object"},
                "description": "What is set up, by `type`.",
            },
        }
    ),
    "AppSetUp": _object(
        {
            "status": {"type": "integer"},
            "data": {"type": "object", "description": "The authenticator app that is set up."},
            "meta": {"type": "object", "description": "Whether recovery codes were made with it."},
        },
        required=["status", "data"],
    ),
    "Signup": _object({"email": EMAIL, "password": PASSWORD}),
    "Login": _object({"email": EMAIL, "password": PASSWORD}),
    "CodeRequest": _object({"email": EMAIL}),
    "CodeConfirmation": _object({"code": CODE}),
    "EmailVerification": _object({"key": CODE}),
    "PasswordReset": _object({"key": CODE, "password": PASSWORD}),
    "PasswordAgain": _object({"password": PASSWORD}),
    "SessionsToEnd": _object(
        {"sessions": {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 100}}
    ),
}

PENDING = "`data.flows` of the 401 names the step that is pending, `meta.session_token` carries it on."
# method, address, operation id, summary, body, answer, signed in?
OPERATIONS: list[tuple[str, str, str, str, str | None, str | None, bool]] = [
    ("post", "/auth/signup", "auth_signup", "Sign up as a mother.", "Signup", "Authentication", False),
    (
        "post",
        "/auth/login",
        "auth_login",
        f"Sign in with a password. {PENDING}",
        "Login",
        "Authentication",
        False,
    ),
    (
        "post",
        "/auth/code/request",
        "auth_code_request",
        f"Ask for a code by e-mail. {PENDING}",
        "CodeRequest",
        None,
        False,
    ),
    (
        "post",
        "/auth/code/confirm",
        "auth_code_confirm",
        "Sign in with that code.",
        "CodeConfirmation",
        "Authentication",
        False,
    ),
    (
        "post",
        "/auth/2fa/authenticate",
        "auth_second_factor",
        "Show the second factor.",
        "CodeConfirmation",
        "Authentication",
        False,
    ),
    (
        "post",
        "/auth/email/verify",
        "auth_email_verify",
        "Prove the e-mail address by its code.",
        "EmailVerification",
        "Authentication",
        False,
    ),
    (
        "post",
        "/auth/password/request",
        "auth_password_request",
        f"Ask for a code to set a new password. {PENDING}",
        "CodeRequest",
        None,
        False,
    ),
    (
        "post",
        "/auth/password/reset",
        "auth_password_reset",
        "Set a new password with that code.",
        "PasswordReset",
        "Authentication",
        False,
    ),
    ("get", "/auth/session", "auth_session", "Read who is signed in.", None, "Authentication", True),
    ("delete", "/auth/session", "auth_sign_out", "Sign out.", None, "", True),
    ("get", "/auth/sessions", "auth_sessions", "List where you are signed in.", None, "SignInSessions", True),
    (
        "delete",
        "/auth/sessions",
        "auth_sessions_end",
        "End sessions elsewhere.",
        "SessionsToEnd",
        "SignInSessions",
        True,
    ),
    (
        "post",
        "/auth/reauthenticate",
        "auth_reauthenticate",
        "Give the password again, before a change of how to sign in.",
        "PasswordAgain",
        "Authentication",
        True,
    ),
    (
        "get",
        "/account/authenticators",
        "auth_authenticators",
        "List your second factors.",
        None,
        "Authenticators",
        True,
    ),
    (
        "post",
        "/account/authenticators/totp",
        "auth_set_up_app",
        "Set up an authenticator app by its first code. A GET "
        "before answers 404 with the new secret in `meta`.",
        "CodeConfirmation",
        "AppSetUp",
        True,
    ),
]


def add_sign_in(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add addresses and shapes. Set after the hook that makes the shared problem answer."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {}).update(COMPONENTS)
    for method, address, name, summary, body, answer, signed_in in OPERATIONS:
        operation = _operation(name, summary, body, answer, signed_in)
        result.setdefault("paths", {}).setdefault(BASE + address, {})[method] = operation
    return result


def _operation(
    name: str, summary: str, body: str | None, answer: str | None, signed_in: bool
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": name,
        "description": summary,
        "tags": ["auth"],
        "security": [{"sessionToken": []}] if signed_in else [{}, {"sessionToken": []}],
        "responses": _answers(answer),
    }
    if body:
        schema = {"$ref": f"#/components/schemas/{body}"}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _answers(answer: str | None) -> dict[str, Any]:
    """`None`: success is the 401 that says what comes next; empty: nothing to tell."""
    if answer is None:
        return {"401": PROBLEM, "default": PROBLEM}
    if not answer:
        return {"204": {"description": "Done."}, "default": PROBLEM}
    schema = {"$ref": f"#/components/schemas/{answer}"}
    return {
        "200": {"description": "Done.", "content": {"application/json": {"schema": schema}}},
        "default": PROBLEM,
    }
