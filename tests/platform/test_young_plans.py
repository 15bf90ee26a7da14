"""What the planner makes of tables that are still empty: our connections keep those plans while the shop fills up."""

import json
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from wendan.platform.db import Database, open_database

UNIQUE_INDEXES = """
SELECT c.relname AS name, t.relname AS table_name, array_agg(a.attname ORDER BY k.place) AS columns
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_class AS t ON t.oid = i.indrelid
    JOIN pg_namespace AS n ON n.oid = t.relnamespace,
    unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
    JOIN pg_attribute AS a ON a.attnum = k.attnum
WHERE a.attrelid = i.indrelid AND n.nspname = 'public' AND i.indisunique AND i.indpred IS NULL
GROUP BY c.relname, t.relname
"""


@pytest.fixture
async def short_work(database: str) -> AsyncIterator[Database]:
    async with open_database(database, 1) as opened:
        yield opened


async def conditions(connection: asyncpg.Connection, table: str, columns: list[str]) -> list[str]:
    """What each index of the plan is asked for."""
    asked = " AND ".join(f"{column} = ${n}" for n, column in enumerate(columns, 1))
    nothing = ", ".join(["NULL"] * len(columns))
    await connection.execute(f"PREPARE asked AS SELECT 1 FROM {table} WHERE {asked} FOR KEY SHARE")
    try:
        plan = json.loads(await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE asked ({nothing})"))
    finally:
        await connection.execute("DEALLOCATE asked")
    return list(index_conditions(plan[0]["Plan"]))


def index_conditions(node: dict) -> Iterator[str]:
    if "Index Cond" in node:
        yield node["Index Cond"]
    for below in node.get("Plans", ()):
        yield from index_conditions(below)


async def test_a_row_asked_for_by_its_key_is_never_looked_for_in_the_whole_store(short_work: Database):
    async with short_work.pool.acquire() as connection:
        indexes = await connection.fetch(UNIQUE_INDEXES)
        looked = {
            row["name"]: await conditions(connection, row["table_name"], row["columns"])
            for row in indexes
            if row["columns"] != ["store_id"]
        }
    assert len(looked) > 30
    whole_store = {name: asked for name, asked in looked.items() if not asked or asked == ["(store_id = $1)"]}
    assert whole_store == {}
