"""The two storages, each real: a folder, and a bucket of an S3 server on this machine."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer

from apps.foundation.files import sandbox
from apps.foundation.files.kinds import recognise
from apps.foundation.files.limits import Limits
from apps.foundation.files.wire import Rewritten
from kaishi.settings.parts.files import private_storage


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """Address of an S3 server."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def bucket_url(server: str) -> str:
    """Make a bucket; return the STORAGE_URL that names a place in it."""
    name = f"kaishi-{uuid4().hex[:8]}"
    boto3.client(
        "s3",
        endpoint_url=server,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    ).create_bucket(Bucket=name)
    return f"s3://key:secret@{name}/ward?endpoint={server}&region=us-east-1&encryption=AES256"


@pytest.fixture(params=["folder", "bucket"])
def storage_name(request: pytest.FixtureRequest) -> str:
    """Which of the two storages."""
    return str(request.param)


@pytest.fixture
def storage(storage_name: str, request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> str:
    """The site keeps its files in this storage."""
    if storage_name == "folder":
        chosen = private_storage("")
        chosen["OPTIONS"]["location"] = tmp_path / "media" / "private"
    else:
        chosen = private_storage(bucket_url(request.getfixturevalue("s3_server")))
    settings.STORAGES = {**settings.STORAGES, "private": chosen}
    return storage_name


@pytest.fixture
def rewritten() -> Callable[..., Rewritten]:
    """What a file becomes in the child process."""

    def rewrite(content: bytes, limits: Limits | None = None) -> Rewritten:
        return sandbox.rewrite(content, recognise(content), limits or Limits())

    return rewrite
