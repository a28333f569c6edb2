"""Where files of people lie, and how large they may be.

STORAGE_URL: empty for a private folder (KAISHI_MEDIA, else `media/` in the data folder), or a bucket:
s3://KEY:SECRET@bucket/prefix?endpoint=https://storage.example&region=eu-central-1&encryption=AES256
Without KEY:SECRET the usual places of the client library are asked (environment, the machine's role).
"""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from kaishi.embedded.layout import Layout
from kaishi.settings import env

MEDIA_ROOT = env.folder("KAISHI_MEDIA", Layout.from_environment().data / "media")
KNOWN_OPTIONS = {"endpoint", "region", "encryption"}


def private_storage(url: str) -> dict[str, Any]:
    """Return Django's settings of the storage that a STORAGE_URL names."""
    if not url:
        return {
            "BACKEND": "apps.foundation.files.storage.folder.PrivateFolder",
            "OPTIONS": {"location": MEDIA_ROOT / "private", "base_url": None},
        }
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme != "s3" or not parts.hostname or set(options) - KNOWN_OPTIONS:
        raise ImproperlyConfigured(
            "STORAGE_URL must be empty or s3://bucket/prefix?endpoint=…&region=…&encryption=… (docs/how-to/storage.md)."
        )
    return {
        "BACKEND": "apps.foundation.files.storage.bucket.PrivateBucket",
        "OPTIONS": _bucket(parts, options),
    }


def _bucket(parts: Any, options: dict[str, str]) -> dict[str, Any]:
    encryption = {"ServerSideEncryption": options["encryption"]} if "encryption" in options else {}
    return {
        "access_key": unquote(parts.username or "") or None,
        "secret_key": unquote(parts.password or "") or None,
        "bucket_name": parts.hostname,
        "location": parts.path.strip("/"),
        "endpoint_url": options.get("endpoint"),
        "region_name": options.get("region"),
        "default_acl": None,
        "querystring_auth": True,
        "object_parameters": {"CacheControl": "private, no-store", **encryption},
    }


PRIVATE_STORAGE = private_storage(env.text("STORAGE_URL"))

MEGABYTE = 1024 * 1024
FILE_LIMITS = {
    "image_bytes": env.number("KAISHI_IMAGE_MB", 15, low=1, high=30) * MEGABYTE,
    "document_bytes": env.number("KAISHI_DOCUMENT_MB", 20, low=1, high=30) * MEGABYTE,
    "sound_bytes": env.number("KAISHI_SOUND_MB", 30, low=1, high=30) * MEGABYTE,
}
# Of one person in 24 hours.
ATTACHMENTS_A_DAY = env.number("KAISHI_ATTACHMENTS_A_DAY", 200, low=1, high=100_000)
ATTACHMENT_BYTES_A_DAY = env.number("KAISHI_ATTACHMENT_MB_A_DAY", 500, low=1, high=1_000_000) * MEGABYTE
ATTACHMENT_LINK_SECONDS = env.number("KAISHI_ATTACHMENT_LINK_SECONDS", 300, low=10, high=3_600)
# For so long what was taken back stays where nobody sees it: for a mistake, or a court.
WITHDRAWN_FILES_DAYS = env.number("KAISHI_WITHDRAWN_FILES_DAYS", 30, low=0, high=36_500)
