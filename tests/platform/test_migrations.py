import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from wendan.platform import migrations
from wendan.platform.clock import SystemClock
from wendan.platform.migrations import PreMigrationsMissing, files, is_migrated, migrate


async def tell(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


@pytest.fixture
def schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "HERE", tmp_path)
    (tmp_path / "pre").mkdir()
    (tmp_path / "post").mkdir()
    (tmp_path / "pre/0001_dish.sql").write_text(
        "CREATE TABLE dish (id int); INSERT INTO dish VALUES (1), (2);"
    )
    (tmp_path / "pre/0002_dish_name.sql").write_text("ALTER TABLE dish ADD name text; -- 菜名")
    (tmp_path / "post/0001_drop.sql").write_text("ALTER TABLE dish DROP name;")
    return tmp_path


async def test_files_are_applied_in_order_and_once(schema: Path, empty_database: str):
    assert not await is_migrated(empty_database)
    assert await migrate(empty_database) == ["pre_0001", "pre_0002"]
    assert await migrate(empty_database) == []
    assert await is_migrated(empty_database)
    assert await tell(empty_database, "SELECT count(*) FROM dish WHERE name IS NULL") == 2


async def test_a_later_file_is_applied_to_a_database_in_use(schema: Path, empty_database: str):
    await migrate(empty_database, "all")
    (schema / "pre/0003_price.sql").write_text("ALTER TABLE dish ADD price_fen bigint")

    assert await migrate(empty_database, "all") == ["pre_0003"]
    assert await tell(empty_database, "SELECT count(*) FROM alembic_version") == 2


async def test_contracting_waits_for_expanding(schema: Path, empty_database: str):
    with pytest.raises(PreMigrationsMissing):
        await migrate(empty_database, "post")
    await migrate(empty_database, "pre")

    assert await migrate(empty_database, "post") == ["post_0001"]


async def test_of_many_processes_one_works_and_the_others_wait(schema: Path, empty_database: str):
    done = await asyncio.gather(*(migrate(empty_database) for _ in range(6)))

    assert max(done, key=len) == ["pre_0001", "pre_0002"]
    assert sum(len(applied) for applied in done) == 2


async def test_a_file_that_fails_leaves_nothing_behind(schema: Path, empty_database: str):
    (schema / "pre/0002_dish_name.sql").write_text("ALTER TABLE dish ADD name text; SELECT 1/0;")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty_database)

    assert await tell(empty_database, "SELECT count(*) FROM dish") == 2
    assert await tell(empty_database, "SELECT version_num FROM alembic_version") == "pre_0001"
    with pytest.raises(asyncpg.UndefinedColumnError):
        await tell(empty_database, "SELECT name FROM dish")


async def test_what_cannot_run_in_a_transaction_says_so_in_its_first_line(schema: Path, empty_database: str):
    (schema / "pre/0003_index.sql").write_text(
        f"{files.OUTSIDE_TRANSACTION}\nCREATE INDEX CONCURRENTLY dish_name ON dish (name)"
    )
    await migrate(empty_database)

    assert await tell(
        empty_database, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'dish_name'::regclass"
    )


async def test_with_nothing_to_do_it_is_quick_and_never_imports_alembic(database: str):
    script = (
        "import asyncio, sys; from wendan.platform.migrations import migrate; "
        "assert asyncio.run(migrate(sys.argv[1], 'all')) == []; assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script, database], check=True)
    began = SystemClock().monotonic_ms()
    await migrate(database, "all")

    assert SystemClock().monotonic_ms() - began < 1000


async def test_the_real_schema_is_migrated_in_every_test_database(database: str):
    assert await is_migrated(database)
    assert migrations.heads("pre") == {files.sql_files("pre")[-1].revision}


async def test_a_store_that_was_open_before_there_were_nights_gets_its_nights_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_database: str
):
    older = tmp_path / "older"
    shutil.copytree(files.HERE, older)
    for file in older.glob("pre/*.sql"):
        if file.name >= "0009":
            file.unlink()
    with monkeypatch.context() as before:
        before.setattr(files, "HERE", older)
        await migrate(empty_database, "pre")
    await tell(
        empty_database,
        """INSERT INTO store (store_id, store_no, merchant_id, brand_id, name, name_en, timezone, opening_hours,
            accounts, is_taking_orders, version)
        SELECT '01a1fc42-d200-7000-8000-000000000001', 7, merchant_id, brand_id, '店', 'Store', 'Asia/Shanghai', '[]',
            '{}', true, 1 FROM store""",
    )

    assert (await migrate(empty_database, "pre"))[0] == "pre_0009"
    clock = """SELECT (due_at AT TIME ZONE 'Asia/Shanghai')::time = '00:00' AND due_at > now()
        AND due_at <= now() + interval '1 day' FROM timer WHERE kind = 'day_audit'"""
    assert await tell(empty_database, clock) is True
    assert await tell(empty_database, "SELECT count(*) FROM timer") == 1
