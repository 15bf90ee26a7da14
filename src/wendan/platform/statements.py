"""Writes any `Changes` as one SQL statement: a CTE per (verb, table), every guard checked at the end.

One JSON array of rows per table is the only parameter, so a statement's text depends on nothing but which
tables a flow touches; PostgreSQL plans each of the few texts once.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

from wendan.platform.changes import Changes, Table

_encode = msgspec.json.Encoder().encode

Group = tuple[str, Table[Any]]


def _rows(table: Table[Any], n: int) -> str:
    return f"jsonb_populate_recordset(NULL::{table.name}, ${n}::jsonb)"


def _match(table: Table[Any], left: str, right: str) -> str:
    return " AND ".join(f"{left}.{column} = {right}.{column}" for column in table.key)


def _insert(table: Table[Any], n: int) -> str:
    columns = ", ".join(table.columns)
    return f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {_rows(table, n)} RETURNING 1"


def _overwrite(table: Table[Any], n: int) -> str:
    written = ", ".join(f"{c} = r.{c}" for c in table.columns if c not in table.key)
    return (
        f"UPDATE {table.name} AS t SET {written} FROM {_rows(table, n)} AS r WHERE {_match(table, 't', 'r')}"
    )


def _update(table: Table[Any], n: int) -> str:
    return f"{_overwrite(table, n)} AND t.version = r.version - 1 RETURNING 1"


def _add(table: Table[Any], n: int) -> str:
    # Rows are locked in key order first, so that two baskets with the same dishes never wait for each other.
    added = ", ".join(f"{c} = t.{c} + r.{c}" for c in table.columns if c not in table.key)
    key = ", ".join(f"t.{c}" for c in table.key)
    return (
        f"UPDATE {table.name} AS t SET {added} FROM (SELECT r.* FROM {_rows(table, n)} AS r "
        f"JOIN {table.name} AS t ON {_match(table, 't', 'r')} ORDER BY {key} FOR UPDATE OF t) AS r "
        f"WHERE {_match(table, 't', 'r')} RETURNING 1"
    )


def _put(table: Table[Any], n: int) -> str:
    columns = ", ".join(table.columns)
    written = ", ".join(f"{c} = excluded.{c}" for c in table.columns if c not in table.key)
    return (
        f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {_rows(table, n)} "
        f"ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {written} RETURNING 1"
    )


def _remove(table: Table[Any], n: int) -> str:
    return f"DELETE FROM {table.name} AS t USING {_rows(table, n)} AS r WHERE {_match(table, 't', 'r')} RETURNING 1"


def _allocate(table: Table[Any], n: int) -> str:
    """The next number of `<table>'s counter`: its row lock lasts until commit, so the series has no gap."""
    return (
        f"INSERT INTO {table.name} (store_id, business_day, prefix, number, order_id) "
        f"SELECT c.store_id, c.business_day, c.prefix, c.last, r.order_id FROM {_rows(table, n)} AS r "
        "JOIN counted AS c USING (store_id, business_day, prefix) RETURNING number"
    )


def _count(table: Table[Any], n: int) -> str:
    return (
        "INSERT INTO pickup_counter AS c (store_id, business_day, prefix, last) "
        f"SELECT store_id, business_day, prefix, 1 FROM {_rows(table, n)} "
        "ON CONFLICT (store_id, business_day, prefix) DO UPDATE SET last = c.last + 1 "
        "RETURNING c.store_id, c.business_day, c.prefix, c.last"
    )


_VERBS: dict[str, Callable[[Table[Any], int], str]] = {
    "insert": _insert,
    "update": _update,
    "overwrite": _overwrite,
    "add": _add,
    "put": _put,
    "remove": _remove,
    "allocate": _allocate,
}
_GUARDED = ("update", "add")


@lru_cache(maxsize=512)
def _text(groups: tuple[Group, ...]) -> str:
    parts, guards = [], []
    for n, (verb, table) in enumerate(groups, start=1):
        name = f"{verb}_{table.name}"
        if verb == "allocate":
            parts.append(f"counted AS ({_count(table, n)})")
        parts.append(f"{name} AS ({_VERBS[verb](table, n)})")
        if verb in _GUARDED:
            guards.append(
                f"check_guard('{table.name}', (SELECT count(*) FROM {name}), jsonb_array_length(${n}::jsonb))"
            )
    return f"WITH {', '.join(parts)} SELECT {', '.join(guards) or 'true'}"


def statement_of(changes: Changes) -> tuple[str, list[str]]:
    """SQL text and one JSON array of rows per parameter.

    A row may be written once in one commit: PostgreSQL would silently keep only one of two updates.
    """
    groups: dict[Group, list[Any]] = {}
    seen: set[tuple[Any, ...]] = set()
    for change in changes:
        key = (change.table.name, *(getattr(change.row, column) for column in change.table.key))
        assert key not in seen, f"{change.table.name} row written twice in one commit"
        seen.add(key)
        groups.setdefault((change.verb, change.table), []).append(change.row)
    ordered = sorted(groups.items(), key=lambda group: (group[0][1].name, group[0][0]))
    return _text(tuple(group for group, _ in ordered)), [_encode(rows).decode() for _, rows in ordered]
