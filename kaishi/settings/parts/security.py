"""What a browser is told, and how large a request may be."""

from csp.constants import NONE, SELF

from kaishi.settings import env

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # htmx reads it
CSRF_COOKIE_SAMESITE = "Lax"

MEGABYTE = 1024 * 1024
# Nothing longer than this reaches a view, whatever the view allows: kaishi/asgi.py answers 413.
MAX_BODY_BYTES = env.number("KAISHI_MAX_BODY_BYTES", 32 * MEGABYTE, low=MEGABYTE, high=1024 * MEGABYTE)
MAX_BODY_SECONDS = env.number("KAISHI_MAX_BODY_SECONDS", 120, low=1, high=3_600)
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * MEGABYTE
MAX_SOCKET_MESSAGE_BYTES = MEGABYTE
# Addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. None: nobody's.
TRUSTED_PROXIES = env.words("KAISHI_TRUSTED_PROXIES")
