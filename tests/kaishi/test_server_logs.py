"""What our own PostgreSQL writes down: that something was refused, never the values; and for its owner's eyes only."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kaishi.embedded import postgres
from kaishi.embedded.layout import Layout


@pytest.fixture
def layout() -> Iterator[Layout]:
    layout = Layout(Path(tempfile.mkdtemp(prefix="kl-")))
    if layout.identity:
        layout.data.chmod(0o711)
    layout.make()
    yield layout
    shutil.rmtree(layout.data, ignore_errors=True)


def test_the_log_tells_of_a_refusal_without_its_values(layout: Layout) -> None:
    server = postgres.start(layout, durable=False)
    try:
        with psycopg.connect(layout.database_url(), autocommit=True) as connection:
            connection.execute("create table weights (id int primary key, weight_kg numeric)")
            connection.execute("insert into weights values (1, 61.25)")
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("insert into weights values (1, 93.25)")
            with pytest.raises(psycopg.errors.DivisionByZero):
                connection.execute("select 93.25 / 0")
    finally:
        server.stop()
    log = server.log.read_text()
    assert "duplicate key value violates unique constraint" in log
    assert "93.25" not in log and "weight" not in log.replace("weights_pkey", "")
    assert server.log.stat().st_mode & 0o077 == 0
