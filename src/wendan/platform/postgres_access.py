"""How to reach an embedded server: what its owner writes down for the others, and whether it answers."""

import contextlib
import json
import socket
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import asyncpg

USER = DATABASE = "wendan"
_FILE = "postgres.json"


@dataclass(frozen=True, slots=True)
class Access:
    """What a second process needs to use the owner's server; kept in data_dir/postgres.json, mode 0600."""

    port: int
    password: str

    def url(self, database: str) -> str:
        # The wheel has no TLS inside, and loopback needs none.
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{database}?sslmode=disable"


def read_access(data_dir: Path) -> Access | None:
    try:
        return Access(**json.loads((data_dir / _FILE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def write_access(data_dir: Path, access: Access) -> None:
    # A temporary file is for its owner alone, and the rename makes it appear whole.
    with tempfile.NamedTemporaryFile("w", dir=data_dir, delete=False) as file:
        json.dump(asdict(access), file)
    Path(file.name).replace(data_dir / _FILE)


async def answers(access: Access) -> bool:
    """Whether the server takes connections, and our database is there (made when it is not)."""
    try:
        connection = await asyncpg.connect(access.url("postgres"), timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError):
        return False
    try:
        if not await connection.fetchval(
            "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", DATABASE
        ):
            with contextlib.suppress(asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
                await connection.execute(f"CREATE DATABASE {DATABASE}")
    except (OSError, asyncpg.PostgresConnectionError):
        return False
    finally:
        connection.terminate()
    return True


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
