"""The schema, as plain SQL files in the order of their names.

`pre/` expands (new tables, columns, functions) before new code runs; `post/` contracts (drops what no code reads
any more) after the last old process is gone. Each cell's database is migrated by itself.
"""

from typing import Literal

import asyncpg

from wendan.platform.migrations.files import PHASES, Phase, heads

__all__ = ["PreMigrationsMissing", "is_migrated", "migrate"]


class PreMigrationsMissing(Exception):
    """The post migrations take away what only the pre migrations replace; run those first."""


async def migrate(url: str, phase: Phase | Literal["all"] = "pre") -> list[str]:
    """Bring the database at `url` up to date and return the revisions applied now, in order; often none.

    Safe to call from many processes at once: one works, the others wait for it. Raises PreMigrationsMissing
    where `post` is asked for and `pre` is not complete.
    """
    wanted: tuple[Phase, ...] = PHASES if phase == "all" else (phase,)
    present = await _present(url)
    if phase == "post" and not heads("pre") <= present:
        raise PreMigrationsMissing(PreMigrationsMissing.__doc__)
    if all(heads(each) <= present for each in wanted):
        return []
    # Alembic and SQLAlchemy cost 0.3 s to import; nearly every start has nothing to migrate.
    from wendan.platform.migrations.runner import upgrade  # noqa: PLC0415

    return await upgrade(url, wanted)


async def is_migrated(url: str) -> bool:
    """Whether the code of this version finds the schema it needs."""
    return heads("pre") <= await _present(url)


async def _present(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return set()
    finally:
        await connection.close()
    return {row["version_num"] for row in rows}
