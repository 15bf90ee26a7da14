"""Alembic with plain SQL files: revisions are made from the files, so there is no code beside them to forget."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any, cast

import asyncpg
from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from wendan.platform.migrations import files
from wendan.platform.migrations.files import OUTSIDE_TRANSACTION, PHASES, Phase, SqlFile, sql_files

# Until its first ANALYZE a table looks as if one row stood for each store, and the planner takes any index that
# begins with the store; the plans our connections keep from that minute read the whole store ever after.
_WHAT_YOUNG_TABLES_WILL_HOLD = """
SELECT pg_restore_attribute_stats(
    'schemaname', n.nspname::text, 'relname', c.relname::text, 'attname', a.attname::text, 'inherited', false,
    'null_frac', 0::real, 'avg_width', 16, 'n_distinct', CASE a.attname WHEN 'store_id' THEN 1 ELSE -1 END::real)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.reltuples < 0
    AND a.attname IN ('store_id', 'id', 'order_id') AND NOT a.attisdropped
"""
_KNOWS_RESTORED_STATISTICS = 180000


async def upgrade(url: str, phases: Sequence[Phase]) -> list[str]:
    """Apply what is missing, each file in its own transaction; return the revisions applied."""
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url), poolclass=NullPool
    )
    applied: list[str] = []
    try:
        async with _only_one_works(url), engine.connect() as connection:
            for phase in phases:
                if sql_files(phase):
                    applied += await connection.run_sync(_run, phase)
            await _tell_the_planner(url)
    finally:
        await engine.dispose()
    return applied


@asynccontextmanager
async def _only_one_works(url: str) -> AsyncIterator[None]:
    """The lock is a row and not an advisory lock: it means the same on every engine we may move to."""
    connection = await asyncpg.connect(url)
    try:
        try:
            await connection.execute("""
                CREATE TABLE IF NOT EXISTS migration_lock (id smallint PRIMARY KEY CHECK (id = 1));
                INSERT INTO migration_lock (id) VALUES (1) ON CONFLICT DO NOTHING
            """)
        except (asyncpg.UniqueViolationError, asyncpg.DuplicateTableError, asyncpg.DuplicateObjectError):
            # IF NOT EXISTS does not protect from another process making the table (or its row type) in the same moment;
            # it has committed by now, its row may not have.
            await connection.execute("INSERT INTO migration_lock (id) VALUES (1) ON CONFLICT DO NOTHING")
        async with connection.transaction():
            await connection.execute("SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE")
            yield
    finally:
        await connection.close()


async def _tell_the_planner(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        if int(await connection.fetchval("SHOW server_version_num")) >= _KNOWS_RESTORED_STATISTICS:
            await connection.execute(_WHAT_YOUNG_TABLES_WILL_HOLD)
    finally:
        await connection.close()


def _run(connection: Connection, phase: Phase) -> list[str]:
    applied: list[str] = []
    scripts = _SqlScripts(str(files.HERE))

    def steps(present: tuple[str, ...], _: MigrationContext) -> Any:
        found = scripts._upgrade_revs(f"{phase}@head", cast("Any", present))  # noqa: SLF001 - what `alembic upgrade` itself calls
        applied.extend(step.revision.revision for step in found)
        return found

    context = MigrationContext.configure(
        connection, opts={"fn": steps, "script": scripts, "transaction_per_migration": True}
    )
    with Operations.context(context):
        context.run_migrations()
    connection.commit()
    return applied


class _SqlScripts(ScriptDirectory):
    def _load_revisions(self) -> Iterator[Script]:
        for phase in PHASES:
            for file in sql_files(phase):
                yield Script(_module(phase, file), file.revision, str(file.path))


def _module(phase: Phase, file: SqlFile) -> ModuleType:
    module: Any = ModuleType(file.revision, file.title)
    module.revision = file.revision
    module.down_revision = file.follows
    module.branch_labels = None if file.follows else (phase,)
    module.depends_on = None
    module.upgrade = lambda: _apply(file.read())
    made: ModuleType = module
    return made


def _apply(sql: str) -> None:
    context = op.get_context()
    if sql.startswith(OUTSIDE_TRANSACTION):
        with context.autocommit_block():
            _execute(sql)
    else:
        _execute(sql)


def _execute(sql: str) -> None:
    connection = op.get_bind()
    # SQLAlchemy begins its transaction with the first statement of its own, and ours goes round it.
    connection.exec_driver_sql("SELECT 1")
    driver: Any = connection.connection.dbapi_connection
    # Without arguments asyncpg uses the simple protocol, which takes a whole file of statements.
    driver.run_async(lambda raw: raw.execute(sql))
