"""Decisions as values: what a flow wants written, committed together or not at all.

A domain's service never writes. It answers with `Changes`; the flow adds them up and commits all of them in
ONE statement that checks every guard (design §2.5). A row is a frozen dataclass whose fields are exactly the
table's columns, so one class serves reading, deciding and writing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Generic, TypeVar

R = TypeVar("R")


@dataclass(frozen=True)
class Table(Generic[R]):
    """A table and the dataclass of its rows; `version`, where present, guards every update."""

    name: str
    row: type[R]
    key: tuple[str, ...] = ("store_id", "id")

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Column names, in the dataclass's order."""
        return tuple(field.name for field in fields(self.row))  # type: ignore[arg-type]

    def insert(self, row: R) -> "Change":
        """A new row; a row with the same key or unique columns loses the guard."""
        return Change(self, "insert", row)

    def update(self, row: R) -> "Change":
        """The next version of a row: written only while the stored version is `row.version - 1`."""
        return Change(self, "update", row)

    def overwrite(self, row: R) -> "Change":
        """Set these columns of a row that only ever moves one way, so that no guard is needed."""
        return Change(self, "overwrite", row)

    def add(self, row: R) -> "Change":
        """Add the row's numbers to the stored ones; the table's constraints refuse what may not be."""
        return Change(self, "add", row)

    def put(self, row: R) -> "Change":
        """Insert, or replace the row with the same key."""
        return Change(self, "put", row)

    def remove(self, row: R) -> "Change":
        """Delete the row with this key, if it is there."""
        return Change(self, "remove", row)

    def allocate(self, row: R) -> "Change":
        """Insert with the next number of a counter that never skips (see `statements.ALLOCATE`)."""
        return Change(self, "allocate", row)


@dataclass(frozen=True, slots=True)
class Change:
    """One row to write and the way to write it."""

    table: Table[Any]
    verb: str
    row: Any


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything one decision writes; adding two gives both, in order."""

    items: tuple[Change, ...] = ()

    @classmethod
    def of(cls, *items: Change) -> "Changes":
        """Changes in the given order."""
        return cls(items)

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(self.items + other.items)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.items)

    def __bool__(self) -> bool:
        return bool(self.items)


NOTHING = Changes()
