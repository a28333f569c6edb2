"""A bucket of an S3-compatible service. Its client library is imported where one is used, and only there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage
from urllib3.exceptions import HTTPError

from apps.foundation.files.storage import PIECE_BYTES, StorageAway


class PrivateBucket(S3Storage):
    """Nothing in it is public; what is served is streamed through us. Options: see the settings of files."""

    def __init__(self, **options: Any) -> None:
        # Addresses of buckets as host names need a wildcard certificate, which services of one's own seldom have.
        style = "path" if options.get("endpoint_url") else "auto"
        options["client_config"] = Config(
            s3={"addressing_style": style},
            signature_version="s3v4",
            connect_timeout=3,
            read_timeout=15,
            retries={"max_attempts": 3, "mode": "standard"},
        )
        super().__init__(**options)

    def put(self, key: str, content: bytes) -> None:
        """Write in one request: an object is whole or not there."""
        with _answering(key):
            self.bucket.Object(self._key(key)).put(Body=content, **self.object_parameters)

    def size_bytes(self, key: str) -> int:
        """Return how many bytes are kept."""
        with _answering(key):
            return int(self.bucket.Object(self._key(key)).content_length)

    def pieces(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield bytes from `start` up to, without, `stop`; only these are fetched."""
        if stop is not None and stop <= start:
            return
        asked = (
            {}
            if (start, stop) == (0, None)
            else {"Range": f"bytes={start}-{'' if stop is None else stop - 1}"}
        )
        with _answering(key):
            yield from self.bucket.Object(self._key(key)).get(**asked)["Body"].iter_chunks(PIECE_BYTES)

    def remove(self, key: str) -> None:
        """Forget a key."""
        with _answering(key):
            self.bucket.Object(self._key(key)).delete()

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys that begin with a prefix, in order."""
        with _answering(prefix):
            for found in self.bucket.objects.filter(Prefix=self._key(prefix)):
                yield found.key.removeprefix(self._key(""))

    def _key(self, key: str) -> str:
        return f"{self.location}/{key}" if self.location else key


@contextmanager
def _answering(key: str) -> Iterator[None]:
    """Turn what the client library raises into our two errors."""
    try:
        yield
    except ClientError as error:
        status = error.response["ResponseMetadata"].get("HTTPStatusCode")
        if status == HTTPStatus.NOT_FOUND and error.response["Error"].get("Code") != "NoSuchBucket":
            raise FileNotFoundError(key) from error
        raise StorageAway(type(error).__name__) from error
    except (BotoCoreError, HTTPError) as error:  # the second: the connection broke while the body was read
        raise StorageAway(type(error).__name__) from error
