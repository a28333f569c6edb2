"""Whom PostgreSQL runs as when we are root (it refuses root), and what that user can reach."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaishi.embedded.errors import CannotStart


@dataclass(frozen=True)
class Identity:
    """A user without rights of its own."""

    uid: int
    gid: int

    def popen(self) -> dict[str, Any]:
        """Arguments for `subprocess` that drop to this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def postgres_identity() -> Identity | None:
    """None unless we are root; then the system user named by KAISHI_POSTGRES_USER, else `nobody`."""
    if os.geteuid() != 0:
        return None
    name = os.environ.get("KAISHI_POSTGRES_USER", "").strip() or "nobody"
    try:
        entry = pwd.getpwnam(name)
    except KeyError as error:
        raise CannotStart(f"There is no user {name} for PostgreSQL; set KAISHI_POSTGRES_USER.") from error
    if entry.pw_uid == 0:
        raise CannotStart("PostgreSQL refuses to run as root; set KAISHI_POSTGRES_USER to another user.")
    return Identity(entry.pw_uid, entry.pw_gid)


def can_enter(folder: Path, identity: Identity) -> bool:
    """Whether `identity` may pass through every folder down to `folder`, itself included."""
    real = folder.resolve()
    return all(_lets_through(part, identity) for part in (real, *real.parents))


def _lets_through(folder: Path, identity: Identity) -> bool:
    found = folder.stat()
    if found.st_uid == identity.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == identity.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)
