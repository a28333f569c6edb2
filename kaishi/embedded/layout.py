"""Where the embedded servers keep what they have, and the secrets that they are reached with.

The data folder (`KAISHI_DATA`, `up --data`, default `var/` in the checkout) holds `secrets.json` (0600),
`valkey/`, `media/`, `logs/`, `lock`. PostgreSQL refuses to run as root and then runs as another user, who may
not be able to enter the data folder; its part lies in `postgres_home`, which is the data folder itself or,
for such a case, a folder of its own under /var/lib/kaishi. A socket needs a path below 108 bytes: `_short`.
"""

import hashlib
import json
import os
import secrets
import stat
import tempfile
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from kaishi.embedded.errors import CannotStart
from kaishi.embedded.users import Identity, can_enter, postgres_identity

CHECKOUT = Path(__file__).resolve().parent.parent.parent
LONGEST_FOLDER_BYTES = 107 - len("/p/.s.PGSQL.5432")
DATABASE = ROLE = "kaishi"


@dataclass(frozen=True)
class Secrets:
    """Made once for each data folder. Every field is random; `id` names folders outside the data folder."""

    id: str
    secret_key: str
    postgres_admin_password: str
    postgres_password: str
    valkey_password: str

    @classmethod
    def new(cls) -> "Secrets":
        return cls(secrets.token_hex(6), *(secrets.token_urlsafe(48) for _ in fields(cls)[1:]))


@dataclass(frozen=True)
class Layout:
    data: Path

    @classmethod
    def from_environment(cls) -> "Layout":
        given = os.environ.get("KAISHI_DATA", "").strip()
        return cls(Path(given).expanduser().resolve() if given else CHECKOUT / "var")

    @cached_property
    def identity(self) -> Identity | None:
        """Whom PostgreSQL runs as; None: as ourselves."""
        return postgres_identity()

    @property
    def secrets_file(self) -> Path:
        return self.data / "secrets.json"

    @cached_property
    def _secrets(self) -> Secrets | None:
        try:
            return Secrets(**json.loads(self.secrets_file.read_text()))
        except (FileNotFoundError, PermissionError):
            return None
        except (ValueError, TypeError) as error:
            raise CannotStart(f"{self.secrets_file} is damaged; put back a copy of it.") from error

    def secrets_or_new(self) -> Secrets:
        """The folder's secrets, or fresh ones that are not written anywhere."""
        return self._secrets or Secrets.new()

    def make(self) -> Secrets:
        """Create the data folder with its secrets where they are missing; return the secrets."""
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o711 if self.identity else 0o700)
            if self._secrets is None:
                _write_private(self.secrets_file, json.dumps(asdict(Secrets.new()), indent=1))
                del self.__dict__["_secrets"]
        except PermissionError as error:
            raise CannotStart(
                f"The data folder {self.data} cannot be written; choose one with --data."
            ) from error
        assert self._secrets is not None
        return self._secrets

    @cached_property
    def postgres_home(self) -> Path:
        """A folder that PostgreSQL's user can enter; its data is `postgres/` in it.

        Chosen at the first start and kept: folders' rights may change later, the data stay where they are.
        """
        if self._chosen_home.exists():
            return (self.data / self._chosen_home.read_text().strip()).resolve()
        if self.identity is None or can_enter(self.data, self.identity):
            return self.data
        return shared_home() / self.secrets_or_new().id

    @property
    def _chosen_home(self) -> Path:
        return self.data / "postgres-home"

    def keep_postgres_home(self) -> None:
        """Remember the choice. The data folder itself is written as «.», so that it may be moved."""
        chosen = "." if self.postgres_home == self.data else str(self.postgres_home)
        self._chosen_home.write_text(chosen + "\n")

    @property
    def postgres_data(self) -> Path:
        return self.postgres_home / "postgres"

    @property
    def postgres_run(self) -> Path:
        """Ours, and open to PostgreSQL's user: the folder of its socket is in it."""
        return self._short(self.postgres_home / "run")

    @property
    def postgres_socket_folder(self) -> Path:
        return self.postgres_run / "p" if self.identity else self.postgres_run

    @property
    def valkey_run(self) -> Path:
        return self._short(self.data / "run")

    @property
    def valkey_socket(self) -> Path:
        return self.valkey_run / "valkey.sock"

    def _short(self, folder: Path) -> Path:
        """`folder`, or one in the temporary folder where its path is too long for a socket."""
        if len(os.fsencode(folder)) <= LONGEST_FOLDER_BYTES:
            return folder
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"kaishi-{os.geteuid()}-{name}"

    @property
    def valkey_data(self) -> Path:
        return self.data / "valkey"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    def database_url(self) -> str:
        """The embedded PostgreSQL's address; empty text before a first start made the secrets."""
        return self._postgres_url(ROLE, self._secrets.postgres_password, DATABASE) if self._secrets else ""

    def admin_url(self) -> str:
        return self._postgres_url("postgres", self.make().postgres_admin_password, "postgres")

    def _postgres_url(self, role: str, password: str, name: str) -> str:
        return (
            f"postgresql://{role}:{quote(password)}@{quote(str(self.postgres_socket_folder), safe='')}/{name}"
        )

    def redis_url(self) -> str:
        """The embedded Valkey's address; empty text before a first start made the secrets."""
        if self._secrets is None:
            return ""
        return f"unix://{ROLE}:{quote(self._secrets.valkey_password)}@{quote(str(self.valkey_socket))}"


def shared_home() -> Path:
    """Root's folder that others can pass through: KAISHI_SHARED_HOME, /var/lib/kaishi, or a temporary one."""
    given = os.environ.get("KAISHI_SHARED_HOME", "").strip()
    if given:
        return private_folder(Path(given).expanduser().resolve(), mode=0o711)
    if os.access("/var/lib", os.W_OK):
        return private_folder(Path("/var/lib/kaishi"), mode=0o711)
    return private_folder(Path(tempfile.gettempdir()) / f"kaishi-{os.geteuid()}", mode=0o711)


def private_folder(path: Path, *, mode: int = 0o700) -> Path:
    """Make `path`, ours alone; refuse a link or somebody else's folder (a shared /tmp allows both)."""
    path.mkdir(parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise CannotStart(
            f"{path} belongs to somebody else; remove it or set TMPDIR to a folder of your own."
        )
    path.chmod(mode)
    return path


def _write_private(path: Path, text: str) -> None:
    """Write a 0600 file that is either complete or not there."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
