"""The SQL files and their revision names: `pre/0001_foundation.sql` is revision `pre_0001`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Phase = Literal["pre", "post"]
PHASES: tuple[Phase, ...] = ("pre", "post")
HERE = Path(__file__).parent
# First line of a file with one statement that PostgreSQL refuses inside a transaction (CREATE INDEX CONCURRENTLY).
OUTSIDE_TRANSACTION = "-- outside a transaction"


@dataclass(frozen=True, slots=True)
class SqlFile:
    path: Path
    revision: str
    follows: str | None

    @property
    def title(self) -> str:
        return self.path.stem.partition("_")[2].replace("_", " ")

    def read(self) -> str:
        return self.path.read_text(encoding="utf-8")


def sql_files(phase: Phase, here: Path | None = None) -> list[SqlFile]:
    """The files of a phase in the order in which they are applied."""
    found: list[SqlFile] = []
    for path in sorted(((here or HERE) / phase).glob("*.sql")):
        revision = f"{phase}_{path.stem.partition('_')[0]}"
        follows = found[-1].revision if found else None
        assert revision != follows, f"two migrations with the number of {path.name}"
        found.append(SqlFile(path, revision, follows))
    return found


def heads(phase: Phase) -> set[str]:
    """The revision that a database with all files of a phase shows; empty where there are no files."""
    return {file.revision for file in sql_files(phase)[-1:]}
